"""The link by which a person enters the local server, and the way to it through ssh."""

import getpass
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from seamark.sdk.home import Home


def tell_link(home: Path) -> str | None:
    """Return the link of the local server that runs on this machine, if one does."""
    entry = Home(home).read_server()
    return make_link(entry.url, entry.key) if entry else None


def make_link(url: str, key: str) -> str:
    """Return the address that signs its visitor in."""
    return f"{url}/open?key={key}"


def tell_tunnel(url: str) -> str | None:
    """Return the command that brings the server to the machine one sits at, when this one is reached by ssh."""
    if not os.environ.get("SSH_CONNECTION"):
        return None
    port = urlsplit(url).port
    return f"ssh -N -L {port}:127.0.0.1:{port} {getpass.getuser()}@{_tell_name()}"


def _tell_name() -> str:
    """Return a name of this machine that the other end of the ssh connection can use."""
    parts = os.environ.get("SSH_CONNECTION", "").split()
    return parts[2] if len(parts) == 4 else socket.gethostname()
