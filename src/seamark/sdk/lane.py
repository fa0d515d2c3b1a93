"""A lane: all journals of this machine that go to one server, one after another, without end."""

import contextlib
import logging
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from seamark.model import errors
from seamark.sdk.backoff import Backoff
from seamark.sdk.dispatch import Destination, Dispatch, judge_writer
from seamark.sdk.home import JOURNAL_NAME, Home
from seamark.sdk.journal_reader import read_end
from seamark.sdk.login import normalise_url
from seamark.sdk.machine import Life, signal_process
from seamark.sdk.status import Status, write_status
from seamark.sdk.token_search import list_tokens
from seamark.sdk.transport import Transport
from seamark.sdk.uploads import UploadPool
from seamark.wire.api.server import Info
from seamark.wire.journal import Header

_log: Final = logging.getLogger(__name__)

SILENT_SECONDS: Final = 10.0
"""A server that has not answered for so long is told of in the training's output."""
_READ_SECONDS: Final = 30.0
_BUSY: Final = 0.02
_QUIET: Final = 0.1
_LONGEST_PAUSE: Final = 15.0
_TOKEN_PAUSE: Final = 2.0
_REFUSED_PAUSE: Final = 10.0


@dataclass(slots=True)
class Cargo:
    """One journal in a lane."""

    folder: Path
    header: Header
    dispatch: Dispatch | None = None
    token: str = ""
    refused_tokens: set[str] = field(default_factory=set)
    next_try: float = 0.0
    code: str = ""
    text: str = ""
    shown: Status | None = None
    life: Life = Life.ALIVE
    life_at: float = 0.0
    told_to_stop: bool = False

    @property
    def is_done(self) -> bool:
        """Say whether the server has all of it."""
        return self.dispatch is not None and self.dispatch.done

    def find_life(self, *, within: float = 1.0) -> Life:
        """Say whether the session goes on, as was seen within so many seconds; one that is over stays so."""
        now = time.monotonic()
        if self.life is not Life.GONE and now - self.life_at >= within:
            self.life_at = now
            self.life = Life.GONE if _has_ended(self.folder) else judge_writer(self.header)
        return self.life


class Lane(threading.Thread):
    """Delivers the journals given to it to one server; ``url`` "" is this machine's local one."""

    def __init__(self, home: Home, url: str) -> None:
        super().__init__(name=f"lane to {url or 'the local server'}", daemon=True)
        self.home = home
        self.url = url
        self.leaving = False
        self._cargo: dict[Path, Cargo] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._uploads = UploadPool()
        self._transports: dict[tuple[str, str], Transport] = {}
        self._server = ""
        self._address = ""
        self._ca_bundle = ""
        self._backoff = Backoff(_LONGEST_PAUSE)
        self._reached = False

    # ---- from other threads ----

    def add(self, folder: Path, header: Header) -> Cargo:
        """Take a journal into the lane."""
        cargo = Cargo(folder, header)
        with self._lock:
            self._cargo[folder] = cargo
        self._wake.set()
        return cargo

    def remove(self, folder: Path) -> None:
        """Take a journal out of the lane."""
        with self._lock:
            self._cargo.pop(folder, None)

    def wake(self) -> None:
        """Look at the journals now."""
        self._wake.set()

    def leave(self) -> None:
        """End soon."""
        self.leaving = True
        self._uploads.close()
        self._wake.set()

    def give_up(self, cargo: Cargo) -> None:
        """Free a journal of a lane that is dead."""
        if cargo.dispatch is not None:
            cargo.dispatch.free()

    # ---- the thread ----

    def run(self) -> None:
        """Deliver until told to leave."""
        moved_at = 0.0
        while not self.leaving:
            try:
                if self._go_round():
                    moved_at = time.monotonic()
            except OSError as error:
                _log.warning("%s: %s", self.name, error)
                time.sleep(1.0)
            busy = time.monotonic() - moved_at < 1.0
            if time.monotonic() - moved_at > 0.005:
                self._wake.wait(_BUSY if busy else _QUIET)
            self._wake.clear()
        for cargo in self._list():
            if cargo.dispatch is not None:
                cargo.dispatch.free()

    def _list(self) -> list[Cargo]:
        with self._lock:
            return sorted(self._cargo.values(), key=lambda cargo: (cargo.header.started_at, cargo.header.origin))

    def _go_round(self) -> bool:
        cargos = [cargo for cargo in self._list() if not cargo.is_done]
        moved = False
        if cargos and self._reach(cargos[0]):
            moved = self._advance_all(cargos)
        for cargo in cargos:
            self._publish(cargo)
            self._heed(cargo)
        return moved

    def _advance_all(self, cargos: list[Cargo]) -> bool:
        """Earlier sessions of a run go first where they have ended, and a session before its streams.

        Whether they have ended is looked at anew for one that is not registered yet: a training can be
        killed and started again within a moment, and what it is taken for then is for good.
        """
        moved = False
        joining = {cargo.header.run_key for cargo in cargos if not cargo.header.of and not _is_registered(cargo)}
        behind: set[tuple[str, str]] = set()
        unregistered: set[str] = set()
        for cargo in cargos:
            header = cargo.header
            if header.of in unregistered or (not header.of and cargo.header.run_key in behind):
                continue
            moved |= self._advance(cargo)
            if not header.of and not cargo.is_done:
                within = 0.0 if header.run_key in joining and _is_registered(cargo) else 1.0
                if not cargo.code and cargo.find_life(within=within) is Life.GONE:
                    behind.add(cargo.header.run_key)
                if not _is_registered(cargo):
                    unregistered.add(header.origin)
        return moved

    def _reach(self, cargo: Cargo) -> bool:
        """Find the server, and who it is; say whether it is there."""
        if time.monotonic() < self._backoff.next_try:
            return False
        address, ca_bundle = self._find_server()
        if not address:
            self._backoff.failed += not self._reached
            self._drop_server()
            return False
        if address == self._address and self._server:
            return True
        try:
            info = self._open_transport(address, "", ca_bundle or cargo.header.ca_bundle).get("/info", Info)
        except errors.SeamarkError as error:
            self._fail(error if isinstance(error, errors.Unavailable) else errors.ServerUnreachable(error.detail))
            return False
        self._drop_server()
        self._address, self._ca_bundle, self._server = address, ca_bundle, info.server_id
        self._succeed()
        return True

    def _find_server(self) -> tuple[str, str]:
        """Return the server's address, and the certificates to trust where it is this machine's own."""
        if self.url:
            return self.url, ""
        entry = self.home.read_server()
        return (normalise_url(entry.url), entry.ca_bundle) if entry is not None else ("", "")

    def _drop_server(self) -> None:
        if not self._server:
            return
        for cargo in self._list():
            if cargo.dispatch is not None:
                cargo.dispatch.free()
                cargo.dispatch = None
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()
        self._server = self._address = self._ca_bundle = ""

    def _open_transport(self, address: str, token: str, ca_bundle: str) -> Transport:
        key = (token, ca_bundle)
        if key not in self._transports:
            self._transports[key] = Transport(address, token, ca_bundle, patience=0.0, read_seconds=_READ_SECONDS)
        return self._transports[key]

    def _succeed(self) -> None:
        self._reached = True
        self._backoff.succeed()

    def _fail(self, error: errors.Unavailable) -> None:
        self._backoff.fail(error)
        if isinstance(self._backoff.find_trouble(SILENT_SECONDS), errors.ServerUnreachable):
            self._let_others_deliver()

    def _let_others_deliver(self) -> None:
        """A node without network must not keep a relay from its journals."""
        for cargo in self._list():
            if cargo.dispatch is not None:
                cargo.dispatch.free()

    # ---- one journal ----

    def _advance(self, cargo: Cargo) -> bool:
        now = time.monotonic()
        if now < cargo.next_try or now < self._backoff.next_try:
            return False
        dispatch = cargo.dispatch or self._make_dispatch(cargo)
        try:
            moved = dispatch.step()
        except errors.NotSignedIn as error:
            self._refuse_token(cargo, error)
        except (errors.Forbidden, errors.NotFound, errors.Conflict, errors.InvalidInput) as error:
            cargo.code, cargo.text = "run_refused", f"{error.detail} {error.remedy}".strip()
            cargo.next_try = now + _REFUSED_PAUSE
        except errors.ProxyLimit as error:
            cargo.code, cargo.text = "server_error", f"{error.detail} {error.remedy}".rstrip(" .")
            cargo.next_try = now + _REFUSED_PAUSE
        except errors.Unavailable as error:
            self._fail(error)
        except OSError as error:
            _log.warning("%s: %s", cargo.folder, error)
            cargo.next_try = now + 1.0
        else:
            if moved or cargo.code:
                cargo.code = cargo.text = ""
            if moved:
                self._succeed()
            if dispatch.done:
                self._complete(cargo)
            elif not moved and dispatch.life is Life.GONE:
                self._let_others_upload(cargo, dispatch)
            return moved
        return False

    def _let_others_upload(self, cargo: Cargo, dispatch: Dispatch) -> None:
        """Of a session that is over only its files may be left: a relay may have the network for them."""
        trouble = dispatch.find_trouble(SILENT_SECONDS)
        if isinstance(trouble, errors.ServerUnreachable):
            cargo.code, cargo.text = "server_unreachable", _tell_cause(trouble.detail)
            cargo.next_try = time.monotonic() + _REFUSED_PAUSE
            dispatch.free()

    def _make_dispatch(self, cargo: Cargo) -> Dispatch:
        cargo.token = self._choose_token(cargo)
        transport = self._open_transport(self._address, cargo.token, self._ca_bundle or cargo.header.ca_bundle)
        to = Destination(self._server, transport, self._uploads)
        dispatch = Dispatch(cargo.folder, cargo.header, to, gone_before=lambda: self._list_gone(cargo), listens=True)
        cargo.dispatch = dispatch
        return dispatch

    def _list_gone(self, cargo: Cargo) -> list[str]:
        others = (
            other for other in self._list() if other is not cargo and other.header.run_key == cargo.header.run_key
        )
        return [
            other.header.origin for other in others if not other.header.of and other.find_life(within=0.0) is Life.GONE
        ]

    def _choose_token(self, cargo: Cargo) -> str:
        tokens = list_tokens(self.home, cargo.folder, cargo.header, self._address)
        fresh = [token for token in tokens if token not in cargo.refused_tokens]
        return (fresh or tokens or [""])[0]

    def _refuse_token(self, cargo: Cargo, error: errors.NotSignedIn) -> None:
        """Look for another token every few seconds: ``seamark login`` may have brought one."""
        cargo.code, cargo.text = "token_refused", error.detail
        cargo.refused_tokens.add(cargo.token)
        token = self._choose_token(cargo)
        if token == cargo.token:
            cargo.next_try = time.monotonic() + _TOKEN_PAUSE
        if cargo.dispatch is not None:
            cargo.token = token
            ca_bundle = self._ca_bundle or cargo.header.ca_bundle
            cargo.dispatch.to.transport = self._open_transport(self._address, token, ca_bundle)

    def _complete(self, cargo: Cargo) -> None:
        self._publish(cargo)
        self.home.mark_confirmed(cargo.header.run, cargo.header.origin)
        with contextlib.suppress(OSError):
            (cargo.folder / "token").unlink(missing_ok=True)

    def _publish(self, cargo: Cargo) -> None:
        status = self._describe(cargo)
        if status != cargo.shown:
            cargo.shown = status
            write_status(cargo.folder, status, time.time_ns())

    def _heed(self, cargo: Cargo) -> None:
        """Stop a process as SIGTERM does where that is wished; a notebook is interrupted. Its page says by whom."""
        header = cargo.header
        if cargo.told_to_stop or header.of or cargo.dispatch is None or not cargo.dispatch.stop_by:
            return
        cargo.told_to_stop = True
        number = signal.SIGINT if header.notebook else signal.SIGTERM
        signal_process(header.host, header.boot, header.pid, header.process_start, number)

    def _describe(self, cargo: Cargo) -> Status:
        code, text = self._tell_problem(cargo)
        address = self._address or self._find_server()[0]
        dispatch = cargo.dispatch
        if dispatch is None:
            return Status(
                server=address,
                code=code,
                text=text,
                reached=self._reached,
                failed=self._backoff.failed,
                shipper=os.getpid(),
            )
        cursor = dispatch.cursor
        files, size = dispatch.files_left
        return Status(
            delivered=dispatch.delivered,
            end=dispatch.end,
            run=cursor.run,
            id=cursor.id,
            url=cursor.page,
            server=address,
            code=code,
            text=text,
            records=max(0, cursor.sent + 1 - cursor.files - files),
            files=cursor.files,
            files_left=files,
            bytes_left=size,
            refused=cursor.refused,
            refusal=dispatch.refusal,
            damaged=cursor.damaged,
            reached=self._reached,
            failed=self._backoff.failed,
            stop_by=dispatch.stop_by,
            done=dispatch.done,
            moved_at=dispatch.moved_at,
            shipper=os.getpid(),
        )

    def _tell_problem(self, cargo: Cargo) -> tuple[str, str]:
        if cargo.code:
            return cargo.code, cargo.text
        failure = self._backoff.find_trouble(SILENT_SECONDS)
        if failure is not None:
            silent = isinstance(failure, errors.ServerUnreachable)
            return "server_unreachable" if silent else "server_error", _tell_cause(failure.detail)
        trouble = cargo.dispatch.find_trouble(SILENT_SECONDS) if cargo.dispatch is not None else None
        if trouble is not None:
            return "upload_failing", f"{trouble.detail} {trouble.remedy}".strip()
        if cargo.dispatch is not None and cargo.dispatch.missing:
            return "files_missing", cargo.dispatch.missing
        return "", ""


def _tell_cause(detail: str) -> str:
    """Return what stands in brackets, where a sentence names a cause so."""
    before, bracket, rest = detail.partition("(")
    return rest.rpartition(")")[0] if bracket and before else detail


def _is_registered(cargo: Cargo) -> bool:
    return cargo.dispatch is not None and bool(cargo.dispatch.cursor.run)


def _has_ended(folder: Path) -> bool:
    try:
        return read_end(folder / JOURNAL_NAME) is not None
    except OSError:
        return False
