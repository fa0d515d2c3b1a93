"""Requests and answers of ``/api/v1``: frozen dataclasses, read by FastAPI and by the client alike.

Times are int64 microseconds since 1970 UTC. ``/api/v1`` grows by optional fields only.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from seamark.model.objects import RunState
from seamark.model.values import FieldType

Goal = Literal["maximise", "minimise"]
Aggregate = Literal["last", "first", "min", "max", "mean", "variance", "count"]
Number = float | str
"""A float; NaN and infinities are the strings "NaN", "Infinity", "-Infinity" (``wire.codecs``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem document (RFC 9457); ``code`` is the stable name, ``remedy`` what to do next."""

    title: str
    status: int
    detail: str
    code: str
    remedy: str = ""
    type: str = "about:blank"
    path: str | None = None
    position: int | None = None


# ---- server -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What a server says of itself to anybody."""

    name: str
    version: str
    server_id: str
    mode: Literal["local", "team"]
    url: str
    limits: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is calling."""

    name: str
    workspace: str
    admin: bool = False
    scope: Literal["read", "write"] = "write"
    token_expires: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A sign-in with name and password."""

    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """A new password for oneself."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """An API token to be made; ``expires_in`` is in seconds."""

    name: str
    scope: Literal["read", "write"] = "write"
    expires_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token; ``token`` is there once, in the answer that made it."""

    id: str
    name: str
    scope: Literal["read", "write"]
    created_at: int
    expires_at: int | None = None
    used_at: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectUsage:
    """How many runs a project has, and its estimated share of the columns store in bytes."""

    project: str
    runs: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the stores take on disk, in bytes."""

    catalog: int
    columns: int
    blobs: int
    free: int
    projects: list[ProjectUsage]


# ---- projects and runs --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """Which run of a project is better."""

    path: str
    aggregate: Aggregate = "last"
    goal: Goal = "maximise"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRequest:
    """A project to be made; ``name`` is ``project`` or ``workspace/project``."""

    name: str
    key: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChange:
    """What to change of a project; None leaves it."""

    description: str | None = None
    objective: Objective | None = None
    config_prefixes: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project."""

    name: str
    workspace: str
    key: str
    description: str
    config_prefixes: list[str]
    objective: Objective | None
    created_at: int
    updated_at: int
    runs: int
    running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """A run to be made or found.

    ``id`` is the person's own key, or an id such as ``SUN-123``; ``resume`` says what is right:
    "allow" either, "must" an existing one, "never" a new one.
    """

    project: str
    uid: str | None = None
    id: str | None = None
    resume: Literal["allow", "must", "never"] = "allow"
    name: str | None = None
    description: str | None = None
    tags: list[str] = field(default_factory=list)
    group: str | None = None
    parent: str | None = None
    created_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as it stands in lists and at the top of its page."""

    uid: str
    short: str
    id: str
    own_id: str | None
    project: str
    name: str
    state: RunState
    owner: str
    created_at: int
    url: str
    description: str = ""
    tags: list[str] = field(default_factory=list)
    ended_at: int | None = None
    beat_at: int | None = None
    reason: str = ""
    progress: float | None = None
    progress_total: float | None = None
    running_seconds: float = 0.0
    config_hash: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """A process that attaches to a run."""

    run: RunRequest
    origin: str
    host: str = ""
    pid: int = 0
    command: str = ""
    started_at: int | None = None
    ended_origins: list[str] = field(default_factory=list)
    """Origins of the same run whose process is known to be gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the server knows of a session. ``seq`` is its receipt, -1 before the first batch."""

    origin: str
    attempt: int
    state: RunState
    seq: int
    run: Run
    host: str = ""
    pid: int = 0
    command: str = ""
    started_at: int = 0
    ended_at: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A heartbeat."""

    progress: float | None = None
    progress_total: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnd:
    """How a session ended; ``reason`` is the last line of a traceback, a signal, an exit code."""

    state: RunState = RunState.FINISHED
    reason: str = ""
    ended_at: int | None = None


# ---- reading ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesStats:
    """The statistics of a series. A string series has its newest text for ``last`` and no other
    numbers; neither has a series of nothing but NaN.
    """

    count: int
    first_step: float
    last_step: float
    first_time: int
    last_time: int
    first: Number | None = None
    last: Number | None = None
    min: Number | None = None
    max: Number | None = None
    mean: Number | None = None
    variance: Number | None = None
    nans: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """One file of a field. ``subpath`` inside a file set, ``step`` inside a file series."""

    digest: str
    size: int
    name: str
    media_type: str
    time: int
    subpath: str = ""
    step: float | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an object. ``value`` for singles and sets, ``stats`` for series that have points,
    ``file`` for a file, table or artifact (and the newest of a file set or series), ``files`` how
    many there are. In ``value`` hard numbers are strings (``wire.codecs``).
    """

    path: str
    type: FieldType
    value: Any = None
    stats: SeriesStats | None = None
    file: FileFacts | None = None
    files: int | None = None
    unit: str = ""
    cut: bool = False
    """The value is a string's head; the whole is at ``GET /runs/{run}/value``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPage:
    """Fields in the order of their paths; ``next`` is the ``after`` of the next page."""

    fields: list[Field]
    total: int
    commit: int
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """Files of one field, by subpath or step."""

    files: list[FileFacts]
    total: int
    next: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: a field and, for a series, which statistic of it."""

    path: str
    aggregate: Aggregate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A key to sort by; runs without the field come last either way."""

    path: str
    aggregate: Aggregate | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRequest:
    """A page of a project's runs."""

    columns: list[Column] = field(default_factory=list)
    sort: list[Sort] = field(default_factory=lambda: [Sort(path="sys/created_at", descending=True)])
    query: str = ""
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One run; ``cells`` in the order of the columns asked for, None where the field is absent."""

    run: Run
    cells: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """Rows ``offset`` to ``offset + len(rows)`` of ``matched``, of ``total`` runs in the project."""

    rows: list[TableRow]
    matched: int
    total: int
    commit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """A field that runs of a project have."""

    path: str
    type: FieldType
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnList:
    """Fields to choose columns from, those of most runs first."""

    columns: list[ColumnFacts]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRef:
    """One series of one run."""

    run: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRequest:
    """Series to draw: each in ``buckets`` equal buckets of the steps ``start`` to ``end`` (by
    default of the series' own range). A series with no more points than buckets comes raw.
    """

    series: list[SeriesRef]
    buckets: int = 640
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One point of a string series; ``cursor`` continues behind it."""

    text: str
    step: float
    time: int
    cursor: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """Lines in order; ``next`` is the ``after`` of what follows, also when nothing follows yet.

    ``more`` says that the limit cut: newer lines, or older ones where the last were asked for.
    """

    lines: list[Line]
    total: int
    next: str
    more: bool = False


# ---- files --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRequest:
    """A file to be uploaded. With its SHA-256 known beforehand, nothing is sent that is there."""

    size: int
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload: ``received`` bytes so far are safe; go on from there."""

    id: str
    size: int
    received: int
    digest: str = ""
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event of ``GET /api/v1/live``: what one commit changed."""

    commit: int
    project: str
    runs: list[str]
    paths: dict[str, list[str]] = field(default_factory=dict)
    """Per run uid the changed paths, at most 200; an empty list means "many"."""


# ---- upkeep -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRequest:
    """A back-up to be taken into ``folder``, a new one on the server's machine."""

    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A back-up that was taken; ``bytes`` is its size."""

    folder: str
    bytes: int
