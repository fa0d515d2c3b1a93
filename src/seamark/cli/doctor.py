"""`seamark doctor`: a diagnosis that can be pasted into a bug report, without secrets."""

import importlib.metadata
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import click

from seamark.model.errors import SeamarkError
from seamark.sdk.home import Home
from seamark.sdk.settings import Settings, load_settings
from seamark.sdk.transport import Transport
from seamark.wire.api.people import Person
from seamark.wire.api.server import Info

SHOWN = ("project", "url", "token", "home", "mode", "run_id", "tags", "capture", "strict", "quiet", "ca_bundle")
LIBRARIES = (
    "msgspec",
    "urllib3",
    "click",
    "psutil",
    "fastapi",
    "uvicorn",
    "sqlalchemy",
    "clickhouse-connect",
    "chdb",
    "pyarrow",
)


@click.command()
def command() -> None:
    """Print a diagnosis for a bug report, without secrets."""
    _print("this machine", _tell_machine())
    _print("installed", _tell_libraries())
    try:
        settings = load_settings(start=Path.cwd())
    except SeamarkError as error:
        _print("settings", [f"{error.detail} {error.remedy}"])
        return
    _print("settings", _tell_settings(settings))
    _print("home", _tell_home(Home(settings.home)))
    _print("server", _tell_server(settings))


def _print(title: str, lines: Iterable[str]) -> None:
    click.echo(title)
    for line in lines:
        click.echo(f"  {line}")


def _tell_machine() -> Iterator[str]:
    libc = " ".join(platform.libc_ver())
    yield f"seamark {importlib.metadata.version('seamark')} on Python {platform.python_version()} ({sys.implementation.name})"
    yield f"{platform.system()} {platform.release()} {platform.machine()} {libc}".rstrip()
    yield f"{os.cpu_count()} cores, time zone {time.strftime('%z')}"


def _tell_libraries() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"{name} -"


def _tell_settings(settings: Settings) -> Iterator[str]:
    for name in SHOWN:
        yield f"{name:<10} {_spell(name, settings):<40} {settings.origin_of(name)}".rstrip()


def _spell(name: str, settings: Settings) -> str:
    value = getattr(settings, name)
    if name == "token":
        return "set, not shown" if value else "-"
    if name == "url":
        return hide_secrets(value) or "-"
    return ", ".join(value) if isinstance(value, tuple) else str(value or "-")


def hide_secrets(url: str) -> str:
    """Return an address without name, password and query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _tell_home(home: Home) -> Iterator[str]:
    if not home.path.exists():
        yield f"{home.path} does not exist yet"
        return
    usage = shutil.disk_usage(home.path)
    yield f"{home.path}, {'writable' if os.access(home.path, os.W_OK) else 'NOT WRITABLE'}, {usage.free / 2**30:.1f} GiB free"
    yield f"{sum(1 for _ in home.list_journals())} sessions, {len(home.list_open())} of them not confirmed whole"
    entry = home.read_server()
    yield f"local server: {entry.url}, process {entry.pid}" if entry else "local server: none runs"


def _tell_server(settings: Settings) -> Iterator[str]:
    if not settings.url:
        yield "none is configured, and none runs here"
        return
    transport = Transport(settings.url, settings.token, settings.ca_bundle, patience=0, read_seconds=10)
    started = time.monotonic()
    try:
        info = transport.get("/info", Info)
        yield f"answers in {(time.monotonic() - started) * 1000:.0f} ms: {info.name} {info.version}, {info.mode}"
        person = transport.get("/me", Person)
        yield f"takes the token: may {person.scope}{', admin' if person.admin else ''}"
    except SeamarkError as error:
        yield f"{type(error).__name__}: {error.detail.replace(settings.url, hide_secrets(settings.url))}"
