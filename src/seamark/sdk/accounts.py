"""``seamark status``: what is here and what the server has, counted on both sides."""

from dataclasses import dataclass
from pathlib import Path

from seamark.model.errors import SeamarkError
from seamark.model.objects import shorten_uid
from seamark.sdk.cursors import Cursor, list_cursors
from seamark.sdk.dispatch import judge_writer
from seamark.sdk.home import Home
from seamark.sdk.login import normalise_url
from seamark.sdk.machine import Life
from seamark.sdk.settings import load_settings
from seamark.sdk.shelf import Kept, count_records, list_kept
from seamark.sdk.token_search import list_tokens
from seamark.sdk.transport import Transport
from seamark.wire.api.sessions import Session


@dataclass(frozen=True, slots=True)
class JournalStatus:
    """One session on both sides.

    ``records`` are here; ``confirmed`` were confirmed when they were sent; ``server`` is what the
    server says that it has now, None where it could not be asked (``problem`` says why) or does not
    know the session.
    """

    folder: Path
    run: str
    short: str
    id: str
    origin: str
    project: str
    host: str
    is_live: bool
    records: int
    confirmed: int
    server: int | None
    files: int
    files_left: int
    refused: int
    damaged: int
    size: int
    url: str
    page: str
    problem: str = ""

    @property
    def is_equal(self) -> bool:
        """Say whether the server has every record that is here, by its own word."""
        return self.server is not None and self.server >= self.records

    @property
    def left(self) -> int:
        """How many records are only here."""
        has = self.confirmed if self.server is None else self.server
        return max(0, self.records - has)


class _Servers:
    """Asks each server once per run what it has of it."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._known: dict[tuple[str, str], dict[str, int]] = {}
        self._silent: dict[str, str] = {}

    def count(self, kept: Kept, cursor: Cursor, url: str) -> int | None:
        """Return how many records the server has of a session.

        Raises:
            SeamarkError: it could not be asked.
        """
        if url in self._silent:
            raise SeamarkError(self._silent[url])
        key = (url, cursor.run)
        if key not in self._known:
            try:
                self._known[key] = self._ask(kept, cursor.run, url)
            except SeamarkError as error:
                self._silent[url] = error.detail
                raise
        found = self._known[key].get(kept.header.origin)
        if found is None and kept.header.of in self._known[key]:
            return cursor.receipt + 1  # streams are not listed; their receipt is the server's word
        return found

    def _ask(self, kept: Kept, run: str, url: str) -> dict[str, int]:
        settings = load_settings(home=self._home.path, url=url)
        tokens = list_tokens(self._home, kept.folder, kept.header, url) or [settings.token]
        transport = Transport(url, tokens[0], kept.header.ca_bundle or settings.ca_bundle, patience=2.0)
        try:
            sessions = transport.get(f"/runs/{run}/sessions", list[Session])
        finally:
            transport.close()
        return {session.origin: session.seq + 1 for session in sessions}


def status(home: Path, *, ask: bool = True) -> list[JournalStatus]:
    """Count the records of every session of a home, and ask the servers what they have.

    Args:
        home: Where the journals lie.
        ask: False counts on this machine alone.
    """
    place = Home(home)
    servers = _Servers(place)
    return [_describe(kept, servers, place, ask=ask) for kept in list_kept(place)]


def _describe(kept: Kept, servers: _Servers, home: Home, *, ask: bool) -> JournalStatus:
    header = kept.header
    count = count_records(kept.folder)
    url = normalise_url(header.url) if header.url else ""
    cursor = _choose_cursor(kept, url)
    server, problem = None, ""
    if ask and cursor.run:
        try:
            server = servers.count(kept, cursor, _find_address(home, cursor, url))
            if server is not None and server <= count.end + 1:
                server = min(server, count.last + 1)  # progress and the end have seqs and are no records
        except SeamarkError as error:
            problem = error.detail
    return JournalStatus(
        folder=kept.folder,
        run=header.run,
        short=shorten_uid(header.run),
        id=cursor.id,
        origin=header.origin,
        project=header.project,
        host=header.host,
        is_live=not count.ended and judge_writer(header) is not Life.GONE,
        records=count.last + 1,
        confirmed=min(cursor.sent, count.last) + 1,
        server=server,
        files=cursor.files,
        files_left=len(cursor.held),
        refused=cursor.refused,
        damaged=max(count.damaged, cursor.damaged),
        size=count.size,
        url=url or cursor.url,
        page=cursor.page,
        problem=problem,
    )


def _choose_cursor(kept: Kept, url: str) -> Cursor:
    cursors = list_cursors(kept.folder)
    own = [cursor for cursor in cursors if not url or cursor.url == url]
    return max(own, key=lambda cursor: cursor.sent, default=Cursor(server="", url=url))


def _find_address(home: Home, cursor: Cursor, url: str) -> str:
    """A local server comes back with another port; its entry knows."""
    entry = None if url else home.read_server()
    return normalise_url(entry.url) if entry is not None else cursor.url
