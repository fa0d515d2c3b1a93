"""A session: this process's end of a run, from ``init_run`` to ``stop``, over one journal."""

import os
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from seamark.model.errors import InvalidInput, Unavailable
from seamark.model.objects import RunState, make_uid, session_prefix, shorten_uid
from seamark.model.operations import Assign, Operation
from seamark.sdk import notices
from seamark.sdk.delivery import Delivery
from seamark.sdk.files import keep
from seamark.sdk.guard import Guard
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.sdk.launch import ensure_shipper, nudge
from seamark.sdk.machine import find_process_start, is_running
from seamark.sdk.media import Content
from seamark.sdk.news import News
from seamark.sdk.notices import NOWHERE, PRINTER, Place, find_place
from seamark.sdk.recorder import Stored
from seamark.sdk.settings import Settings
from seamark.sdk.status import Status, StatusPage
from seamark.wire.journal import Header, Progress

if TYPE_CHECKING:
    from seamark.sdk.fields import Field
    from seamark.sdk.reading import RunReader

_LOOK_EVERY: Final = 500_000
_NEVER: Final = 2**62
_RESTING: Final = 0.003
_READ_PATIENCE: Final = 15.0
"""For how many seconds reading waits until what was written has arrived."""
_HURRY: Final = 2.0
"""For how many seconds the end of a session that is to stop waits for its delivery."""
_CHECK_EVERY: Final = 5.0
"""After how many seconds of training it is seen to that the shipper lives."""


class Session:
    """The journal of this process, what the shipper says of it, and what to do when it ends."""

    numbered = True

    def __init__(self, settings: Settings, header: Header, guard: Guard) -> None:
        self.settings = settings
        self.header = header
        self.guard = guard
        self.fields: dict[str, Field] = {}
        self.logged: dict[str, Field] = {}
        self.chosen: dict[str, Any] = {}
        self.home = Home(settings.home)
        self.state = RunState.RUNNING
        self.stopped: Place = NOWHERE
        self._look_no_more()
        self.opened: list[Callable[[Session], None]] = []
        """Called with the session of a forked process when it is opened."""
        self.closing: list[Callable[[], None]] = []
        """Called before the session ends, the newest first."""
        self._forked = False
        self._checked_at = 0.0
        self._news = News(settings, header.host, guard)
        self._files = 0
        self._bytes = 0
        self._journal: Journal | None = None
        self._page: StatusPage | None = None
        self._last = Status()
        self.write: Callable[[Operation | Progress], int] = _ignore
        if settings.mode != "disabled":
            self._open()
            _sessions.add(self)

    # ---- what it is called ----

    @property
    def uid(self) -> str:
        """The run's uid as this client made it."""
        return self.header.run

    @property
    def prefix(self) -> str:
        """The path below which this session's own fields lie."""
        return session_prefix(self.header.origin)

    @property
    def id(self) -> str | None:
        """The id that the server gave, once it is known."""
        given = self._read().id
        if given:
            return given
        from seamark.model.objects import is_run_id

        return self.header.id if self.header.id and is_run_id(self.header.id) else None

    @property
    def name(self) -> str:
        """The run's id, or its short uid as long as it has none."""
        return self.id or shorten_uid(self.uid)

    @property
    def url(self) -> str:
        """Where the run is seen; "" with no server."""
        status = self._read()
        if status.url:
            return status.url
        if not self.settings.url or self.settings.mode in ("offline", "disabled"):
            return ""
        from urllib.parse import quote

        return f"{self.settings.url}/r/{quote(self.id or shorten_uid(self.uid), safe='')}"

    # ---- writing ----

    def store(self, content: Content, *, copy: bool) -> Stored:
        """Keep a file's content for the shipper."""
        if self._journal is None:
            return Stored(0)
        kept = keep(content, self._journal.files, copy=copy)
        self._files += 1
        self._bytes += kept.size
        return Stored(kept.size, source=kept.source)

    def report_progress(self, done: float, total: float | None) -> None:
        """Say how far the run is; it travels with the next heartbeat."""
        if self._journal is not None and self.state is RunState.RUNNING:
            self.write(Progress(done=done, total=total))

    def look(self, now: int) -> None:
        """Read what the shipper says, and tell the person once."""
        if self.looked_at <= now <= self.look_at:
            return
        self._look_later(now)
        if self._page is not None and self._page.changed():
            self._report(self._page.read())
            if self._last.stop_by and self.header.notebook:
                self.finish(RunState.STOPPED, "", _HURRY)
                return
        if time.monotonic() - self._checked_at > _CHECK_EVERY:
            self._revive_shipper()

    def _look_later(self, now: int) -> None:
        self.looked_at, self.look_at = now, now + _LOOK_EVERY

    def _look_no_more(self) -> None:
        self.looked_at, self.look_at = 0, _NEVER

    def _revive_shipper(self) -> None:
        """Start a shipper anew where the one that served this session was killed."""
        if self._journal is not None and not is_running(self._last.shipper):
            self.launch()
        self._checked_at = time.monotonic()

    def _open(self) -> None:
        token = self.settings.token_to_hand_over
        try:
            self._journal = Journal.create(self.home, self.header, token=token, on_problem=self._tell_of_disk)
        except OSError as error:
            self._tell_of_disk("disk_error", error.strerror or str(error))
            return
        self._page = StatusPage(self._journal.folder)
        self.write = self._write_and_wait if self.settings.mode == "sync" else self._journal.write
        if self.settings.mode != "offline":
            self._look_later(time.time_ns() // 1000)

    def launch(self) -> None:
        """See that somebody delivers what is written."""
        if self.settings.mode in ("offline", "disabled") or self._journal is None:
            return
        try:
            ensure_shipper(self.home)
            self._checked_at = time.monotonic()
        except OSError as error:
            PRINTER.explain(f"records are kept, but nothing delivers them ({error}). Send them: seamark sync")

    def _tell_of_disk(self, code: str, text: str) -> None:
        if code == "closed":
            return
        where = notices.shorten_home(str(self.settings.home))
        PRINTER.explain(
            f"{where} cannot be written to ({text}). Training goes on, records are lost until that is mended."
        )
        if self.guard.strict:
            raise Unavailable(f"{where} cannot be written to ({text}).", "Free some space, or set SEAMARK_HOME.")

    def _write_and_wait(self, operation: Operation | Progress) -> int:
        assert self._journal is not None
        seq = self._journal.write(operation)
        self.wait(None)
        return seq

    # ---- a forked process ----

    def leave_to_child(self) -> None:
        """In a forked process: open a session of this process's own at the first write."""
        if self.state is not RunState.RUNNING or self._journal is None:
            return
        self._journal = None
        self._look_no_more()
        self._files = self._bytes = 0
        self.closing.clear()
        self._forked = True
        for field in list(self.fields.values()):
            field.restart()
        self.write = self._write_first

    def _write_first(self, operation: Operation | Progress) -> int:
        pid = os.getpid()
        now = time.time_ns() // 1000
        self.header = msgspec.structs.replace(
            self.header, origin=make_uid(), pid=pid, process_start=find_process_start(pid), started_at=now, capture=[]
        )
        self._page = None
        self.write = _ignore
        self._open()
        self.launch()
        for action in list(self.opened):
            action(self)
        return self.write(operation)

    # ---- the end ----

    @property
    def is_open(self) -> bool:
        """Say whether this process has a journal that goes on."""
        return self.state is RunState.RUNNING and self._journal is not None

    def wait(self, timeout: float | None) -> Delivery:
        """Wait until the server has confirmed what was written so far, for at most ``timeout`` seconds.

        It gives up at once where nobody delivers: offline, or with no server.
        """
        journal = self._journal
        if journal is None or self.settings.mode in ("offline", "disabled"):
            return self._tell_delivery()
        target = journal.next_seq - 1
        deadline = None if timeout is None else time.monotonic() + timeout
        nudge(self.home)
        while not self._has(target):
            if self._is_hopeless() or (deadline is not None and time.monotonic() >= deadline):
                break
            time.sleep(_RESTING)
        return self._tell_delivery()

    def _has(self, target: int) -> bool:
        status = self._read()
        return status.done or (status.delivered >= target and not status.files_left)

    def _is_hopeless(self) -> bool:
        """Say whether waiting cannot help: no server, one that never answered, or a refusal."""
        status = self._read()
        if not self.settings.url and not status.reached:
            return True
        return status.code in ("token_refused", "run_refused") or (status.failed > 1 and not status.reached)

    def finish(self, state: RunState, reason: str, timeout: float) -> None:
        """End the session: write its end, wait while it is being confirmed, say how it went."""
        if self.state is not RunState.RUNNING:
            return
        for action in reversed(self.closing):
            action()
        self.closing.clear()
        self.stopped = find_place()
        if stop_by := self._read().stop_by:
            state, reason = RunState.STOPPED, f"by {stop_by}"
        if self.guard.refused and self._journal is not None:
            self.write(Assign(path=f"{self.prefix}/refused", value=self.guard.refused))
            self.write(Assign(path=f"{self.prefix}/refusal", value=self.guard.last))
        self.state = state
        journal = self._journal
        self.write = self._refuse_late
        for field in list(self.fields.values()):
            field.forget()
        self._look_no_more()
        _sessions.discard(self)
        if journal is not None:
            journal.end(state, reason)
            self._wait_for_end(timeout)
            self._say_end(journal)
            self._close_page()

    def _wait_for_end(self, timeout: float) -> None:
        if self.settings.mode == "offline":
            return
        self.launch()  # the shipper that we started may have been killed meanwhile
        moved = self._read()
        since = time.monotonic()
        while not self._read().done and not self._is_hopeless():
            status = self._read()
            if (status.moved_at, status.delivered, status.files) != (moved.moved_at, moved.delivered, moved.files):
                moved, since = status, time.monotonic()
            if time.monotonic() - since >= timeout:
                break
            time.sleep(_RESTING)

    def _say_end(self, journal: Journal) -> None:
        status = self._read()
        self._report(status)
        if self._forked or (self.settings.quiet and status.done):
            return
        short = shorten_uid(self.uid)
        if status.done:
            PRINTER.say(notices.ended(self.name, self.state.value, max(0, status.records - 1), status.files, self.url))
        elif self.settings.url or status.reached or self.settings.mode == "offline":
            files = status.files_left or max(0, self._files - status.files)
            size = status.bytes_left or (self._bytes if files else 0)
            left = max(1, journal.next_seq - 1 - max(status.delivered, -1) - 1)
            PRINTER.say(notices.left_over(self.name, self.state.value, notices.count_both(left, files, size), short))

    def _refuse_late(self, operation: Operation | Progress) -> int:
        del operation
        again = self.id or self.header.id or shorten_uid(self.uid)
        text = notices.after_stop(self.name, self.stopped, again)
        if self.guard.strict:
            raise InvalidInput(text)
        self.guard.tell(find_place(), "after_stop", text)
        return -1

    # ---- what the shipper says ----

    def _read(self) -> Status:
        if self._page is not None and self._page.changed():
            self._last = self._page.read()
        return self._last

    def _close_page(self) -> None:
        """Let go of the page once there is no more to read; what it said last is kept."""
        if self._page is not None and (self._last.done or self.settings.mode == "offline"):
            self._page.close()

    def _tell_delivery(self) -> Delivery:
        status = self._read()
        written = self._journal.next_seq if self._journal is not None else 0
        sent = min(written, status.delivered + 1)
        return Delivery(sent=sent, left=written - sent)

    def _report(self, status: Status) -> None:
        self._last = status
        self._news.tell(status)

    def reader(self) -> "RunReader":
        """Return what reads this run from its server, once what was written has arrived there."""
        from seamark.sdk.reading import RunReader
        from seamark.sdk.transport import Transport

        self.wait(_READ_PATIENCE)
        status = self._await_registration()
        url = self.settings.url or status.server
        if not url or not (status.id or status.run):
            raise Unavailable(
                f"{self.name} is only on this machine, so nothing can be fetched.",
                "Start a server: seamark up, or sign in to one: seamark login https://…",
            )
        transport = Transport(url, self.settings.token, self.settings.ca_bundle)
        return RunReader(transport, status.id or status.run, self.header.project)

    def _await_registration(self) -> Status:
        """Wait until the server knows the session: a run that goes on can be read before anything is written."""
        deadline = time.monotonic() + _READ_PATIENCE
        while not (status := self._read()).run and self.is_open and self.settings.mode not in ("offline", "disabled"):
            if self._is_hopeless() or time.monotonic() >= deadline:
                break
            time.sleep(_RESTING)
        return status


def _ignore(operation: Operation | Progress) -> int:
    del operation
    return -1


_sessions: Final["weakref.WeakSet[Session]"] = weakref.WeakSet()


def _leave_all() -> None:
    PRINTER.reopen()
    for session in list(_sessions):
        session.leave_to_child()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all)
