"""From records to batches: points of one path lie packed in one operation, the order per path holds."""

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from seamark.model.operations import Append, Extend, Log, Operation
from seamark.model.values import FieldType
from seamark.sdk.journal_reader import Placed
from seamark.wire.batches import Batch
from seamark.wire.journal import End, Header, Progress

BATCH_POINTS: Final = 99_000
BATCH_BYTES: Final = 8 * 2**20
_POINT_BYTES: Final = 32
_PIECE: Final = 1_000
"""So many points are added before the size of the batch is looked at."""
_BIG: Final[bool] = sys.byteorder == "big"
_PLAIN: Final = {None, FieldType.FLOAT_SERIES, FieldType.STRING_SERIES}


_TEXT: Final = 1
_STEPPED: Final = 2
_RELATIVE: Final = 4
_TIMED: Final = 8
"""What points must share to lie in one operation, as bits of its form."""


class _Group:
    """Points of one path that follow each other."""

    __slots__ = ("form", "seqs", "steps", "times", "values")

    def __init__(self, form: int) -> None:
        self.form = form
        self.values: array[float] | list[float | str] = [] if form & _TEXT else array("d")
        self.steps = array("d")
        self.times = array("q")
        self.seqs = array("Q")

    def as_operation(self, path: str) -> Extend:
        values = self.values if isinstance(self.values, list) else pack(self.values)
        steps = pack(self.steps) if self.form & _STEPPED else None
        times = pack(self.times) if self.form & _TIMED else None
        relative = bool(self.form & _RELATIVE)
        return Extend(path=path, values=values, steps=steps, relative=relative, times=times, seqs=pack(self.seqs))


class _Draft:
    """A batch in the making."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.seqs: list[int] = []
        self.groups: dict[str, _Group] = {}
        self.points = 0
        self.bytes = 0

    @property
    def is_full(self) -> bool:
        return self.points >= BATCH_POINTS or self.bytes + self.points * _POINT_BYTES >= BATCH_BYTES

    def find_group(self, path: str, form: int) -> _Group:
        group = self.groups.get(path)
        if group is None or group.form != form:
            self.close_group(path)
            group = self.groups[path] = _Group(form)
        return group

    def add_point(self, item: Append, seq: int) -> None:
        """Add the point of a record; called for every one, so it does no more than it must."""
        value, step, time = item.value, item.step, item.time
        form = _STEPPED * (step is not None) | _RELATIVE * item.relative | _TIMED * (time is not None)
        if type(value) is str:
            form |= _TEXT
            self.bytes += len(value)
        group = self.groups.get(item.path)
        if group is None or group.form != form:
            group = self.find_group(item.path, form)
        group.values.append(value)  # type: ignore[arg-type]
        group.seqs.append(seq)
        if step is not None:
            group.steps.append(step)
        if time is not None:
            group.times.append(time)
        self.points += 1

    def add_points(self, values: Iterable[tuple[str, Any]], step: float | None, item: Log, seq: int) -> None:
        """Add a point to each of some paths."""
        time = item.time
        form = _STEPPED * (step is not None) | _RELATIVE * item.relative | _TIMED * (time is not None)
        groups = self.groups
        for path, value in values:
            of_value = form
            if type(value) is str:
                of_value |= _TEXT
                self.bytes += len(value)
            group = groups.get(path)
            if group is None or group.form != of_value:
                group = self.find_group(path, of_value)
            group.values.append(value)
            group.seqs.append(seq)
            if step is not None:
                group.steps.append(step)
            if time is not None:
                group.times.append(time)
            self.points += 1

    def add_slice(self, item: Extend, seq: int, begin: int, end: int) -> None:
        text = not isinstance(item.values, bytes) and any(isinstance(value, str) for value in item.values[begin:end])
        form = _TEXT * text | _STEPPED * (item.steps is not None)
        form |= _RELATIVE * item.relative | _TIMED * (item.times is not None)
        group = self.find_group(item.path, form)
        values = _cut(item.values, "d", begin, end)
        group.values.extend(values)
        group.seqs.extend(range(seq + begin, seq + end))
        if item.steps is not None:
            group.steps.extend(_cut(item.steps, "d", begin, end))
        if item.times is not None:
            group.times.extend(_cut(item.times, "q", begin, end))
        self.points += end - begin
        if text:
            self.bytes += sum(len(str(value)) for value in values)

    def add_other(self, operation: Operation, item: Placed) -> None:
        path = getattr(operation, "path", "")
        self.close_group(path)
        self.operations.append(operation)
        self.seqs.append(item.seq)
        self.points += 1
        self.bytes += item.end - item.offset

    def close_group(self, path: str) -> None:
        group = self.groups.pop(path, None)
        if group is not None:
            self.operations.append(group.as_operation(path))
            self.seqs.append(group.seqs[0])

    def finish(self, origin: str, upto: int) -> Batch:
        for path in list(self.groups):
            self.close_group(path)
        return Batch(
            operations=self.operations, origin=origin, seq=min(self.seqs, default=0), seqs=self.seqs, upto=upto
        )


class _Batcher:
    """Spreads operations over batches; ``done`` is the last seq that was added whole."""

    def __init__(self, origin: str, after: int) -> None:
        self.origin = origin
        self.after = after
        self.done = after
        self.draft = _Draft()

    def take_full(self) -> Iterator[Batch]:
        if self.draft.is_full:
            yield from self.take()

    def take(self) -> Iterator[Batch]:
        draft, self.draft = self.draft, _Draft()
        if draft.points:
            yield draft.finish(self.origin, self.done)

    def add(self, item: Placed) -> Iterator[Batch]:
        operation = item.record
        assert not isinstance(operation, Header | Progress | End)
        last = item.seq + operation.weight - 1
        if last <= self.after:
            return
        match operation:
            case Append(value=float() | str(), type=type) if type in _PLAIN:
                yield from self.take_full()
                self.draft.add_point(operation, item.seq)
            case Log():
                yield from self._add_log(operation, item.seq)
            case Extend(seqs=None):
                yield from self._add_extend(operation, item.seq)
            case _:
                yield from self.take_full()
                self.draft.add_other(operation, item)
        self.done = max(self.done, last)

    def _add_log(self, log: Log, seq: int) -> Iterator[Batch]:
        values = list(log.values.items())
        if log.steps is None:
            for begin in range(0, len(values), _PIECE):
                yield from self.take_full()
                self.draft.add_points(values[begin : begin + _PIECE], log.step, log, seq)
        else:
            for pair, step in zip(values, log.steps, strict=True):
                yield from self.take_full()
                self.draft.add_points([pair], step, log, seq)

    def _add_extend(self, extend: Extend, seq: int) -> Iterator[Batch]:
        begin, count = max(0, self.after + 1 - seq), _count(extend.values)
        piece = BATCH_POINTS if isinstance(extend.values, bytes) else _PIECE
        while begin < count:
            yield from self.take_full()
            end = min(count, begin + piece, begin + BATCH_POINTS - self.draft.points)
            self.draft.add_slice(extend, seq, begin, end)
            self.done = max(self.done, seq + end - 1)
            begin = end


def make_batches(items: Iterable[Placed], origin: str, *, after: int) -> Iterator[Batch]:
    """Give the batches that carry the operations of these records, each within the limits of a request.

    What lies at or below the seq ``after`` is left out. A batch's ``upto`` is the last seq up to which
    all has been given by then; a record too large for one batch is spread over several.
    """
    batcher = _Batcher(origin, after)
    draft = batcher.draft
    for item in items:
        seq, record = item.seq, item.record
        if type(record) is Append and record.type is None and type(record.value) is not dict and seq > after:
            if draft.points >= BATCH_POINTS or draft.bytes + draft.points * _POINT_BYTES >= BATCH_BYTES:
                yield from batcher.take()
                draft = batcher.draft
            draft.add_point(record, seq)
            batcher.done = seq
        else:
            yield from batcher.add(item)
            draft = batcher.draft
    yield from batcher.take()


def slice_points(extend: Extend, begin: int, end: int) -> Extend:
    """Return an operation with the points from ``begin`` to ``end`` of another one."""

    def take(column: Any) -> Any:
        return column[8 * begin : 8 * end] if isinstance(column, bytes) else column and column[begin:end]

    return msgspec.structs.replace(
        extend,
        values=take(extend.values),
        steps=take(extend.steps),
        times=take(extend.times),
        seqs=take(extend.seqs),
    )


def halve_points(operation: Operation, seq: int) -> tuple[list[Operation], list[int]]:
    """Return an operation as two with half its points each, and their seqs; as it is where it cannot be cut."""
    if not isinstance(operation, Extend) or operation.seqs is None or _count(operation.values) < 2:
        return [operation], [seq]
    count = _count(operation.values)
    half = count // 2
    middle = int(_cut(operation.seqs, "Q", half, half + 1)[0])
    return [slice_points(operation, 0, half), slice_points(operation, half, count)], [seq, middle]


def _count(values: bytes | list[float | str]) -> int:
    return len(values) // 8 if isinstance(values, bytes) else len(values)


def _cut(values: bytes | Sequence[Any], code: str, begin: int, end: int) -> Sequence[Any]:
    """Return the items from ``begin`` to ``end`` of a packed or plain column."""
    if not isinstance(values, bytes):
        return values[begin:end]
    column: array[Any] = array(code)
    column.frombytes(values[8 * begin : 8 * end])
    if _BIG:
        column.byteswap()
    return column


def pack(column: "array[Any]") -> bytes:
    """Return a column of 8-byte numbers as little-endian bytes."""
    if _BIG:
        column = column[:]
        column.byteswap()
    return column.tobytes()
