"""The user's settings file: the servers that ``seamark login`` has signed in to, with their tokens.

It lies in the user's configuration folder, not in the Seamark home: a home may be on scratch, in a
container or shared with a team, a token should not.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seamark.model.errors import InvalidValue
from seamark.sdk.private_files import write_private


@dataclass(frozen=True, slots=True)
class Login:
    """What the user's file says: the server to use by default, tokens by server, and by server the file of
    certificates to trust where it makes its own.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    ca_bundles: Mapping[str, str] = field(default_factory=dict)

    def token_of(self, url: str) -> str:
        """Return the token of a server, or ""."""
        return self.tokens.get(normalise_url(url), "")


def normalise_url(url: str) -> str:
    """Return a server's address in the one form in which addresses are compared.

    Raises:
        InvalidValue: it is no http or https address.
    """
    address = url.strip().rstrip("/")
    if "://" not in address:
        local = address.partition(":")[0] in {"localhost", "127.0.0.1"}
        address = f"{'http' if local else 'https'}://{address}"
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    if scheme.lower() not in {"http", "https"} or not host or any(character.isspace() for character in rest):
        shown = address.rpartition("@")[2]  # what stands before it may be a password
        raise InvalidValue(f"{shown!r} is no address of a server.", "Give one such as https://seamark.example.org.")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}"


def tell_login_path() -> Path:
    """Return where the user's file lies."""
    if sys.platform == "win32":
        folder = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    else:
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "seamark" / "settings.toml"


def read_login() -> Login:
    """Return what the user's file says; nothing if there is none.

    Raises:
        InvalidValue: it cannot be read.
    """
    path = tell_login_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Login()
    except OSError as error:
        raise InvalidValue(f"{path} cannot be read: {error}.", "See to its permissions.") from error
    import tomllib

    try:
        values = tomllib.loads(text)
    except ValueError as error:
        raise InvalidValue(f"{path} cannot be read: {error}.", "Correct it or sign in anew: seamark login.") from error
    servers = values.pop("servers", {})
    tokens = {normalise_url(url): str(facts["token"]) for url, facts in servers.items() if facts.get("token")}
    bundles = {normalise_url(url): str(facts["ca_bundle"]) for url, facts in servers.items() if facts.get("ca_bundle")}
    return Login(values, tokens, bundles)


def write_login(url: str, token: str, ca_bundle: str = "") -> Path:
    """Remember a server's token and make the server the default; return the file.

    ``ca_bundle`` is a file of certificates to trust for this server; "" leaves what was said before.

    Raises:
        InvalidValue: the address or the present file cannot be read.
        OSError: the file cannot be written.
    """
    address = normalise_url(url)
    login = read_login()
    bundles = {**login.ca_bundles, address: ca_bundle} if ca_bundle else login.ca_bundles
    return _write({**login.values, "url": address}, {**login.tokens, address: token}, bundles)


def remove_login(url: str) -> bool:
    """Forget a server's token; say whether there was one."""
    address = normalise_url(url)
    login = read_login()
    if address not in login.tokens:
        return False
    values = {name: value for name, value in login.values.items() if (name, value) != ("url", address)}
    _write(values, {name: token for name, token in login.tokens.items() if name != address}, login.ca_bundles)
    return True


def _write(values: Mapping[str, Any], tokens: Mapping[str, str], ca_bundles: Mapping[str, str]) -> Path:
    lines = [f"{name} = {_spell(value)}" for name, value in values.items()]
    for address, token in tokens.items():
        lines += ["", f"[servers.{_spell(address)}]", f"token = {_spell(token)}"]
        if address in ca_bundles:
            lines.append(f"ca_bundle = {_spell(ca_bundles[address])}")
    path = tell_login_path()
    write_private(path, ("\n".join(lines) + "\n").encode())
    return path


def _spell(value: object) -> str:
    """Return a value in TOML; JSON's strings, numbers, booleans and lists are TOML's too."""
    import json

    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
