"""`seamark up`: start the server, on this machine alone or for a team."""

import getpass
import ipaddress
import logging
import secrets
import socket
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from seamark.cli.environment import tell_environment
from seamark.model.errors import InvalidValue
from seamark.sdk.settings import load_settings

if TYPE_CHECKING:
    from seamark.core.assembly import Core
    from seamark.server.certificates import Tls

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FIRST_PORT = 8765


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option(
    "--port", default=None, type=int, help=f"Default: {FIRST_PORT}, on one's own machine or the next free one."
)
@click.option("--url", default="", help="The address that people use. Makes it a team's server.")
@click.option("--data", type=click.Path(path_type=Path), help="The server's folder. Default: HOME/server.")
@click.option("--catalog", default="", envvar="SEAMARK_CATALOG_URL", help="sqlite:///… or postgresql+psycopg://…")
@click.option("--columns", default="", envvar="SEAMARK_COLUMNS_URL", help="chdb:///…")
@click.option("--blobs", default="", envvar="SEAMARK_BLOBS_URL", help="file:///…")
@click.option("--allow-host", multiple=True, help="Another name by which browsers reach the server.")
@click.option("--tls", is_flag=True, help="Speak https, with a certificate that the server makes itself.")
@click.option("--certificate", type=FILE, help="Speak https with this certificate, chain included (PEM).")
@click.option("--key", "private_key", type=FILE, help="The certificate's private key (PEM), without a password.")
@click.option("--memory", default=600, show_default=True, help="MiB that the engine may take.")
@click.option("--admin", default="", envvar="SEAMARK_ADMIN", help="A team's first admin. Default: asked for.")
def command(
    host: str,
    port: int | None,
    url: str,
    data: Path | None,
    catalog: str,
    columns: str,
    blobs: str,
    allow_host: tuple[str, ...],
    tls: bool,
    certificate: Path | None,
    private_key: Path | None,
    memory: int,
    admin: str,
) -> None:
    """Start the server: on this machine alone, or with --host and --url for a team."""
    from seamark.core.assembly import CoreSettings
    from seamark.server.private import make_private
    from seamark.server.serve import serve

    logging.basicConfig(format="seamark  %(message)s", level=logging.WARNING)
    for_team = judge_team(host, url)
    home = load_settings().home
    make_private(home)
    folder = data or home / "server"
    names = [host, *([urlsplit(url).hostname or ""] if url else []), *allow_host]
    make_private(folder)
    files = choose_tls(folder, names, url, wanted=tls, certificate=certificate, key=private_key)
    settings = CoreSettings(
        data=folder,
        url=url.rstrip("/"),
        mode="team" if for_team else "local",
        workspace="team" if for_team else getpass.getuser(),
        catalog_url=catalog,
        columns_url=columns,
        blobs_url=blobs,
        certificate="none" if files is None else "self-made" if files.authority else "own",
        authority=files.authority if files else None,
        memory_limit=memory * 2**20,
    )
    key = None if for_team else secrets.token_urlsafe(18)
    welcome = partial(welcome_team, admin) if for_team else partial(welcome_person, home, key or "")
    chosen = port if port is not None else FIRST_PORT if for_team else find_port()
    try:
        serve(settings, host=host, port=chosen, key=key, on_ready=welcome, allow_hosts=allow_host, tls=files)
    except OverflowError:
        raise click.UsageError(f"{chosen} is no port.") from None
    finally:
        forget_person(home)


def judge_team(host: str, url: str) -> bool:
    """Say whether this is a team's server.

    Raises:
        InvalidValue: it listens to others, and nobody said by which address they come.
    """
    try:
        is_own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not is_own and not url:
        raise InvalidValue(
            f"A server at {host} is reached by others.", "Say by which address: --url https://seamark.example.org"
        )
    return bool(url)


def choose_tls(
    data: Path, names: list[str], url: str, *, wanted: bool, certificate: Path | None, key: Path | None
) -> "Tls | None":
    """Return the files with which the server speaks https, or None for http.

    Raises:
        InvalidValue: they do not belong together, or the server's address says http.
    """
    if (certificate is None) != (key is None):
        raise InvalidValue("A certificate and its private key go together.", "Give both --certificate and --key.")
    if not wanted and certificate is None:
        return None
    if url.startswith("http:"):
        raise InvalidValue(f"{url} is an address of http.", "Give one of https, or leave --tls and --certificate out.")
    from seamark.server.certificates import Tls, check_files, make_certificate

    if certificate is not None and key is not None:
        return check_files(Tls(certificate, key))
    own = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    return make_certificate(data / "tls", [*own, *(name for name in names if name not in {"", "0.0.0.0", "::"})])  # noqa: S104


def find_port() -> int:
    """Return the usual port, or the next one that is free."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0


def welcome_person(home: Path, key: str, core: "Core") -> None:
    """Let this user's runs and commands find the server, and print the link."""
    from seamark.cli.links import make_link, tell_tunnel
    from seamark.sdk.home import Home
    from seamark.wire.api.people import TokenRequest

    caller = core.access.local()
    for token in core.access.tokens(caller):
        if token.name == OWN_TOKEN:
            core.access.revoke(caller, token.id)
    made = core.access.make_token(caller, TokenRequest(name=OWN_TOKEN))
    Home(home).write_server(core.url, made.token or "", key, str(core.settings.authority or ""))
    click.echo(f"seamark  {make_link(core.url, key)}")
    tunnel = tell_tunnel(core.url)
    if tunnel:
        click.echo(f"         from the machine you sit at, first: {tunnel}")
    click.echo(f"         kept in {core.settings.data} · Ctrl-C stops the server, and loses nothing")
    tell_authority(core.settings.authority)


OWN_TOKEN = "this machine (seamark up)"  # noqa: S105 - a name, not a secret


def forget_person(home: Path) -> None:
    """Remove the entry by which runs of this machine find the server, if it is ours."""
    from seamark.sdk.home import Home

    Home(home).remove_server()


def tell_authority(path: Path | None) -> None:
    """Say what has to be trusted where the server made its certificate itself."""
    if path is not None:
        from seamark.server.certificates import tell_fingerprint

        click.echo(
            "         The server made its certificate itself. To trust it, browsers and other machines need this:"
        )
        click.echo(f"         {path}")
        click.echo(f"         its SHA-256: {tell_fingerprint(path)}")


def welcome_team(admin: str, core: "Core") -> None:
    """Make the first admin if there is none, and print what people need.

    Raises:
        InvalidValue: there is no admin, and nobody to ask for one.
    """
    has_admin = any(person.password for person in core.catalog.people.all())
    token = "" if has_admin else make_admin(admin, core)
    click.echo(f"seamark  the team's server at {core.url} answers, kept in {core.settings.data}")
    tell_authority(core.settings.authority)
    if token:
        click.echo("         a token of the first admin, shown this once, as jobs and containers take it:")
        for line in tell_environment(token, core.url, core.settings.certificate):
            click.echo(f"           {line}")
    click.echo("         on each machine: pip install seamark")
    trust = " --ca-bundle authority.pem" if core.settings.authority else ""
    click.echo(f"                          seamark login {core.url}{trust}")


def make_admin(name: str, core: "Core") -> str:
    """Make the first admin, and return a token of theirs."""
    import os
    import sys

    from seamark.wire.api.people import TokenRequest

    password = os.environ.get("SEAMARK_ADMIN_PASSWORD", "")
    if not (name and password) and not sys.stdin.isatty():
        raise InvalidValue(
            "A team's server needs a first admin.", "Set SEAMARK_ADMIN and SEAMARK_ADMIN_PASSWORD and start it again."
        )
    name = name or click.prompt("Name of the first admin", default=getpass.getuser())
    password = password or click.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True)
    caller = core.access.add_first_admin(name, password)
    return core.access.make_token(caller, TokenRequest(name="first token")).token or ""
