"""Settings: which project, server and home, and where each value came from.

First found wins: arguments, environment, ``seamark.toml`` or ``[tool.seamark]`` found upwards from the
script, the user's file written by ``seamark login``, the local server of this machine, this machine's
home.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from seamark.model.errors import InvalidValue, SeamarkError
from seamark.sdk.home import Home, ServerEntry
from seamark.sdk.login import Login, normalise_url, read_login, tell_login_path

Mode: TypeAlias = Literal["async", "sync", "offline", "disabled"]
CAPTURES: Final = ("console", "git", "source", "packages", "system", "arguments")
"""What ``capture=True`` takes."""
KEEP_DAYS: Final = 7.0

_MODES: Final = ("async", "sync", "offline", "disabled")
_NAMES: Final = (
    *("url", "token", "project", "run_id", "mode", "home"),
    *("capture", "tags", "strict", "quiet", "ca_bundle", "keep_days"),
)
_ENVIRONMENT: Final = "environment"
_DEFAULT: Final = "default"
LOCAL_SERVER: Final = "the local server of this machine"
THIS_HOME: Final = "this machine's home"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. ``origins`` says where each value came from; see ``origin_of``."""

    project: str = ""
    """The project, ``name`` or ``workspace/name``; "" when nothing names one."""
    url: str = ""
    """The server; "" when there is none: records stay in the home."""
    token: str = ""
    """The secret that goes with ``url``; never sent to any other server."""
    home: Path = field(default_factory=lambda: Path.home() / ".seamark")
    """Where journals lie on this machine."""
    mode: Mode = "async"
    """``async``, ``sync`` (log calls wait for the receipt), ``offline`` (send later) or ``disabled``."""
    run_id: str = ""
    """The run's own key."""
    tags: tuple[str, ...] = ()
    """Tags of the run."""
    capture: tuple[str, ...] = CAPTURES
    """What is captured: console, git, source, packages, system, arguments."""
    strict: bool = False
    """Logging calls raise instead of reporting."""
    quiet: bool = False
    """Nothing is printed but problems."""
    ca_bundle: str = ""
    """A file of certificates to trust."""
    keep_days: float = KEEP_DAYS
    """For how long confirmed journals stay on this machine."""
    origins: Mapping[str, str] = field(default_factory=dict)

    def origin_of(self, name: str) -> str:
        """Say where a value came from, in words for ``seamark doctor``."""
        return self.origins.get(name, _DEFAULT)

    @property
    def destination(self) -> str:
        """What a journal's header names: the server, or "" for whichever server this home meets."""
        return "" if self.origin_of("url") in {LOCAL_SERVER, THIS_HOME, _DEFAULT} else self.url

    @property
    def token_to_hand_over(self) -> str:
        """The token, if the shipper cannot find it in the user's file by itself."""
        return "" if self.origin_of("token") in {LOCAL_SERVER, str(tell_login_path()), _DEFAULT} else self.token


@dataclass(frozen=True, slots=True)
class _Layer:
    """One place that settings come from."""

    origin: str
    values: Mapping[str, Any]
    is_ours: bool = True
    """It was written by whoever runs the program: a project's file may have come with somebody's code."""

    def tell_origin(self, name: str) -> str:
        return f"SEAMARK_{name.upper()}" if self.origin == _ENVIRONMENT else self.origin


@dataclass(frozen=True, slots=True)
class _Secret:
    """A token, and the server that it is meant for ("" for any)."""

    text: str
    origin: str
    url: str


def load_settings(*, start: Path | None = None, **arguments: object) -> Settings:
    """Return the settings that hold for a call with these arguments; None means not given.

    Args:
        start: Where to look upwards for ``seamark.toml``; by default the folder of the script.
        arguments: Values by their names.

    Raises:
        InvalidValue: a value cannot be what it says, or a file cannot be read.
        TypeError: there is no setting of such a name.
    """
    unknown = sorted(set(arguments) - set(_NAMES))
    if unknown:
        raise TypeError(f"there is no setting {unknown[0]!r}")
    login = read_login()
    layers = [
        _Layer("argument", {name: value for name, value in arguments.items() if value is not None}),
        _Layer(_ENVIRONMENT, _read_environment()),
        *_read_project_file(start or find_script_folder()),
        _Layer(str(tell_login_path()), login.values),
    ]
    found: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name in _NAMES:
        layer = next((layer for layer in layers if name in layer.values), None)
        if layer is not None and name not in {"url", "token"}:
            found[name] = _convert(name, layer.values[name], layer.tell_origin(name))
            origins[name] = layer.tell_origin(name)
    local = Home(found.setdefault("home", Path.home() / ".seamark")).read_server()
    secrets = _find_url(layers, found, origins)
    _find_token([*secrets, *_list_stored_tokens(login, local)], found, origins)
    if "url" not in found:
        origins["url"] = THIS_HOME
        if local is not None:
            _take_local_server(local, found, origins)
    if "ca_bundle" not in found and found.get("url") in login.ca_bundles:
        found["ca_bundle"], origins["ca_bundle"] = login.ca_bundles[found["url"]], str(tell_login_path())
    if local is not None and local.ca_bundle and found.get("url") == normalise_url(local.url):
        found["ca_bundle"], origins["ca_bundle"] = local.ca_bundle, LOCAL_SERVER
    return Settings(**found, origins=origins)


def _find_url(layers: list[_Layer], found: dict[str, Any], origins: dict[str, str]) -> list[_Secret]:
    """Choose the server: a place that has a token alone means the server which the token carries. A token
    that carries none goes to no server that only a project's file names.
    """
    secrets: list[_Secret] = []
    url_is_ours = True
    for layer in layers:
        token = str(layer.values.get("token", ""))
        carried, secret = read_token(token) if token else ("", "")
        given = str(layer.values.get("url", ""))
        url = normalise_url(given or carried) if given or carried else ""
        if url and "url" not in found:
            found["url"], origins["url"] = url, layer.tell_origin("url" if given else "token")
            url_is_ours = layer.is_ours
        if secret:
            secrets.append(_Secret(secret, layer.tell_origin("token"), url))
            if carried:
                secrets.append(_Secret(secret, layer.tell_origin("token"), normalise_url(carried)))
    return [secret for secret in secrets if secret.url or url_is_ours]


def _list_stored_tokens(login: Login, local: ServerEntry | None) -> list[_Secret]:
    secrets = [_Secret(text, str(tell_login_path()), url) for url, text in login.tokens.items()]
    return secrets if local is None else [*secrets, _Secret(local.token, LOCAL_SERVER, normalise_url(local.url))]


def _find_token(secrets: list[_Secret], found: dict[str, Any], origins: dict[str, str]) -> None:
    """Choose the first token that is meant for the server: a secret never reaches another one."""
    url = found.get("url")
    secret = next((secret for secret in secrets if url and secret.url in {"", url}), None)
    if secret is not None:
        found["token"], origins["token"] = read_token(secret.text)[1], secret.origin


def _take_local_server(local: ServerEntry, found: dict[str, Any], origins: dict[str, str]) -> None:
    found["url"], found["token"] = normalise_url(local.url), local.token
    origins["url"] = origins["token"] = LOCAL_SERVER


def find_script_folder() -> Path:
    """Return the folder of the running script, or the working folder in a shell or notebook."""
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    return Path(main).absolute().parent if main else Path.cwd()


def _read_environment() -> dict[str, str]:
    return {name: os.environ[f"SEAMARK_{name.upper()}"] for name in _NAMES if os.environ.get(f"SEAMARK_{name.upper()}")}


def _read_project_file(start: Path) -> list[_Layer]:
    for folder in (start, *start.parents):
        path = folder / "seamark.toml"
        if path.is_file():
            return [_Layer(str(path), _read_toml(path), is_ours=False)]
        path = folder / "pyproject.toml"
        if path.is_file():
            values = _read_toml(path).get("tool", {}).get("seamark")
            if isinstance(values, dict):
                return [_Layer(f"{path} [tool.seamark]", values, is_ours=False)]
    return []


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidValue(f"{path} cannot be read: {error}.", "Correct it or remove it.") from error


def read_token(text: str) -> tuple[str, str]:
    """Return the server that a token carries and its secret; a bare secret carries none."""
    from seamark.wire.tokens import decode_token

    try:
        return decode_token(text)
    except SeamarkError:
        return "", text


def _convert(name: str, value: object, origin: str) -> object:
    match name:
        case "home":
            return Path(str(value)).expanduser().absolute()
        case "tags":
            return tuple(_split(value))
        case "capture":
            return _convert_capture(value, origin)
        case "strict" | "quiet":
            return _read_bool(name, value, origin)
        case "keep_days":
            return _read_days(value, origin)
        case "mode":
            if value not in _MODES:
                raise InvalidValue(f"mode is {value!r} ({origin}).", f"Choose one of {', '.join(_MODES)}.")
            return value
        case _:
            return str(value)


def _read_days(value: object, origin: str) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise InvalidValue(f"keep_days is {value!r} ({origin}).", "Give a number of days.") from None


def _split(value: object) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list | tuple | set | frozenset) else [str(value)]


def _convert_capture(value: object, origin: str) -> tuple[str, ...]:
    if isinstance(value, bool) or (isinstance(value, str) and value.lower() in _TRUTH):
        return CAPTURES if _read_bool("capture", value, origin) else ()
    names = _split(value)
    for name in names:
        if name not in CAPTURES:
            raise InvalidValue(f"capture has no {name!r} ({origin}).", f"Choose among {', '.join(CAPTURES)}.")
    return tuple(name for name in CAPTURES if name in names)


_TRUTH: Final = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def _read_bool(name: str, value: object, origin: str) -> bool:
    if isinstance(value, bool):
        return value
    truth = _TRUTH.get(str(value).lower())
    if truth is None:
        raise InvalidValue(f"{name} is {value!r} ({origin}).", "Say true or false.")
    return truth
