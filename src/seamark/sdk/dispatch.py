"""One journal on its way to one server: registered, sent in batches, its files uploaded, ended."""

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import msgspec

from seamark.model import errors
from seamark.model.objects import RunState
from seamark.model.operations import Append, Attach, Operation
from seamark.sdk.batching import make_batches
from seamark.sdk.cursors import Cursor, name_destination, read_cursor, write_cursor
from seamark.sdk.home import JOURNAL_NAME
from seamark.sdk.journal_reader import JournalReader, Placed
from seamark.sdk.locks import FileLock
from seamark.sdk.machine import Life, judge_process
from seamark.sdk.refusals import keep_refusals
from seamark.sdk.transport import Transport
from seamark.sdk.uploads import UploadPool
from seamark.wire.api import Beat, RunRequest, Session, SessionEnd, SessionRequest
from seamark.wire.batches import Batch, Receipt, Refusal
from seamark.wire.journal import End, Header, Progress

BEAT_SECONDS: Final = 10.0
_HELD: Final = 10_000
"""So many records wait for uploads at most; reading stops until some have gone."""
_KILLED: Final = "killed"
_MSGPACK: Final = "application/msgpack"
_receipts: Final = msgspec.msgpack.Decoder(Receipt)


@dataclass(slots=True)
class _Parcel:
    """A batch that is to be confirmed before anything after it is sent.

    ``done`` is the last seq that has been sent with it, ``place`` where reading goes on behind it.
    Once tried it is sent again as it is, byte for byte, until the server has answered.
    """

    batch: Batch
    done: int
    place: tuple[int, int] | None = None
    files: int = 0
    held: frozenset[int] = frozenset()
    body: bytes = b""


@dataclass(slots=True)
class _Held:
    """A record that waits: for its file's upload, or for an earlier one of its field."""

    placed: Placed
    size: int = 0
    upload: "Future[Attach] | None" = None


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
    _parcels: deque[_Parcel] = field(init=False, default_factory=deque)
    _held: dict[int, _Held] = field(init=False, default_factory=dict)
    _registered: bool = field(init=False, default=False)
    _ended: End | None = field(init=False, default=None)
    _life: Life = field(init=False, default=Life.ALIVE)
    _progress: Progress | None = field(init=False, default=None)
    _last_sign: int = field(init=False, default=0)
    _life_at: float = field(init=False, default=0.0)
    _beat_at: float = field(init=False, default=0.0)
    """When the server last heard of the session, in whatever way."""
    _told_at: float = field(init=False, default=0.0)
    """When it was last told how far the run is."""

    def __post_init__(self) -> None:
        self._lock = FileLock(self.folder / f"lock.{name_destination(self.to.server)}")
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
        waiting = min((held.placed.seq for held in self._held.values()), default=None)
        return self.cursor.sent if waiting is None else min(self.cursor.sent, waiting - 1)

    @property
    def files_left(self) -> tuple[int, int]:
        """How many files wait for their upload, and their bytes."""
        sizes = [held.size for held in self._held.values() if held.upload is not None]
        return len(sizes), sum(sizes)

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
        for held in self._held.values():
            if held.upload is not None:
                held.upload.cancel()
        self._held.clear()
        self._parcels.clear()
        self._registered = False
        self._ended = None
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
        header = self.header
        run = RunRequest(
            project=header.project,
            uid=header.run,
            id=header.id,
            resume=_read_resume(header.resume),
            name=header.name,
            description=header.description,
            tags=header.tags,
            group=header.group,
            parent=header.parent,
            created_at=header.created_at or None,
        )
        request = SessionRequest(
            run=run,
            origin=header.origin,
            host=header.host,
            pid=header.pid,
            command=header.command,
            started_at=header.started_at or None,
            ended_origins=self.gone_before(),
        )
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
                self._hold(placed[0])

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
        self.to.transport.send("POST", f"/sessions/{self.header.origin}/beat", beat, type(None))
        self._beat_at = self._told_at = time.monotonic()

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
        if not self.header.of:
            end = self._ended or End(state=RunState.FAILED, reason=_KILLED, ended_at=self._find_last_sign())
            request = SessionEnd(state=end.state, reason=end.reason, ended_at=end.ended_at or None)
            self.to.transport.send("POST", f"/sessions/{self.header.origin}/end", request, type(None))
        self.cursor.ended = True
        self.cursor.confirmed_at = time.time_ns() // 1000
        self._save()
        self.done = True
        self._lock.free()

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
            self._parcels.append(_Parcel(batch, batch.upto if batch.upto is not None else -1))
        if self._parcels:
            self._parcels[-1].place = place
            self._parcels[-1].done = max(self._parcels[-1].done, self.end)
        else:
            self._advance(place, self.end)
        return True

    def _sort_out(self, placed: Iterable[Placed]) -> list[Placed]:
        items: list[Placed] = []
        waiting = {_path_of(held.placed) for held in self._held.values()}
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
                        self._hold(item)
                        waiting.add(operation.path)
                    elif waiting and _path_of(item) in waiting and item.seq > self.cursor.sent:
                        self._hold(item)
                    else:
                        items.append(item)
        return items

    def _hold(self, placed: Placed) -> None:
        held = _Held(placed)
        if isinstance(placed.record, Attach) and placed.record.source:
            held.size = placed.record.size
            held.upload = self.to.uploads.submit(self.to.transport, self.folder, placed.record, self._note_bytes)
        self._held[placed.offset] = held

    def _note_bytes(self, count: int) -> None:
        if count:
            self.moved_at = time.time_ns() // 1000

    def _advance(self, place: tuple[int, int] | None, done: int) -> None:
        self.cursor.sent = max(self.cursor.sent, done)
        if place is not None:
            self.cursor.offset, self.cursor.next_seq = place
        self.cursor.held = sorted(self._held)

    def _send(self, parcel: _Parcel) -> None:
        if not parcel.body:
            waiting = [held.placed.seq for offset, held in self._held.items() if offset not in parcel.held]
            upto = min([parcel.done, *(seq - 1 for seq in waiting)])
            batch = msgspec.structs.replace(parcel.batch, upto=max(upto, self.cursor.receipt))
            parcel.body = msgspec.msgpack.encode(batch)
        try:
            answer = self.to.transport.request(
                "POST",
                f"/runs/{self.cursor.run}/operations",
                body=parcel.body,
                content_type=_MSGPACK,
                headers={"Accept": _MSGPACK},
            )
        except errors.NotFound:
            self._registered = False
            raise
        except errors.InvalidInput as error:
            self._split(parcel, error)
            return
        self._confirm(parcel, _receipts.decode(answer.body))

    def _confirm(self, parcel: _Parcel, receipt: Receipt) -> None:
        if self._parcels and self._parcels[0] is parcel:
            self._parcels.popleft()
        for offset in parcel.held:
            self._held.pop(offset, None)
        self.moved_at = time.time_ns() // 1000
        self._beat_at = time.monotonic()
        self.cursor.receipt = max(self.cursor.receipt, receipt.seq)
        self.cursor.files += parcel.files
        self._refuse(receipt.refused)
        self._advance(parcel.place, parcel.done)
        self._save()

    def _split(self, parcel: _Parcel, error: errors.InvalidInput) -> None:
        """Find the operation for whose sake the server refuses a whole batch, and send the others."""
        operations, seqs = parcel.batch.operations, parcel.batch.seqs or []
        if len(operations) <= 1:
            refusal = Refusal(seq=seqs[0] if seqs else 0, code=error.code, detail=error.detail, remedy=error.remedy)
            self._confirm(parcel, Receipt(origin="", seq=self.cursor.receipt, commit=0, refused=[refusal]))
            return
        half = len(operations) // 2
        first = msgspec.structs.replace(parcel.batch, operations=operations[:half], seqs=seqs[:half])
        second = msgspec.structs.replace(parcel.batch, operations=operations[half:], seqs=seqs[half:])
        if not self._parcels or self._parcels[0] is not parcel:
            self._parcels.appendleft(parcel)
        self._parcels.popleft()
        self._parcels.appendleft(_Parcel(second, parcel.done, parcel.place, parcel.files, parcel.held))
        self._parcels.appendleft(_Parcel(first, self.cursor.sent))

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
        ready, offsets, files = self._collect_ready()
        if not offsets:
            return False
        if not ready:
            for offset in offsets:
                self._held.pop(offset)
            self._advance(None, self.cursor.sent)
            self._save()
            return True
        seqs = [seq for seq, _ in ready]
        batch = Batch(
            operations=[operation for _, operation in ready], origin=self.header.origin, seq=seqs[0], seqs=seqs
        )
        parcel = _Parcel(batch, self.cursor.sent, None, files, frozenset(offsets))
        self._parcels.appendleft(parcel)
        self._send(parcel)
        return True

    def _collect_ready(self) -> tuple[list[tuple[int, Operation]], list[int], int]:
        ready: list[tuple[int, Operation]] = []
        offsets: list[int] = []
        files = 0
        blocked: set[str] = set()
        for offset in sorted(self._held):
            held = self._held[offset]
            path = _path_of(held.placed)
            if path in blocked or len(ready) >= 1_000:
                continue
            if held.upload is None:
                ready.append((held.placed.seq, _operation_of(held.placed)))
            elif not held.upload.done():
                blocked.add(path)
                continue
            else:
                attach = self._take_upload(held)
                if attach is not None:
                    ready.append((held.placed.seq, attach))
                    files += 1
            offsets.append(offset)
        return ready, offsets, files

    def _take_upload(self, held: _Held) -> Attach | None:
        """Return the operation of an uploaded file; None if the file cannot be had any more."""
        assert held.upload is not None
        assert isinstance(held.placed.record, Attach)
        attach = held.placed.record
        try:
            return held.upload.result()
        except errors.FileMissing as error:
            self.missing = error.detail
            self._refuse([Refusal(seq=held.placed.seq, code=error.code, detail=error.detail, path=attach.path)])
            return None
        except errors.InvalidInput as error:
            self._refuse([Refusal(seq=held.placed.seq, code=error.code, detail=error.detail, path=attach.path)])
            return None
        except errors.SeamarkError:
            held.upload = self.to.uploads.submit(self.to.transport, self.folder, attach, self._note_bytes)
            raise


def judge_writer(header: Header) -> Life:
    """Say whether the process that writes a journal still lives."""
    return judge_process(header.host, header.boot, header.pid, header.process_start)


def _path_of(placed: Placed) -> str:
    return str(getattr(placed.record, "path", ""))


def _operation_of(placed: Placed) -> Operation:
    assert not isinstance(placed.record, Header | End | Progress)
    return placed.record


def _read_resume(text: str) -> Literal["allow", "must", "never"]:
    return "must" if text == "must" else "never" if text == "never" else "allow"
