"""One journal on its way to one server: registered, sent in batches, its files uploaded, ended."""

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import msgspec

from seamark.model import errors
from seamark.model.objects import KILLED, RunState
from seamark.model.operations import Append, Attach
from seamark.sdk.batching import make_batches
from seamark.sdk.cursors import Cursor, name_destination, read_cursor, write_cursor
from seamark.sdk.held import HeldRecords, path_of
from seamark.sdk.home import JOURNAL_NAME
from seamark.sdk.journal_files import JournalFiles
from seamark.sdk.journal_reader import JournalReader, Placed
from seamark.sdk.locks import FileLock
from seamark.sdk.machine import Life, judge_process
from seamark.sdk.parcels import Parcel, make_request
from seamark.sdk.refusals import keep_refusals
from seamark.sdk.transport import MSGPACK, Answer, Transport
from seamark.sdk.uploads import UploadPool
from seamark.wire.api.sessions import STOP_HEADER, Beat, Session, SessionEnd
from seamark.wire.batches import Batch, Receipt, Refusal
from seamark.wire.journal import End, Header, Progress

BEAT_SECONDS: Final = 10.0
_HELD: Final = 10_000
"""So many records wait for uploads at most; reading stops until some have gone."""
_MOMENT: Final = 0.03


@dataclass(slots=True)
class Destination:
    """Where a journal goes: a server by its own id, the transport, and who uploads."""

    server: str
    transport: Transport
    uploads: UploadPool


@dataclass(slots=True)
class Dispatch:
    """Delivers one journal to one server; each ``step`` does a little of it.

    Whatever a step raises, it can be called again: nothing is passed over before it was confirmed.
    """

    folder: Path
    header: Header
    to: Destination
    gone_before: Callable[[], list[str]] = list
    """Gives the origins of the same run whose process is known to be gone."""
    judge: Callable[[Header], Life] = field(default=lambda header: judge_writer(header))
    listens: bool = False
    """Whether who makes it can end the process when the server wishes that."""
    stop_by: str = ""
    """Who wishes that the process stops."""
    done: bool = False
    moved_at: int = 0
    refusal: str = ""
    missing: str = ""
    """The last file that could not be read, in words."""
    end: int = -1
    """The last seq that was read."""

    cursor: Cursor = field(init=False)
    _reader: JournalReader = field(init=False)
    _lock: FileLock = field(init=False)
    _parcels: deque[Parcel] = field(init=False, default_factory=deque)
    _files: JournalFiles = field(init=False)
    _held: HeldRecords = field(init=False)
    _registered: bool = field(init=False, default=False)
    _ended: End | None = field(init=False, default=None)
    _life: Life = field(init=False, default=Life.ALIVE)
    _end_is_told: bool = field(init=False, default=False)
    _progress: Progress | None = field(init=False, default=None)
    _last_sign: int = field(init=False, default=0)
    _life_at: float = field(init=False, default=0.0)
    _beat_at: float = field(init=False, default=0.0)
    """When the server last heard of the session, in whatever way."""
    _told_at: float = field(init=False, default=0.0)
    """When it was last told how far the run is."""

    def __post_init__(self) -> None:
        self._lock = FileLock(self.folder / f"lock.{name_destination(self.to.server)}")
        self._files = JournalFiles(self.folder, self.to.server)
        self._held = HeldRecords(self._upload)
        self._open_cursor()

    def _open_cursor(self) -> None:
        self.cursor = read_cursor(self.folder, self.to.server, self.to.transport.url)
        self._reader = JournalReader(
            self.folder / JOURNAL_NAME, offset=self.cursor.offset, next_seq=self.cursor.next_seq
        )
        self.done = self.cursor.ended

    @property
    def life(self) -> Life:
        """What is known of the journal's writer; looked at once a second."""
        if self._ended is not None:
            return Life.GONE
        if time.monotonic() - self._life_at > 1.0 and self._life is not Life.GONE:
            self._life, self._life_at = self.judge(self.header), time.monotonic()
        return self._life

    @property
    def delivered(self) -> int:
        """The seq up to which everything is confirmed."""
        return min([self.cursor.sent, *(seq - 1 for seq in self._held.list_seqs())])

    @property
    def files_left(self) -> tuple[int, int]:
        """How many files wait for their upload, and their bytes."""
        return self._held.count_files()

    def find_trouble(self, seconds: float = 0.0) -> errors.SeamarkError | None:
        """Return why a file has not been taken for longer than so many seconds; None if none waits so long."""
        return self._held.find_trouble(seconds)

    def take(self) -> bool:
        """Take the journal's lock for this destination, unless another process delivers it."""
        if self._lock.is_held:
            return True
        if not self._lock.take():
            return False
        self._open_cursor()
        return True

    def free(self) -> None:
        """Let another process deliver the journal; what is under way is forgotten."""
        if self._lock.is_held:
            self._lock.free()
            self._forget()

    def _forget(self) -> None:
        self._held.clear()
        self._parcels.clear()
        self._registered = False
        self._ended = None
        self._end_is_told = False
        self._open_cursor()

    def step(self) -> bool:
        """Do the next thing there is to do; say whether anything moved.

        Raises:
            SeamarkError: the server could not be reached, or refused the run or the token.
            OSError: the home cannot be read or written.
        """
        if self.done or not self.take():
            return False
        if not self._registered:
            self._register()
        life = self.life
        read = self._load(final=life is Life.GONE) if not self._parcels and len(self._held) < _HELD else False
        moved = bool(self._parcels)
        if self._parcels:
            self._send(self._parcels[0])
        moved |= self._send_held()
        if not self._parcels and not self._held and not read and (self._ended is not None or life is Life.GONE):
            self._finish()
            return True
        if life is not Life.GONE:
            self._beat()
        return moved or read

    # ---- the session ----

    def _register(self) -> None:
        if not self.cursor.run and self.header.of:
            self._adopt_run()
        if not self.header.of:
            self._request_session()
        self._take_up_held()
        self._registered = True

    def _adopt_run(self) -> None:
        parent = read_cursor(self.folder.parent / self.header.of, self.to.server, self.to.transport.url)
        if not parent.run:
            raise errors.Unavailable("The session is not registered yet.")
        self.cursor.run, self.cursor.id, self.cursor.page = parent.run, parent.id, parent.page

    def _request_session(self) -> None:
        request = make_request(self.header, self.gone_before(), listens=self.listens)
        session = self.to.transport.send("POST", "/sessions", request, Session)
        self._beat_at = time.monotonic()
        self._compare(session.seq)
        cursor = self.cursor
        cursor.run, cursor.id, cursor.page = session.run.uid, session.run.id, session.run.url
        self._save()

    def _compare(self, seq: int) -> None:
        """Go by the server's receipt: one that lost records gets them again, one that has more is believed."""
        if seq < self.cursor.receipt:
            self.cursor = Cursor(server=self.cursor.server, url=self.cursor.url, sent=seq, receipt=seq)
            self._reader = JournalReader(self._reader.path)
            self._held.clear()
            self._parcels.clear()
        elif not self.cursor.held:
            self.cursor.sent = max(self.cursor.sent, seq)
            self.cursor.receipt = seq

    def _take_up_held(self) -> None:
        for offset in self.cursor.held:
            if offset in self._held:
                continue
            placed = JournalReader(self._reader.path, offset=offset, next_seq=self.cursor.next_seq).read(limit=2**12)
            if placed and placed[0].offset == offset:
                self._held.hold(placed[0])

    def _beat(self) -> None:
        now = time.monotonic()
        due = now - self._told_at >= 1.0 if self._progress is not None else now - self._beat_at >= BEAT_SECONDS
        if not due or self.header.of:
            return
        if self.life is Life.UNKNOWN and not self._is_growing():
            return
        self._send_beat()

    def _send_beat(self) -> None:
        progress, self._progress = self._progress, None
        beat = Beat() if progress is None else Beat(progress=progress.done, progress_total=progress.total)
        body = msgspec.json.encode(beat)
        self._heed(self.to.transport.request("POST", f"/sessions/{self.header.origin}/beat", body=body))
        self._beat_at = self._told_at = time.monotonic()

    def _heed(self, answer: Answer) -> None:
        """Note a wish that came with an answer."""
        self.stop_by = unquote(answer.headers.get(STOP_HEADER, "")) or self.stop_by

    def _is_growing(self) -> bool:
        """Of a process on another machine its files alone tell: the journal, or its system series."""
        folders = [self.folder, *self.folder.parent.glob(f"{self.header.origin}.*")]
        newest = 0.0
        for folder in folders:
            with contextlib.suppress(OSError):
                newest = max(newest, (folder / JOURNAL_NAME).stat().st_mtime)
        return time.time() - newest < 6 * BEAT_SECONDS

    def _finish(self) -> None:
        if self._progress is not None:
            self._send_beat()
        if not self.header.of and not self._end_is_told:
            end = self._ended or self._conclude()
            self.to.transport.send("POST", f"/sessions/{self.header.origin}/end", _request_end(end), type(None))
        self.cursor.ended = True
        self.cursor.confirmed_at = time.time_ns() // 1000
        self._save()
        self.done = True
        self._lock.free()

    def _conclude(self) -> End:
        """Return how a session ended whose process is gone without a word."""
        state, reason = (RunState.STOPPED, f"by {self.stop_by}") if self.stop_by else (RunState.FAILED, KILLED)
        return End(state=state, reason=reason, ended_at=self._find_last_sign())

    def _find_last_sign(self) -> int:
        """Return when a writer that was killed last wrote: its last record says it better than its file."""
        return max(self._last_sign, self._reader.path.stat().st_mtime_ns // 1000)

    # ---- records ----

    def _load(self, *, final: bool) -> bool:
        """Read some records and make parcels of them; say whether there were any."""
        placed = self._reader.read(final=final)
        if self._reader.damaged:
            self.cursor.damaged += self._reader.damaged
            self._reader.damaged = 0
        if not placed:
            return False
        self._last_sign = getattr(placed[-1].record, "time", None) or self._last_sign
        items = self._sort_out(placed)
        place = (self._reader.offset, self._reader.next_seq)
        self.end = max(self.end, self._reader.next_seq - 1)
        for batch in make_batches(items, self.header.origin, after=self.cursor.sent):
            self._parcels.append(Parcel(batch, batch.upto if batch.upto is not None else -1))
        if self._parcels:
            self._parcels[-1].place = place
            self._parcels[-1].done = max(self._parcels[-1].done, self.end)
        else:
            self._advance(place, self.end)
        return True

    def _sort_out(self, placed: Iterable[Placed]) -> list[Placed]:
        items: list[Placed] = []
        waiting = self._held.list_paths()
        for item in placed:
            if type(item.record) is Append and not waiting:
                items.append(item)
                continue
            match item.record:
                case Header():
                    pass
                case End() as end:
                    self._ended = end
                case Progress() as progress:
                    self._progress = progress
                case operation:
                    if isinstance(operation, Attach) and operation.source and item.seq > self.cursor.sent:
                        self._held.hold(item)
                        waiting.add(operation.path)
                    elif waiting and path_of(item) in waiting and item.seq > self.cursor.sent:
                        self._held.hold(item)
                    else:
                        items.append(item)
        return items

    def _upload(self, attach: Attach) -> "Future[Attach]":
        return self.to.uploads.submit(self.to.transport, self._files, attach, self._note_bytes)

    def _note_bytes(self, count: int) -> None:
        if count:
            self.moved_at = time.time_ns() // 1000

    def _advance(self, place: tuple[int, int] | None, done: int) -> None:
        self.cursor.sent = max(self.cursor.sent, done)
        if place is not None:
            self.cursor.offset, self.cursor.next_seq = place
        self.cursor.held = self._held.list_offsets()

    def _send(self, parcel: Parcel) -> None:
        if not parcel.body:
            self._take_along(parcel)
            upto = min([parcel.done, *(seq - 1 for seq in self._held.list_seqs(but=parcel.held))])
            parcel.batch = msgspec.structs.replace(
                parcel.batch, upto=max(upto, self.cursor.receipt), end=self._find_end(parcel)
            )
            parcel.body = msgspec.msgpack.encode(parcel.batch)
        try:
            answer = self.to.transport.request(
                "POST",
                f"/runs/{self.cursor.run}/operations",
                body=parcel.body,
                content_type=MSGPACK,
                headers={"Accept": MSGPACK},
            )
        except errors.NotFound:
            self._registered = False
            raise
        except (errors.InvalidInput, errors.ProxyLimit) as error:
            self._split(parcel, error)
            return
        self._heed(answer)
        self._end_is_told = parcel.batch.end is not None
        self._confirm(parcel, self.to.transport.decode(answer.body, Receipt, MSGPACK))

    def _take_along(self, parcel: Parcel) -> None:
        """Send the files that arrive in a moment with the records they were logged among: of a short run
        everything goes at once.
        """
        if len(self._parcels) > 1 or parcel.held or not self._held:
            return
        self._held.wait(_MOMENT)
        ready = self._held.collect(self._pass_over)
        if ready.offsets:
            operations = [*parcel.batch.operations, *ready.operations]
            seqs = [*(parcel.batch.seqs or []), *ready.seqs]
            parcel.batch = msgspec.structs.replace(parcel.batch, operations=operations, seqs=seqs)
            parcel.files, parcel.held = ready.files, frozenset(ready.offsets)

    def _find_end(self, parcel: Parcel) -> SessionEnd | None:
        """Return how the session ended, where nothing is left to send behind a parcel."""
        is_last = len(self._parcels) == 1 and parcel.held.issuperset(self._held.list_offsets())
        if not is_last or self._ended is None or self._progress is not None or self.header.of:
            return None
        return _request_end(self._ended)

    def _confirm(self, parcel: Parcel, receipt: Receipt) -> None:
        if self._parcels and self._parcels[0] is parcel:
            self._parcels.popleft()
        self._held.drop(parcel.held)
        self.moved_at = time.time_ns() // 1000
        self._beat_at = time.monotonic()
        self.cursor.receipt = max(self.cursor.receipt, receipt.seq)
        self.cursor.files += parcel.files
        self._refuse(receipt.refused)
        self._advance(parcel.place, parcel.done)
        self._save()

    def _split(self, parcel: Parcel, error: errors.InvalidInput | errors.ProxyLimit) -> None:
        """Find the operation for whose sake the server refuses a whole batch, and send the others; what is too
        large is sent in smaller parts.

        Raises:
            ProxyLimit: there is no smaller part.
        """
        halves = parcel.halve(self.cursor.sent, points=isinstance(error, errors.TooLarge | errors.ProxyLimit))
        if not halves:
            if isinstance(error, errors.ProxyLimit):
                raise error
            seqs = parcel.batch.seqs
            refusal = Refusal(seq=seqs[0] if seqs else 0, code=error.code, detail=error.detail, remedy=error.remedy)
            self._confirm(parcel, Receipt(origin="", seq=self.cursor.receipt, commit=0, refused=[refusal]))
            return
        if not self._parcels or self._parcels[0] is not parcel:
            self._parcels.appendleft(parcel)
        self._parcels.popleft()
        self._parcels.extendleft(reversed(halves))

    def _refuse(self, refused: list[Refusal]) -> None:
        if refused:
            self.cursor.refused += len(refused)
            self.refusal = f"{refused[-1].detail} {refused[-1].remedy}".strip()
            keep_refusals(self.folder, refused)

    def _save(self) -> None:
        write_cursor(self.folder, self.cursor)

    # ---- files ----

    def _send_held(self) -> bool:
        """Send the records whose files have arrived, and those that waited for them."""
        ready = self._held.collect(self._pass_over)
        if not ready.offsets:
            return False
        if not ready.operations:
            self._held.drop(ready.offsets)
            self._advance(None, self.cursor.sent)
            self._save()
            return True
        batch = Batch(operations=ready.operations, origin=self.header.origin, seq=ready.seqs[0], seqs=ready.seqs)
        parcel = Parcel(batch, self.cursor.sent, None, ready.files, frozenset(ready.offsets))
        self._parcels.appendleft(parcel)
        self._send(parcel)
        return True

    def _pass_over(self, refusal: Refusal) -> None:
        """A file that cannot be had any more is told of, and the rest goes on."""
        if refusal.code == errors.FileMissing.code:
            self.missing = refusal.detail
        self._refuse([refusal])


def _request_end(end: End) -> SessionEnd:
    return SessionEnd(state=end.state, reason=end.reason, ended_at=end.ended_at or None)


def judge_writer(header: Header) -> Life:
    """Say whether the process that writes a journal still lives."""
    return judge_process(header.host, header.boot, header.pid, header.process_start)
