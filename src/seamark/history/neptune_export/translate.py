"""From rows to operations: pure functions, but for what they note in the ledger."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seamark.history.findings import Kind
from seamark.history.neptune_export.heads import EQUALS, to_micros
from seamark.history.neptune_export.ledger import Ledger
from seamark.history.neptune_export.steps import read_steps
from seamark.model import limits
from seamark.model.operations import Add, Append, Assign, Define, Extend, Operation
from seamark.model.values import FieldType
from seamark.wire.codecs import spell_float, spell_int

_COUNTS: Final = {"COUNTING": "counts", "COUNT": "counts", "COUNTS": "counts"}
_DENSITIES: Final = {"DENSITY": "densities", "DENSITIES": "densities"}
HISTOGRAMS: Final = _COUNTS | _DENSITIES
"""What the export calls the values of a histogram, and what they are called here."""
FILE_TYPES: Final = {
    "file": FieldType.FILE,
    "artifact": FieldType.ARTIFACT,
    "file_set": FieldType.FILE_SET,
    "file_series": FieldType.FILE_SERIES,
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row that names a file; ``path`` is the field's, ``source`` the file's below the files of the project."""

    seq: int
    path: str
    type: FieldType
    source: str
    step: float | None = None
    time: int | None = None


@dataclass(slots=True)
class Portion:
    """What becomes of some rows: operations with their seqs, and files that are to be sent first."""

    operations: list[tuple[int, Operation]] = field(default_factory=list)
    files: list[FileRow] = field(default_factory=list)

    def add(self, seq: int, operation: Operation) -> None:
        """Add an operation."""
        self.operations.append((seq, operation))


@dataclass(frozen=True, slots=True)
class Points:
    """The points of some rows of one type, a column each."""

    paths: list[str]
    seqs: NDArray[np.int64]
    steps: NDArray[np.float64]
    times: NDArray[np.int64]
    rows: Any

    def groups(self) -> Iterator[tuple[str, NDArray[np.int64]]]:
        """Yield each path with the places of its points, in their order."""
        names, codes = np.unique(np.array(self.paths, dtype=object), return_inverse=True)
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(names)))
        yield from zip(names.tolist(), np.split(order, ends[:-1]), strict=True)


def translate(batch: Any, first: int, ledger: Ledger) -> Portion:
    """Return what becomes of a record batch; its rows are numbered from ``first``, and that is their seq."""
    portion = Portion()
    batch, seqs = _keep_own(batch, np.arange(first, first + batch.num_rows), ledger)
    types = batch.column("attribute_type").to_pylist()
    kinds = np.array([str(name) for name in types], dtype=object)
    for kind in dict.fromkeys(kinds.tolist()):
        places = np.flatnonzero(kinds == kind)
        ledger.tally.read[kind] += len(places)
        rows = batch.take(pa.array(places)) if len(places) < batch.num_rows else batch
        _translate_kind(kind, rows, seqs[places], ledger, portion)
    return portion


def _keep_own(batch: Any, seqs: NDArray[np.int64], ledger: Ledger) -> tuple[Any, NDArray[np.int64]]:
    """Leave out rows of other runs, and those that have no path."""
    own = pc.and_(
        pc.equal(batch.column("run_id"), ledger.head.run), pc.equal(batch.column("project_id"), ledger.head.project)
    )
    own = pc.and_(pc.fill_null(own, False), pc.is_valid(batch.column("attribute_path")))
    count: int = pc.sum(own).as_py() or 0
    if count == batch.num_rows:
        return batch, seqs
    ledger.lose(
        Kind.WRONG_ROW, "", f"{batch.num_rows - count} rows of another run or without a path", len(batch) - count
    )
    return batch.filter(own), seqs[own.to_numpy(zero_copy_only=False)]


def _translate_kind(kind: str, rows: Any, seqs: NDArray[np.int64], ledger: Ledger, portion: Portion) -> None:
    if kind in _SINGLES:
        _singles(kind, rows, seqs, ledger, portion)
    elif kind in _SERIES:
        _SERIES[kind](_read_points(rows, seqs, ledger), ledger, portion)
    elif kind in FILE_TYPES:
        _files(FILE_TYPES[kind], rows, seqs, ledger, portion)
    elif kind == "string_set":
        _sets(rows, seqs, ledger, portion)
    else:
        for path in rows.column("attribute_path").to_pylist():
            ledger.lose(Kind.UNKNOWN_TYPE, path, kind)


# ---- single values ----


def _singles(kind: str, rows: Any, seqs: NDArray[np.int64], ledger: Ledger, portion: Portion) -> None:
    type, column, spell = _SINGLES[kind]
    for seq, path, value in zip(
        seqs.tolist(), rows.column("attribute_path").to_pylist(), rows.column(column).to_pylist(), strict=True
    ):
        if value is None:
            ledger.findings.add(Kind.NO_VALUE, path)
            continue
        place = ledger.place(path)
        if place is None or _is_too_long(path, value, limits.STRING_BYTES, ledger):
            continue
        sent, shown = spell(value)
        _expect_single(place, type, shown, ledger)
        portion.add(seq, Assign(path=place, value=sent, type=type))
        if EQUALS.get(path):
            portion.add(seq, Assign(path=path, value=sent, type=type))


def _expect_single(place: str, type: FieldType, shown: Any, ledger: Ledger) -> None:
    expected = ledger.tally.expect(place, type)
    if expected.rows:
        ledger.findings.add(Kind.REPEATED, place)
    expected.rows = 1
    expected.value = None if isinstance(shown, str) and len(shown) > limits.STRING_HEAD_BYTES // 4 else shown


def _is_too_long(path: str, value: Any, most: int, ledger: Ledger) -> bool:
    if not isinstance(value, str) or len(value) * 4 <= most or len(value.encode()) <= most:
        return False
    ledger.lose(Kind.TOO_LONG, path, f"{len(value.encode()):,} bytes, of at most {most:,}")
    return True


def _same(value: Any) -> tuple[Any, Any]:
    return value, value


def _int(value: int) -> tuple[Any, Any]:
    return value, spell_int(value)


def _float(value: float) -> tuple[Any, Any]:
    return value, spell_float(value)


def _datetime(value: Any) -> tuple[Any, Any]:
    micros = to_micros(value)
    return micros, spell_int(micros)


_SINGLES: Final[dict[str, tuple[FieldType, str, Callable[[Any], tuple[Any, Any]]]]] = {
    "int": (FieldType.INT, "int_value", _int),
    "float": (FieldType.FLOAT, "float_value", _float),
    "bool": (FieldType.BOOL, "bool_value", _same),
    "string": (FieldType.STRING, "string_value", _same),
    "datetime": (FieldType.DATETIME, "datetime_value", _datetime),
}


def _sets(rows: Any, seqs: NDArray[np.int64], ledger: Ledger, portion: Portion) -> None:
    for seq, path, items in zip(
        seqs.tolist(),
        rows.column("attribute_path").to_pylist(),
        rows.column("string_set_value").to_pylist(),
        strict=True,
    ):
        if items is None:
            ledger.findings.add(Kind.NO_VALUE, path)
            continue
        place = ledger.place(path)
        if place is None:
            continue
        kept = list(dict.fromkeys(item for item in items if item and len(item.encode()) <= limits.TAG_BYTES))
        ledger.findings.add(Kind.TOO_LONG, path, "items of the set", len({item for item in items if item}) - len(kept))
        ledger.findings.add(Kind.TOO_LONG, path, "more items than a set may have", max(0, len(kept) - limits.SET_ITEMS))
        kept = kept[: limits.SET_ITEMS]
        expected = ledger.tally.expect(place, FieldType.STRING_SET)
        expected.rows, expected.value = 1, frozenset(kept)
        portion.add(seq, Define(path=place, type=FieldType.STRING_SET))
        if kept:
            portion.add(seq, Add(path=place, values=kept))
            if EQUALS.get(path):
                portion.add(seq, Add(path=path, values=kept))


# ---- series ----


def _read_points(rows: Any, seqs: NDArray[np.int64], ledger: Ledger) -> Points:
    """Return the points that have a step; those without a time get that of the run."""
    column = rows.column("step")
    if column.null_count:
        bad = column.is_null().to_numpy(zero_copy_only=False)
        for path in rows.filter(pa.array(bad)).column("attribute_path").to_pylist():
            ledger.lose(Kind.NO_STEP, path)
        rows, seqs = rows.filter(pa.array(~bad)), seqs[~bad]
        column = rows.column("step")
    steps, inexact = read_steps(column)
    paths = rows.column("attribute_path").to_pylist()
    for place in inexact:
        ledger.findings.add(Kind.INEXACT_STEP, paths[place], f"{column[place].as_py()} is {steps[place]!r} here")
    times = rows.column("timestamp")
    if times.null_count:
        for path in rows.filter(times.is_null()).column("attribute_path").to_pylist():
            ledger.findings.add(Kind.NO_TIME, path, "it got the run's creation time")
    millis = pc.fill_null(times.cast(pa.int64()), ledger.time // 1_000).to_numpy(zero_copy_only=False)
    return Points(paths, seqs, steps, millis * 1_000, rows)


def _numbers(points: Points, ledger: Ledger, portion: Portion) -> None:
    """A point of a step and no value is one of NaN: the exporter wrote its frames so."""
    values = points.rows.column("float_value").to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
    for path, places in points.groups():
        place = ledger.place(path, len(places))
        if place is None:
            continue
        ledger.tally.expect(place, FieldType.FLOAT_SERIES).rows += len(places)
        operation = Extend(
            path=place,
            values=_pack(values[places], "<f8"),
            steps=_pack(points.steps[places], "<f8"),
            times=_pack(points.times[places], "<i8"),
            seqs=_pack(points.seqs[places], "<u8"),
        )
        portion.add(int(points.seqs[places[0]]), operation)


def _pack(column: Any, dtype: str) -> bytes:
    return bytes(np.ascontiguousarray(column, dtype=dtype).tobytes())


def _texts(points: Points, ledger: Ledger, portion: Portion) -> None:
    texts = points.rows.column("string_value").to_pylist()
    for path, places in points.groups():
        place = ledger.place(path, len(places))
        if place is None:
            continue
        kept = [index for index in places.tolist() if _is_text(path, texts[index], ledger)]
        if not kept:
            continue
        ledger.tally.expect(place, FieldType.STRING_SERIES).rows += len(kept)
        operation = Extend(
            path=place,
            values=[texts[index] for index in kept],
            steps=_pack(points.steps[kept], "<f8"),
            times=_pack(points.times[kept], "<i8"),
            seqs=_pack(points.seqs[kept], "<u8"),
        )
        portion.add(int(points.seqs[kept[0]]), operation)


def _is_text(path: str, text: str | None, ledger: Ledger) -> bool:
    if text is None:
        ledger.findings.add(Kind.NO_VALUE, path)
        return False
    return not _is_too_long(path, text, limits.STRING_POINT_BYTES, ledger)


def _histograms(points: Points, ledger: Ledger, portion: Portion) -> None:
    found = points.rows.column("histogram_value").to_pylist()
    for index, (path, value) in enumerate(zip(points.paths, found, strict=True)):
        if value is None:
            ledger.findings.add(Kind.NO_VALUE, path)
            continue
        place = ledger.place(path)
        histogram = None if place is None else _read_histogram(path, value, ledger)
        if place is None or histogram is None:
            continue
        ledger.tally.expect(place, FieldType.HISTOGRAM_SERIES).rows += 1
        operation = Append(
            path=place,
            value=histogram,
            step=float(points.steps[index]),
            time=int(points.times[index]),
            type=FieldType.HISTOGRAM_SERIES,
        )
        portion.add(int(points.seqs[index]), operation)


def _read_histogram(path: str, value: dict[str, Any], ledger: Ledger) -> dict[str, list[float]] | None:
    name = HISTOGRAMS.get(str(value["type"]).upper())
    edges, values = (_fill(value[column]) for column in ("edges", "values"))
    if name is None:
        ledger.lose(Kind.WRONG_HISTOGRAM, path, f"its type is {value['type']!r}")
    elif len(edges) != len(values) + 1 or not 1 <= len(values) <= limits.HISTOGRAM_BINS:
        ledger.lose(Kind.WRONG_HISTOGRAM, path, f"{len(edges)} edges, {len(values)} values")
    else:
        return {"edges": edges, name: values}
    return None


def _fill(numbers: list[float | None] | None) -> list[float]:
    return [math.nan if number is None else number for number in numbers or ()]


_SERIES: Final[dict[str, Callable[[Points, Ledger, Portion], None]]] = {
    "float_series": _numbers,
    "string_series": _texts,
    "histogram_series": _histograms,
}


# ---- files ----


def _files(type: FieldType, rows: Any, seqs: NDArray[np.int64], ledger: Ledger, portion: Portion) -> None:
    """Rows without a file stand for fields that other runs of the same export have."""
    has = pc.is_valid(pc.struct_field(rows.column("file_value"), "path"))
    empty = rows.filter(pc.invert(has))
    for path in empty.column("attribute_path").to_pylist():
        ledger.findings.add(Kind.NO_VALUE, path)
    own = has.to_numpy(zero_copy_only=False)
    rows, seqs = rows.filter(has), seqs[own]
    sources = pc.struct_field(rows.column("file_value"), "path").to_pylist()
    if type is not FieldType.FILE_SERIES:
        for seq, path, source in zip(seqs.tolist(), rows.column("attribute_path").to_pylist(), sources, strict=True):
            _add_file(FileRow(seq, path, type, source), ledger, portion)
        return
    points = _read_points(rows, seqs, ledger)
    sources = pc.struct_field(points.rows.column("file_value"), "path").to_pylist()
    for index, source in enumerate(sources):
        step, time = float(points.steps[index]), int(points.times[index])
        row = FileRow(int(points.seqs[index]), points.paths[index], type, source, step, time)
        _add_file(row, ledger, portion)


def _add_file(row: FileRow, ledger: Ledger, portion: Portion) -> None:
    place = ledger.place(row.path)
    if place is not None:
        portion.files.append(FileRow(row.seq, place, row.type, row.source, row.step, row.time))
