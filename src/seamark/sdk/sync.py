"""``seamark sync``: send what is only on this machine, also while training goes on."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from seamark.model import errors
from seamark.sdk.accounts import JournalStatus, status
from seamark.sdk.cursors import read_cursor
from seamark.sdk.delivery import Delivery
from seamark.sdk.dispatch import Destination, Dispatch
from seamark.sdk.home import Home
from seamark.sdk.launch import nudge
from seamark.sdk.login import normalise_url
from seamark.sdk.machine import Life
from seamark.sdk.settings import load_settings
from seamark.sdk.shelf import Kept, count_records, list_kept, select_kept
from seamark.sdk.token_search import list_tokens
from seamark.sdk.transport import Transport
from seamark.sdk.uploads import UploadPool
from seamark.wire.api.server import Info

__all__ = ["Delivery", "JournalStatus", "OnProgress", "status", "sync"]

OnProgress: TypeAlias = Callable[[float], None]
"""Is called with the part that is delivered, 0 to 1."""

_PAUSE: Final = 0.1
_PATIENCE: Final = 30.0
_RESCAN_SECONDS: Final = 2.0


class Offices:
    """The servers that journals go to, each asked once who it is."""

    def __init__(self, home: Home, to: str | None, uploads: UploadPool) -> None:
        self._home = home
        self._to = normalise_url(to) if to else ""
        self._uploads = uploads
        self._servers: dict[str, str] = {}

    def find_url(self, kept: Kept) -> str:
        """Return the server of a journal: the one asked for, its own, or that of the settings.

        Raises:
            ServerUnreachable: none of them names one.
        """
        own = normalise_url(kept.header.url) if kept.header.url else ""
        url = self._to or own or load_settings(home=self._home.path).url
        if not url:
            raise errors.ServerUnreachable(
                "There is no server to send to.", "Start one: seamark up, or sign in to one: seamark login https://…"
            )
        return url

    def find(self, kept: Kept) -> Destination:
        """Return where a journal goes.

        Raises:
            SeamarkError: the server could not be reached.
        """
        url = self.find_url(kept)
        settings = load_settings(home=self._home.path, url=url)
        tokens = list_tokens(self._home, kept.folder, kept.header, url) or [settings.token]
        ca_bundle = kept.header.ca_bundle or settings.ca_bundle
        if url not in self._servers:
            self._servers[url] = Transport(url, "", ca_bundle).get("/info", Info).server_id
        return Destination(self._servers[url], Transport(url, tokens[0], ca_bundle), self._uploads)


@dataclass(slots=True)
class _Errand:
    """A journal that is to be delivered up to ``goal``, its last seq when we began."""

    kept: Kept
    dispatch: Dispatch
    goal: int
    follow: bool
    is_over: bool = False
    moved_at: float = field(default_factory=time.monotonic)

    @property
    def sent(self) -> int:
        """The last seq that the server has confirmed, to whichever process."""
        cursor = self.dispatch.cursor
        return read_cursor(self.kept.folder, cursor.server, cursor.url).sent

    @property
    def part(self) -> float:
        """How much of it is delivered, 0 to 1."""
        return 1.0 if self.is_over or self.goal < 0 else min(1.0, (self.sent + 1) / (self.goal + 1))

    def advance(self, home: Home) -> bool:
        """Do a little of it; say whether anything moved."""
        if not self.dispatch.take():
            return self._wait_for_other(home)
        moved = self.dispatch.step()
        if self.dispatch.done:
            self.is_over = True
            self._mark(home)
        elif not moved and not self.follow and not self.dispatch.files_left[0]:
            self.is_over = self.dispatch.life is not Life.GONE and self.dispatch.cursor.sent >= self.goal
        return moved

    def _wait_for_other(self, home: Home) -> bool:
        """The shipper is at it: wake it, and see what it has confirmed."""
        nudge(home)
        before = self.dispatch.cursor
        cursor = read_cursor(self.kept.folder, before.server, before.url)
        self.dispatch.cursor = cursor
        moved = cursor.sent > before.sent
        self.is_over = cursor.ended or (cursor.sent >= self.goal and not cursor.held and not self.follow)
        self.is_over |= not self.follow and time.monotonic() - self.moved_at > _PATIENCE
        return moved

    def _mark(self, home: Home) -> None:
        header = self.kept.header
        if not header.url or normalise_url(header.url) == self.dispatch.to.transport.url:
            home.mark_confirmed(header.run, header.origin)


def sync(
    home: Path,
    runs: Iterable[str] = (),
    to: str | None = None,
    *,
    follow: bool = False,
    progress: OnProgress | None = None,
) -> Delivery:
    """Send what is only on this machine, and say what was sent and what is left.

    Args:
        home: Where the journals lie.
        runs: Uids, short uids or ids of the runs; all by default.
        to: A server; by default each journal's own, and for those without one the server that
            the settings name.
        follow: Go on until every session has ended: a relay for machines without network.
        progress: Told how far it is.

    Raises:
        RunNotFound: there is no such run here.
        SeamarkError: a server could not be reached, or refused; the others have been served.
    """
    round_trip = _RoundTrip(Home(home), list(runs), to, follow=follow, progress=progress or _ignore)
    try:
        return round_trip.run()
    finally:
        round_trip.close()


class _RoundTrip:
    """One call of ``sync``."""

    def __init__(self, home: Home, runs: list[str], to: str | None, *, follow: bool, progress: OnProgress) -> None:
        self._home = home
        self._runs = runs
        self._follow = follow
        self._progress = progress
        self._uploads = UploadPool()
        self._offices = Offices(home, to, self._uploads)
        self._errands: dict[Path, _Errand] = {}
        self._begun: dict[Path, int] = {}
        self._failing_since = 0.0
        self._error: errors.SeamarkError | None = None

    def run(self) -> Delivery:
        self._add(select_kept(self._home, self._runs))
        scanned = time.monotonic()
        while any(not errand.is_over for errand in self._errands.values()):
            moved = self._go_round()
            self._progress(self._tell_part())
            if self._follow and time.monotonic() - scanned > _RESCAN_SECONDS:
                scanned = time.monotonic()
                self._add(kept for kept in list_kept(self._home) if not self._runs)
            if not moved:
                time.sleep(_PAUSE)
        if self._error is not None:
            raise self._error
        return self._count()

    def close(self) -> None:
        for errand in self._errands.values():
            errand.dispatch.free()
        self._uploads.close()

    def _add(self, found: Iterable[Kept]) -> None:
        for kept in found:
            if kept.folder not in self._errands:
                dispatch = Dispatch(kept.folder, kept.header, self._offices.find(kept))
                goal = -1 if dispatch.done else count_records(kept.folder).end
                self._begun[kept.folder] = dispatch.cursor.sent
                self._errands[kept.folder] = _Errand(kept, dispatch, goal, self._follow, is_over=dispatch.done)

    def _go_round(self) -> bool:
        moved = False
        for errand in self._errands.values():
            if errand.is_over or self._must_wait(errand):
                continue
            try:
                moved_now = errand.advance(self._home)
            except errors.Unavailable as error:
                self._bear(error, errand)
                if not errand.is_over:
                    time.sleep(error.retry_after or 0.5)
            except errors.SeamarkError as error:
                self._error = self._error or error
                errand.is_over = True
            else:
                moved |= moved_now
                trouble = errand.dispatch.find_trouble()
                if moved_now:
                    self._failing_since = 0.0
                    errand.moved_at = time.monotonic()
                elif trouble is not None:
                    self._bear(trouble, errand)
        return moved

    def _must_wait(self, errand: _Errand) -> bool:
        """Sessions of one run that followed each other are delivered in that order: where a resumed
        one began tells the server what of the earlier one to hide.
        """
        key = errand.kept.header.run_key
        for earlier in self._errands.values():
            if earlier is errand:
                return False
            if earlier.kept.header.run_key == key and not earlier.is_over and earlier.dispatch.life is Life.GONE:
                return True
        return False

    def _bear(self, error: errors.SeamarkError, errand: _Errand) -> None:
        """A relay waits for its server; a person who asked once is told."""
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        if not self._follow and now - self._failing_since > _PATIENCE:
            self._error = self._error or error
            errand.is_over = True

    def _tell_part(self) -> float:
        parts = [errand.part for errand in self._errands.values()]
        return sum(parts) / len(parts) if parts else 1.0

    def _count(self) -> Delivery:
        sent = left = 0
        for folder, errand in self._errands.items():
            now = errand.sent
            sent += now - self._begun[folder]
            left += max(0, errand.goal - now)
        return Delivery(sent=sent, left=left)


def _ignore(part: float) -> None:
    del part
