"""Where the shipper finds the token of a server: beside the journal, in the user's file, the local entry."""

from pathlib import Path

from seamark.model.errors import SeamarkError
from seamark.sdk.home import Home
from seamark.sdk.login import normalise_url, read_login
from seamark.sdk.settings import read_token


def list_tokens(home: Home, folder: Path, url: str) -> list[str]:
    """Return the secrets that may be shown to this server, the best first."""
    found: list[str] = []
    try:
        found.append((folder / "token").read_text().strip())
    except OSError:
        pass  # most journals have none
    try:
        found.append(read_login().token_of(url))
    except SeamarkError:
        pass  # the next sign-in mends the file
    entry = home.read_server()
    if entry is not None and normalise_url(entry.url) == url:
        found.append(entry.token)
    return list(dict.fromkeys(read_token(token)[1] for token in found if token))
