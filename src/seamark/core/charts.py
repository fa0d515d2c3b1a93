"""Series to draw: raw pages and buckets, packed or as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import msgspec
import numpy as np

from seamark.core.cursors import read_point_cursor, write_point_cursor
from seamark.core.spans import find_spans, find_spans_of_many
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Buckets, Floats, PointPage, Span
from seamark.wire.api.series import SeriesRef, SeriesRequest
from seamark.wire.codecs import spell_float
from seamark.wire.packed import PackedHead, SeriesBlock, pack_columns

RAW_COLUMNS: Final = ["step", "time", "value"]
BUCKET_COLUMNS: Final = ["step", "time", "min", "max", "mean", "last", "count"]


@dataclass(frozen=True, slots=True)
class Curves:
    """Series with their numbers, for either form of the wire."""

    head: PackedHead
    columns: list[list[Floats]]
    """Per series its columns, in the order that its block names."""

    def pack(self) -> bytes:
        """Return the packed form (``wire.packed``)."""
        flat = [np.ascontiguousarray(column, dtype="<f8").tobytes() for series in self.columns for column in series]
        return pack_columns(self.head, flat)

    def encode_json(self) -> bytes:
        """Return the JSON form; hard numbers are strings (``wire.codecs``)."""
        series = [
            asdict(block) | {"columns": dict(zip(block.columns, map(_spell_column, columns), strict=True))}
            for block, columns in zip(self.head.series, self.columns, strict=True)
        ]
        return msgspec.json.encode({"series": series, "commit": self.head.commit})


def _spell_column(column: Floats) -> list[float | str]:
    values: list[float] = column.tolist()
    return list(values) if np.isfinite(column).all() else [spell_float(value) for value in values]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointWindow:
    """Which raw points are wanted; ``faint`` asks for those that a later session wrote anew."""

    after: str = ""
    start: float | None = None
    end: float | None = None
    limit: int = 100_000
    faint: bool = False
    offset: int = 0
    """So many points are left out before the page begins."""


def read_points(catalog: Catalog, columns: Columns, object: ObjectRow, path: str, window: PointWindow) -> Curves:
    """Return a page of raw points of one float series.

    Raises:
        FieldNotFound: the run has no such field.
        InvalidInput: the field is no float series, or the cursor none of ours.
        TooLarge: more points are asked for than one page holds.
    """
    if not 1 <= window.limit <= limits.POINTS_PAGE:
        raise TooLarge(f"A page holds 1 to {limits.POINTS_PAGE:,} points.", "Ask for the next page.", path="limit")
    commit = columns.last_commit()
    found = find_spans(catalog, columns, object, path)
    spans = found.hidden if window.faint else found.visible
    page = _load(columns, object.project, spans, window)
    cut = bool(window.after or window.offset) or page.more
    block = SeriesBlock(
        run=object.uid,
        path=path,
        rows=len(page.steps),
        columns=RAW_COLUMNS,
        raw=True,
        total=_count(columns, object.project, [spans], window)[0] if cut else len(page.steps),
        hidden=_count(columns, object.project, [found.hidden], window)[0],
        next=_behind(page) if page.more else None,
    )
    return Curves(PackedHead(series=[block], commit=commit), [[page.steps, page.times.astype("f8"), page.values]])


def _load(columns: Columns, project: int, spans: Sequence[Span], window: PointWindow) -> PointPage:
    after = read_point_cursor(window.after) if window.after else None
    if not spans:
        nothing, none = np.empty(0), np.empty(0, dtype=np.int64)
        return PointPage(steps=nothing, times=none, values=nothing, origins=none, seqs=none.astype(np.uint64))
    return columns.points(
        project, spans, start=window.start, end=window.end, after=after, limit=window.limit, offset=window.offset
    )


def _behind(page: PointPage) -> str:
    return write_point_cursor((float(page.steps[-1]), int(page.times[-1]), int(page.origins[-1]), int(page.seqs[-1])))


def _count(
    columns: Columns, project: int, series: Sequence[Sequence[Span]], window: PointWindow | SeriesRequest
) -> list[int]:
    """Return how many points each lot of spans has in the range; asks only where there are spans."""
    asked = [spans for spans in series if spans]
    if not asked:
        return [0] * len(series)
    found = iter(columns.buckets(project, asked, count=1, start=window.start, end=window.end))
    return [next(found).total if spans else 0 for spans in series]


def read_series(catalog: Catalog, columns: Columns, request: SeriesRequest, objects: Mapping[str, ObjectRow]) -> Curves:
    """Return the series asked for in buckets, or raw where they have few points.

    ``objects`` gives the object of each name in the request. A series that is not there has no
    rows.

    Raises:
        TooLarge: too many series or buckets.
        InvalidInput: the objects are of several projects, or the range is none.
    """
    _check(request, objects)
    commit = columns.last_commit()
    if not request.series:
        return Curves(PackedHead(series=[], commit=commit), [])
    project = next(iter(objects.values())).project
    wanted = [(objects[ref.run], ref.path) for ref in request.series]
    found = find_spans_of_many(catalog, columns, project, wanted)
    spans = [item.visible for item in found]
    asked = [item for item in spans if item]
    drawn = iter(
        columns.buckets(project, asked, count=request.buckets, start=request.start, end=request.end) if asked else ()
    )
    hidden = _count(columns, project, [item.hidden for item in found], request)
    curves = [
        _block(ref, next(drawn) if item else None, shadow)
        for ref, item, shadow in zip(request.series, spans, hidden, strict=True)
    ]
    return Curves(PackedHead(series=[block for block, _ in curves], commit=commit), [rows for _, rows in curves])


def _check(request: SeriesRequest, objects: Mapping[str, ObjectRow]) -> None:
    if len(request.series) > limits.SERIES_REQUEST:
        raise TooLarge(
            f"One request has at most {limits.SERIES_REQUEST:,} series, not {len(request.series):,}.",
            "Ask for the rest in another.",
            path="series",
        )
    if not 1 <= request.buckets <= limits.SERIES_BUCKETS:
        raise TooLarge(f"A series has 1 to {limits.SERIES_BUCKETS:,} buckets.", "Ask for fewer.", path="buckets")
    if len({object.project for object in objects.values()}) > 1:
        raise InvalidInput("The series are of several projects.", "Ask for each project by itself.", path="series")
    if request.start is not None and request.end is not None and not request.start <= request.end:
        raise InvalidInput(
            f"The range from {request.start} to {request.end} is empty.", "Begin below its end.", path="start"
        )


def _block(ref: SeriesRef, buckets: Buckets | None, hidden: int) -> tuple[SeriesBlock, list[Floats]]:
    raw = buckets is None or buckets.raw
    block = SeriesBlock(
        run=ref.run,
        path=ref.path,
        rows=0 if buckets is None else len(buckets.steps),
        columns=RAW_COLUMNS if raw else BUCKET_COLUMNS,
        raw=raw,
        total=0 if buckets is None else buckets.total,
        hidden=hidden,
    )
    return block, _rows(buckets)


def _rows(buckets: Buckets | None) -> list[Floats]:
    if buckets is None:
        return [np.empty(0)] * len(RAW_COLUMNS)
    if buckets.raw:
        return [buckets.steps, buckets.times, buckets.last]
    return [
        buckets.steps,
        buckets.times,
        buckets.min,
        buckets.max,
        buckets.mean,
        buckets.last,
        buckets.counts,
    ]
