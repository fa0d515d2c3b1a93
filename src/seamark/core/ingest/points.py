"""Points of one series in one batch: gathered one by one or whole, then placed and counted."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec.structs import replace

from seamark.core.ingest.memory import ObjectMemory
from seamark.core.ingest.statistics import NO_MOMENTS, empty_stats, extend_stats, find_ends, measure
from seamark.model import limits
from seamark.model.errors import InvalidStep, InvalidValue
from seamark.storage.columns.rows import BaseRow, FieldRow, Floats, Ints, LineBlock, PointBlock, Seqs, StatsRow


@dataclass(frozen=True, slots=True)
class Source:
    """Where the points of a batch come from: the session's number and its attempt."""

    origin: int
    attempt: int


@dataclass(slots=True)
class Placed:
    """What a gathering of points amounts to."""

    block: PointBlock | LineBlock
    base: BaseRow | None
    stats: StatsRow | None
    """None asks for statistics computed from the stored points."""


@dataclass(slots=True)
class Gathering:
    """Points of one series on their way into the store."""

    row: FieldRow
    source: Source
    base: float
    top: float
    rising: float | None = None
    """The step that the next must be above; None where steps may come in any order."""
    last_time: int = 0
    """The time of the last point, where steps rise."""
    last: float = math.nan
    """The value of the last point, where steps rise; NaN in series of texts."""
    steps: list[float] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    chunks: list[tuple[Floats, Ints, Seqs, Any]] = field(default_factory=list)

    def add(self, step: float | None, relative: bool, time: int, seq: int, value: float | str) -> None:
        """Add one point. Raises InvalidStep."""
        if step is None:
            step = self.top + 1
        else:
            step = step + self.base if relative else step + 0.0
            if not math.isfinite(step):
                raise InvalidStep(*_bad_step(self.row.path, step), path=self.row.path)
        if self.rising is not None:
            if step <= self.rising:
                raise InvalidStep(*steps_must_rise(self.row.path, step, self.rising), path=self.row.path)
            self.rising = step
            self.last = math.nan if isinstance(value, str) else value
        if step > self.top:
            self.top = step
        self.steps.append(step)
        self.times.append(time)
        self.seqs.append(seq)
        self.values.append(value)

    def add_many(
        self, steps: Floats | None, relative: bool, times: Ints, seqs: Seqs, values: Any
    ) -> InvalidStep | None:
        """Add arrays of points; gives what is wrong with those that were left out because they do not rise.

        Nothing is wrong with a number that stands there already, with its step and its value: frameworks log such.

        Raises:
            InvalidStep: a step is not finite.
        """
        refused = None
        if steps is None:
            steps = self.top + 1 + np.arange(len(seqs), dtype=np.float64)
        elif not np.isfinite(steps).all():
            bad = steps[~np.isfinite(steps)][0]
            raise InvalidStep(*_bad_step(self.row.path, float(bad)), path=self.row.path)
        elif relative:
            steps = steps + self.base
        if self.rising is not None:
            before = np.maximum.accumulate(np.concatenate(([self.rising], steps[:-1])))
            rises = steps > before
            if not rises.all():
                refused = self._find_fall(steps, before, rises, values)
                steps, times, seqs = steps[rises], times[rises], seqs[rises]
                values = [v for v, keep in zip(values, rises, strict=True) if keep]
                values = np.array(values, np.float64) if self._numbers else values
            if len(steps):
                self.rising = max(self.rising, float(steps.max()))
                times = keep_order(times, self.last_time)
                self.last_time = int(times[-1])
                if self._numbers:
                    self.last = float(values[-1])
        if len(steps):
            self._fold()
            self.top = max(self.top, float(steps.max()))
            self.chunks.append((steps, times, seqs, values))
        return refused

    def _find_fall(
        self, steps: Floats, before: Floats, rises: np.ndarray[Any, np.dtype[np.bool_]], values: Any
    ) -> InvalidStep | None:
        """Return what is wrong with the first point that neither rises nor says once more what stands there."""
        wrong = ~rises
        if self._numbers:
            kept = np.maximum.accumulate(np.where(rises, np.arange(len(rises)), -1))
            last = np.where(kept < 0, self.last, values[kept])
            wrong &= (steps != before) | (values != last)
        if not wrong.any():
            return None
        first = int(np.argmax(wrong))
        return InvalidStep(
            *steps_must_rise(self.row.path, float(steps[first]), float(before[first])), path=self.row.path
        )

    def _fold(self) -> None:
        if not self.steps:
            return
        values: Any = np.array(self.values) if self._numbers else self.values
        self.chunks.append((np.array(self.steps), np.array(self.times), np.array(self.seqs, np.uint64), values))
        self.steps, self.times, self.seqs, self.values = [], [], [], []

    @property
    def _numbers(self) -> bool:
        return self.row.type.value == "float_series"

    def place(self, memory: ObjectMemory) -> Placed:
        """Return rows for the store, and count the points into the statistics in memory."""
        self._fold()
        block = self._block()
        base, rewound = self._note_start(memory, block)
        stats = None if rewound else self._count(memory, block)
        if stats is not None:
            memory.stats[self.row.path] = stats
        return Placed(block, base, stats)

    def _block(self) -> PointBlock | LineBlock:
        one = len(self.chunks) == 1
        steps, times, seqs = (
            self.chunks[0][i] if one else np.concatenate([chunk[i] for chunk in self.chunks]) for i in range(3)
        )
        keys: dict[str, Any] = {
            "project": self.row.project,
            "object": self.row.object,
            "path": self.row.path,
            "generation": self.row.generation,
            "attempt": self.source.attempt,
            "origin": self.source.origin,
            "steps": steps + 0.0,
            "times": times,
            "seqs": seqs,
        }
        if self._numbers:
            values = self.chunks[0][3] if one else np.concatenate([chunk[3] for chunk in self.chunks])
            return PointBlock(**keys, values=values)
        return LineBlock(**keys, texts=[text for chunk in self.chunks for text in chunk[3]])

    def _note_start(self, memory: ObjectMemory, block: PointBlock | LineBlock) -> tuple[BaseRow | None, bool]:
        if self.source.attempt == 0:
            return None, False
        lowest = float(block.steps.min())
        known = memory.bases.setdefault(self.row.path, {})
        present = known.get(self.source.origin)
        if present is not None and present.generation == self.row.generation and lowest >= present.first_step:
            return None, False
        base = BaseRow(
            project=self.row.project,
            object=self.row.object,
            path=self.row.path,
            generation=self.row.generation,
            origin=self.source.origin,
            attempt=self.source.attempt,
            base=self.base,
            first_step=lowest,
        )
        known[self.source.origin] = base
        stats = memory.stats.get(self.row.path)
        return base, stats is not None and stats.last_step >= lowest

    def _count(self, memory: ObjectMemory, block: PointBlock | LineBlock) -> StatsRow | None:
        shown = block
        edge = memory.hidden_from(self.row.path, self.source.attempt)
        if edge != math.inf:
            shown = _until(block, edge)
        present = memory.stats.get(self.row.path)
        if not len(shown.steps):
            return present
        values = shown.values if isinstance(shown, PointBlock) else None
        texts = shown.texts if isinstance(shown, LineBlock) else None
        first, last = find_ends(shown.steps, shown.times, shown.seqs, self.source.origin, values, texts)
        moments = measure(values) if values is not None else replace(NO_MOMENTS, count=len(shown.steps))
        empty = empty_stats(self.row.project, self.row.object, self.row.path, self.row.generation)
        return extend_stats(present, moments, first, last, empty)


def _until(block: PointBlock | LineBlock, edge: float) -> PointBlock | LineBlock:
    shown = block.steps < edge
    steps, times, seqs = block.steps[shown], block.times[shown], block.seqs[shown]
    if isinstance(block, PointBlock):
        return replace(block, steps=steps, times=times, seqs=seqs, values=block.values[shown])
    texts = [text for text, keep in zip(block.texts, shown, strict=True) if keep]
    return replace(block, steps=steps, times=times, seqs=seqs, texts=texts)


def _bad_step(path: str, step: float) -> tuple[str, str]:
    return f"{path!r} got the step {step}; a step is a finite number.", "Count steps from 0, or leave the step out."


def keep_order(times: Ints, last: int) -> Ints:
    """Return times in whole milliseconds so that points of one millisecond stand in their order: each gets a
    microsecond more than the one before, up to 999, also behind a ``last`` one of the same millisecond.

    What is not in whole milliseconds stays as it is.
    """
    if (times % 1_000).any():
        return times
    place = np.arange(len(times))
    begins = np.concatenate(([True], times[1:] != times[:-1]))
    within = place - np.maximum.accumulate(np.where(begins, place, 0))
    if last // 1_000 * 1_000 == times[0]:
        within[np.cumsum(begins) == 1] += last % 1_000 + 1
    return times + np.minimum(within, 999)


def steps_must_rise(path: str, step: float, top: float) -> tuple[str, str]:
    """Return what is said of a step that is not above the series' last one."""
    return (
        f"{path!r} got the step {step:g} after {top:g}: the steps of a series must be strictly increasing.",
        "Log in the order of the steps, or leave the step out.",
    )


def find_base(memory: ObjectMemory, row: FieldRow, source: Source, top: float) -> float:
    """Return what is added to a session's own numbers in this series, whose last step is ``top``.

    It is 0 in the first attempt (of a fork what follows on its step); later the series' last step + 1 as
    it was when the attempt's first point arrived.
    """
    if source.attempt == 0:
        return memory.begin
    bases = [base for base in memory.bases.get(row.path, {}).values() if base.generation == row.generation]
    for base in bases:
        if base.origin == source.origin:
            return base.base
    same = [base.base for base in bases if base.attempt == source.attempt]
    if same:
        return min(same)
    return top + 1


def read_seqs(path: str, seqs: bytes | list[int]) -> Seqs:
    """Return the seqs of points. Raises InvalidValue."""
    read: Seqs = as_numbers(path, seqs, "seqs", np.uint64)
    if len(read) and read.max() > limits.SEQ:
        raise InvalidValue(f"{path!r} got the seq {read.max()}.", "Count them from 0.", path=path)
    return read


def as_numbers(path: str, values: bytes | list[Any], kind: str, dtype: Any) -> Any:
    """Return a packed or listed column as an array. Raises InvalidValue."""
    try:
        if isinstance(values, bytes):
            return np.frombuffer(values, dtype=np.dtype(dtype).newbyteorder("<")).astype(dtype, copy=False)
        return np.array(values, dtype=dtype)
    except (ValueError, TypeError, OverflowError) as problem:
        raise InvalidValue(
            f"{path!r} got {kind} that cannot be read: {problem}.", "Send one number each.", path=path
        ) from None
