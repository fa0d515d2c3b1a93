"""Records that wait: for the upload of a file, or for an earlier record of the same field."""

import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Final

from seamark.model import errors
from seamark.model.operations import Attach, Operation
from seamark.sdk.backoff import Backoff
from seamark.sdk.journal_reader import Placed
from seamark.wire.batches import Refusal
from seamark.wire.journal import End, Header, Progress

_READY: Final = 1_000
"""So many records are sent at once at most."""
_LONGEST_PAUSE: Final = 30.0


@dataclass(slots=True)
class _Held:
    """One record; ``attach`` is None where it only waits for another."""

    placed: Placed
    attach: Attach | None = None
    upload: "Future[Attach] | None" = None
    backoff: Backoff = field(default_factory=lambda: Backoff(_LONGEST_PAUSE, is_costly=True))


@dataclass(slots=True)
class Ready:
    """Records that wait no more, those among ``offsets`` that were given up left out."""

    operations: list[Operation] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    files: int = 0


class HeldRecords:
    """The waiting records of one journal, by where they lie in it.

    Args:
        upload: Begins to upload what an operation attaches.
    """

    def __init__(self, upload: "Callable[[Attach], Future[Attach]]") -> None:
        self._upload = upload
        self._held: dict[int, _Held] = {}
        self._denial: errors.NotSignedIn | None = None

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, offset: int) -> bool:
        return offset in self._held

    def hold(self, placed: Placed) -> None:
        """Let a record wait, and begin the upload of its file."""
        held = self._held[placed.offset] = _Held(placed)
        if isinstance(placed.record, Attach) and placed.record.source:
            held.attach = placed.record
            held.upload = self._upload(placed.record)

    def drop(self, offsets: Iterable[int]) -> None:
        """Let records wait no more."""
        for offset in offsets:
            self._held.pop(offset, None)

    def clear(self) -> None:
        """Forget everything, and begin no more uploads."""
        for held in self._held.values():
            if held.upload is not None:
                held.upload.cancel()
        self._held.clear()

    def list_offsets(self) -> list[int]:
        """Return where the records lie."""
        return sorted(self._held)

    def list_seqs(self, *, but: Collection[int] = ()) -> list[int]:
        """Return the seqs of the records, but those at some offsets."""
        return [held.placed.seq for offset, held in self._held.items() if offset not in but]

    def list_paths(self) -> set[str]:
        """Return the fields whose records have to wait."""
        return {path_of(held.placed) for held in self._held.values()}

    def count_files(self) -> tuple[int, int]:
        """Return how many files are not uploaded yet, and their bytes."""
        sizes = [held.attach.size for held in self._held.values() if held.attach is not None]
        return len(sizes), sum(sizes)

    def find_trouble(self, seconds: float) -> errors.SeamarkError | None:
        """Return why an upload has failed for longer than so many seconds; None if there is none."""
        troubles = (held.backoff.find_trouble(seconds) for held in self._held.values())
        return next((trouble for trouble in troubles if trouble is not None), None)

    def wait(self, seconds: float) -> None:
        """Let uploads that are under way finish, for a moment."""
        wait([held.upload for held in self._held.values() if held.upload is not None], seconds)

    def collect(self, refuse: Callable[[Refusal], None]) -> Ready:
        """Return the records that wait no more; ``refuse`` is told of files that cannot be had.

        An upload that fails begins anew after a while, and holds up only the records of its field.

        Raises:
            NotSignedIn: an upload failed for the token's sake, and nothing else can be sent.
        """
        ready = Ready()
        blocked: set[str] = set()
        for offset in self.list_offsets():
            held = self._held[offset]
            path = path_of(held.placed)
            if path in blocked or len(ready.operations) >= _READY:
                continue
            if held.attach is None:
                ready.operations.append(_operation_of(held.placed))
                ready.seqs.append(held.placed.seq)
            elif not self._collect_file(held, held.attach, ready, refuse):
                blocked.add(path)
                continue
            ready.offsets.append(offset)
        if not ready.offsets and self._denial is not None:
            denial, self._denial = self._denial, None
            raise denial
        return ready

    def _collect_file(self, held: _Held, attach: Attach, ready: Ready, refuse: Callable[[Refusal], None]) -> bool:
        """Say whether the record of a file waits no more: it is uploaded, or cannot be had."""
        if held.upload is None and time.monotonic() >= held.backoff.next_try:
            held.upload = self._upload(attach)
        if held.upload is None or not held.upload.done() or held.upload.cancelled():
            return False
        try:
            ready.operations.append(held.upload.result())
        except (errors.FileMissing, errors.InvalidInput) as error:
            refuse(Refusal(seq=held.placed.seq, code=error.code, detail=error.detail, path=attach.path))
            return True
        except errors.SeamarkError as error:
            held.upload = None
            held.backoff.fail(error)
            if isinstance(error, errors.NotSignedIn):
                self._denial = error
            return False
        ready.seqs.append(held.placed.seq)
        ready.files += 1
        return True


def path_of(placed: Placed) -> str:
    """Return the field that a record writes to, "" where that is none or several."""
    return str(getattr(placed.record, "path", ""))


def _operation_of(placed: Placed) -> Operation:
    assert not isinstance(placed.record, Header | End | Progress)
    return placed.record
