"""What goes into the columns store and what comes out: plain rows and blocks of numbers.

``project`` and ``object`` are the catalog's numbers; ``origin`` is the catalog's number of a
session. Every row of a commit carries the commit's number as its version.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from seamark.model.values import FieldType

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Seqs = NDArray[np.uint64]


class FieldRow(msgspec.Struct, frozen=True, kw_only=True):
    """The newest state of one field, of whatever shape.

    A single keeps its value in one of ``integer`` (bool, int, datetime in microseconds), ``number``
    (float, and a copy of every integer for comparisons), ``text`` (string, json) or ``items``
    (set). A series or file keeps its settings as JSON in ``text``. ``digest`` names the blob with
    the whole of a string whose head is in ``text``.
    """

    project: int
    object: int
    path: str
    generation: int
    type: FieldType
    integer: int | None = None
    number: float | None = None
    text: str = ""
    items: tuple[str, ...] = ()
    digest: str = ""
    deleted: bool = False
    commit: int = 0


class PointBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one float series from one origin; the arrays are of one length."""

    project: int
    object: int
    path: str
    generation: int
    attempt: int
    origin: int
    steps: Floats
    times: Ints
    seqs: Seqs
    values: Floats


class LineBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one string or histogram series (a histogram as JSON text) from one origin."""

    project: int
    object: int
    path: str
    generation: int
    attempt: int
    origin: int
    steps: Floats
    times: Ints
    seqs: Seqs
    texts: Sequence[str]


class StatsRow(msgspec.Struct, frozen=True, kw_only=True):
    """Statistics over the visible points of one series.

    ``first`` and ``last`` are by (step, time, origin, seq). ``min``, ``max``, ``mean`` and
    ``variance`` (population) leave out NaN; infinities count, and where the mean is not finite the
    variance is NaN. ``last_time``, ``last_origin`` and
    ``last_seq`` (and the same of first) complete the order. Lines have no numbers: NaN there, and
    ``last_text`` the head of the last one.
    """

    project: int
    object: int
    path: str
    generation: int
    count: int
    nans: int
    first_step: float
    first_time: int
    first_origin: int
    first_seq: int
    first: float
    last_step: float
    last_time: int
    last_origin: int
    last_seq: int
    last: float
    min: float
    max: float
    mean: float
    variance: float
    last_text: str = ""
    commit: int = 0


class BaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where a session began in a series: only for sessions after the first attempt.

    ``base`` is added to the numbers of its relative points; ``first_step`` is the lowest step that
    the session wrote: points of earlier attempts from there on are hidden.
    """

    project: int
    object: int
    path: str
    generation: int
    origin: int
    attempt: int
    base: float
    first_step: float


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """One file: of a file field (``subpath`` empty), of a set (by subpath) or series (by step).

    ``deleted`` takes one file out of a set.
    """

    project: int
    object: int
    path: str
    generation: int
    digest: str
    size: int
    name: str
    media_type: str
    time: int
    subpath: str = ""
    step: float = 0.0
    origin: int = 0
    seq: int = 0
    attempt: int = 0
    caption: str = ""
    changed: bool = False
    deleted: bool = False
    commit: int = 0


class FileHead(msgspec.Struct, frozen=True, kw_only=True):
    """The newest file of a field (by step, then by time), how many files the field has, and their bytes."""

    file: FileRow
    count: int
    size: int


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """One grouped write. Tables are written in the order of these fields; a crash in between is
    mended at the next start.
    """

    number: int
    bases: Sequence[BaseRow] = ()
    points: Sequence[PointBlock] = ()
    lines: Sequence[LineBlock] = ()
    files: Sequence[FileRow] = ()
    fields: Sequence[FieldRow] = ()
    stats: Sequence[StatsRow] = ()


class ObjectState(msgspec.Struct, frozen=True, kw_only=True):
    """All that ingest needs to know of an object before it writes: deleted fields included."""

    fields: list[FieldRow]
    stats: list[StatsRow]
    bases: list[BaseRow]


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a series that is visible: the points of one attempt (None: of any) with
    ``start <= step < end``.
    """

    object: int
    path: str
    generation: int
    attempt: int | None = None
    start: float = float("-inf")
    end: float = float("inf")


class PointPage(msgspec.Struct, frozen=True, kw_only=True):
    """Raw points in the order (step, time, origin, seq); ``more`` when the limit cut them."""

    steps: Floats
    times: Ints
    values: Floats
    origins: Ints
    seqs: Seqs
    more: bool = False


class Buckets(msgspec.Struct, frozen=True, kw_only=True):
    """One series in buckets of equal width, empty ones left out.

    ``steps`` and ``times`` are those of each bucket's last point; ``min``, ``max`` and ``mean``
    leave out NaN (NaN where a bucket has nothing else). With ``raw`` the points were few enough to
    come as they are: ``last`` holds the values, ``min``, ``max`` and ``mean`` equal them.
    """

    steps: Floats
    times: Floats
    min: Floats
    max: Floats
    mean: Floats
    last: Floats
    counts: Floats
    total: int
    raw: bool


class LineRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a string series."""

    path: str
    step: float
    time: int
    origin: int
    seq: int
    text: str


class Sql(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of SQL with its parameters in ``{name:Type}`` form; names are unique per query."""

    text: str
    parameters: dict[str, Any] = {}


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A column or sort key of a table: a field and, for a series, a column of ``series_stats``."""

    path: str
    aggregate: str | None = None
    descending: bool = False


Cell: TypeAlias = FieldRow | StatsRow | None
"""What a table shows of a field: the statistics of a series that has points, the row of any other
field, None where the object has no such field.
"""


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a project's objects: of all but ``others``, and but those that ``sys/trashed`` marks,
    unless ``trashed`` asks for these too.

    ``where`` is an expression that yields the bitmap (``groupBitmapState``) of the objects wanted, of
    any kind. Objects that lack a sort key come last; ties are broken by object, newest first. ``total``
    is how many runs there are, as the catalog knows.
    """

    project: int
    keys: Sequence[Key]
    sort: Sequence[Key]
    total: int
    where: Sql | None = None
    others: Sequence[int] = ()
    trashed: bool = False
    offset: int = 0
    limit: int = 100


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Objects of a page, their cells in the order of the keys, and how many matched."""

    objects: list[int]
    cells: list[list[Cell]]
    matched: int


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What objects of a group have in common: the values of the fields ``by`` (of a series the last) and, where there
    are ``prefixes``, of all singles and sets below them but those of ``apart_from``.
    """

    by: Sequence[str] = ()
    prefixes: Sequence[str] | None = None
    apart_from: Sequence[str] = ()


class GroupsRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A page of groups of a project's objects: of all but ``others``, and but those that ``sys/trashed`` marks.

    ``where`` is as in ``PageRequest``. A sort key is the mean of its numbers, NaN left out, or else the least of
    its texts; groups without either come last; ties are broken by the newest object, newest first.
    """

    project: int
    agreement: Agreement
    keys: Sequence[Key]
    sort: Sequence[Key]
    where: Sql | None = None
    others: Sequence[int] = ()
    offset: int = 0
    limit: int = 100
    first: int = 50


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """What the objects of a group have in a column: how many have anything; how many a number that is not NaN, with
    the mean, the standard deviation (of a sample) and the ends of these; whether all objects have the same.
    """

    having: int
    numbers: int
    mean: float | None
    std: float | None
    min: float | None
    max: float | None
    same: bool


class GroupRow(msgspec.Struct, frozen=True, kw_only=True):
    """Objects that agree: how many, the newest of them, the ``first`` ones in the order asked for, how many have
    which ``sys/state``, and a spread per column, None where no object has it.
    """

    key: int
    count: int
    newest: int
    objects: list[int]
    states: dict[str, int]
    spreads: list[Spread | None]


class GroupsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Groups of a page, how many there are, and how many objects these have."""

    groups: list[GroupRow]
    matched_groups: int
    matched: int


class PathCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many objects of a project have a field."""

    path: str
    type: FieldType
    objects: int


Pair: TypeAlias = tuple[int, int]
"""Two objects that are compared: what was before, and what came after."""


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """A field in which a pair differs, None on the side that lacks it; of long texts and sets the beginning.
    ``total`` is in how many fields the pair differs.
    """

    path: str
    before: FieldRow | None
    after: FieldRow | None
    total: int


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """The first and the newest object before another that have the same text in a field."""

    first: int
    newest: int


class PathQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which fields of some objects are wanted: those whose values differ, or all, with ``search`` in the path in any
    case and below ``prefix``. What lies below ``hidden`` is left out, but for ``kept``. Paths that begin like one
    of ``leading`` come first, in its order, and the server's own (``sys/``) last. ``inherited`` has of each fork the
    objects whose series it goes on with, the nearest first, each with the step up to which.
    """

    objects: Sequence[int]
    inherited: Mapping[int, Sequence[tuple[int, float]]] = {}
    only_different: bool = True
    search: str = ""
    prefix: str = ""
    hidden: Sequence[str] = ()
    kept: Sequence[str] = ()
    leading: Sequence[str] = ()
    offset: int = 0
    limit: int = 1_000


class PathPage(msgspec.Struct, frozen=True, kw_only=True):
    """The paths of a page, which of them differ, which forks have one only as a series that they inherit and of
    which type, how many fields the objects have between them, and in how many of these they differ.
    """

    paths: list[str]
    differs: list[bool]
    inherited: list[dict[int, FieldType]]
    total: int
    different: int


class SetFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a file set."""

    object: int
    path: str
    subpath: str
    digest: str
    size: int


class ValueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A value, in a field of no object, and how many objects have it; of a set one item, as a string."""

    field: FieldRow
    objects: int


class Damage(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the check found: which table disagrees, where, and how."""

    table: str
    object: int
    path: str
    detail: str
