"""Where the shipper finds the token of a server: beside the journal, in the user's file, the local entry."""

import contextlib
from pathlib import Path

from seamark.model.errors import SeamarkError
from seamark.sdk.home import Home
from seamark.sdk.login import normalise_url, read_login
from seamark.sdk.settings import read_token
from seamark.wire.journal import Header


def list_tokens(home: Home, folder: Path, header: Header, url: str) -> list[str]:
    """Return the secrets that may be shown to this server for a journal, the best first.

    A token beside the journal is meant for the journal's own server and for no other.
    """
    found: list[str] = []
    if header.url and normalise_url(header.url) == url:
        with contextlib.suppress(OSError):
            found.append((folder / "token").read_text().strip())
    with contextlib.suppress(SeamarkError):
        found.append(read_login().token_of(url))
    entry = home.read_server()
    if entry is not None and normalise_url(entry.url) == url:
        found.append(entry.token)
    return list(dict.fromkeys(read_token(token)[1] for token in found if token))
