"""Reading a project: its runs as a table, its series, its best run, comparisons."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal
from urllib.parse import quote

from seamark.model.errors import InvalidInput, InvalidValue
from seamark.model.objects import ObjectKind
from seamark.model.values import FieldType, Shape
from seamark.sdk.choosing import choose_columns, list_columns, list_types
from seamark.sdk.frames import make_frame, to_moments
from seamark.sdk.mapping import PathMapping
from seamark.sdk.models import Listing, Model, ModelVersion
from seamark.sdk.reading import RunReader, read_value
from seamark.sdk.remote import Remote, connect, open_remote
from seamark.sdk.run import Run
from seamark.sdk.settings import load_settings
from seamark.sdk.tables import Table, read_column, read_sort
from seamark.sdk.transport import Transport
from seamark.wire.api.fields import Field
from seamark.wire.api.models import Model as ModelFacts
from seamark.wire.api.models import ModelRequest
from seamark.wire.api.models import ModelVersion as VersionFacts
from seamark.wire.api.people import Person
from seamark.wire.api.projects import Project as ProjectFacts
from seamark.wire.api.runs import Run as RunFacts
from seamark.wire.api.series import SeriesRef, SeriesRequest
from seamark.wire.api.tables import Column, Sort, TablePage, TableRequest, TableRow
from seamark.wire.packed import MEDIA_TYPE, unpack_columns

_TOGETHER: Final = 50
_OWN: Final = ("sys/", "sessions/")


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What a server says of the object that has a project's own fields."""

    uid: str
    id: str


class Project(PathMapping):
    """A project of a server: its runs and models, and as a mapping from paths its own fields.

    Example:
        project = seamark.open_project("vision/cifar")
        project["data"].track_files("s3://pictures/2026")
        project["best/so far"] = 0.93
    """

    def __init__(self, transport: Transport, facts: ProjectFacts) -> None:
        self.own = OwnFacts(facts.uid or facts.key, facts.key)
        """What has its fields; for other parts of this package."""
        super().__init__(Remote(RunReader(transport, self.own.uid, None), self.own))
        self._transport = transport
        self._facts = facts
        self._path = f"/projects/{facts.workspace}/{facts.name}"
        self._models = Listing(transport, self._path, f"{self._path}/models", ObjectKind.MODEL)

    @property
    def name(self) -> str:
        """The project's name with its workspace: ``vision/cifar``."""
        return f"{self._facts.workspace}/{self._facts.name}"

    @property
    def key(self) -> str:
        """What the ids of its runs begin with."""
        return self._facts.key

    @property
    def uid(self) -> str:
        """Its name from birth."""
        return self._recorder.uid

    @property
    def url(self) -> str:
        """Where it is seen in a browser."""
        return f"{self._transport.url}/{quote(self._facts.workspace)}/{quote(self._facts.name)}"

    @property
    def transport(self) -> Transport:
        """Its server; for other parts of this package."""
        return self._transport

    @property
    def description(self) -> str:
        """What it is about."""
        return self._facts.description

    def __repr__(self) -> str:
        return f"<Project {self.name} ({self.key})>"

    # ---- runs ----

    def runs(
        self,
        query: str = "",
        *,
        columns: Iterable[str] | None = None,
        sort: str | None = None,
        descending: bool = True,
        limit: int | None = None,
        owner: str | None = None,
        tags: str | Iterable[str] | None = None,
        state: str | None = None,
        trashed: bool | None = False,
    ) -> Table:
        """Return the runs as a table, which is read page by page.

        Args:
            query: Such as ``val/acc > 0.9 AND config/lr < 0.1``.
            columns: Paths of fields; of a series the last value, or ``max(val/acc)`` and the like. By
                default sys, configuration, results and the last of each series, at most 200.
            sort: The column to sort by; by default the time of creation.
            descending: Largest or newest first.
            limit: How many runs at most.
            owner: Only runs of this person.
            tags: Only runs with all of these tags.
            state: Only runs in this state.
            trashed: True for those in the trash alone, None for them as well.

        Raises:
            InvalidQuery: the query has a mistake; it says where.
        """
        if columns is None:
            chosen = choose_columns(list_columns(self._transport, self._path), self._facts.config_prefixes)
        else:
            chosen = [read_column(column) for column in columns]
        whole = join_query(query, owner, tags, state)
        request = TableRequest(columns=chosen, sort=read_sort(sort, descending), query=whole, trashed=trashed)
        types = partial(list_types, self._transport, self._path)
        return Table(self._transport, self._path, request, types, limit)

    def best(self, path: str | None = None, goal: Literal["maximise", "minimise"] | None = None) -> Run:
        """Return the best run.

        Args:
            path: The field that says so; by default the project's objective.
            goal: Which is better; by default as the objective says.

        Raises:
            ValueError: nobody has said what is better, or no run has the field.
        """
        objective = self._facts.objective
        if path is None:
            if objective is None:
                raise ValueError(f'{self.name} has no objective; name a field: best("val/acc", goal="maximise")')
            column = Column(path=objective.path, aggregate=objective.aggregate)
        else:
            column = read_column(path)
        if goal is None:
            if objective is None or objective.path != column.path:
                raise ValueError(f'Say which is better: best("{column.path}", goal="maximise"), or "minimise".')
            goal = objective.goal
            if column.aggregate is None:
                column = Column(path=column.path, aggregate=objective.aggregate)
        elif goal not in ("maximise", "minimise"):
            raise ValueError(f'goal is {goal!r}; choose "maximise" or "minimise".')
        return self._open_first(column, descending=goal == "maximise")

    def _open_first(self, column: Column, *, descending: bool) -> Run:
        order = Sort(path=column.path, aggregate=column.aggregate, descending=descending)
        request = TableRequest(columns=[column], sort=[order], limit=1)
        page = self._transport.send("POST", f"{self._path}/table", request, TablePage)
        if not page.rows or page.rows[0].cells[0] is None:
            raise ValueError(f'No run of {self.name} has "{column.path}".')
        return open_remote(self._transport, page.rows[0].run.uid, None)

    def compare(self, *runs: str) -> Any:
        """Return a frame of the fields that differ: a row for each, a column for each run.

        Raises:
            RunNotFound: one of them does not exist.
        """
        if len(runs) < 2:
            raise InvalidInput("A comparison needs two runs or more.", 'compare("SUN-1", "SUN-2")')
        found = [self._read_fields(run) for run in runs]
        paths = sorted(set().union(*found))
        differing = [path for path in paths if any(not _equal(one.get(path), found[0].get(path)) for one in found[1:])]
        columns = {run: [one.get(path) for path in differing] for run, one in zip(runs, found, strict=True)}
        return make_frame({"path": differing, **columns})

    def _read_fields(self, run: str) -> dict[str, Any]:
        reader = RunReader(self._transport, run, self.name)
        return {field.path: _brief(field) for field in reader.list_fields() if not field.path.startswith(_OWN)}

    # ---- models ----

    def make_model(self, key: str, *, name: str = "", description: str = "", tags: Iterable[str] = ()) -> Model:
        """Make a model; its id is the project's key and its own: ``SUN-NET``.

        Args:
            key: A letter and up to 19 more letters or digits.
            name: What people call it.
            description: What it is about.
            tags: Its tags.

        Raises:
            Conflict: the project has a model of that key.
        """
        request = ModelRequest(key=key, name=name, description=description, tags=list(tags))
        return Model(self._transport, self._transport.send("POST", f"{self._path}/models", request, ModelFacts))

    def models(
        self,
        query: str = "",
        *,
        sort: str | None = None,
        descending: bool = True,
        limit: int | None = None,
        trashed: bool | None = False,
    ) -> Iterator[Model]:
        """Give the models of the project, newest first, read page by page.

        Args:
            query: Such as ``signature:string = "float32[3, 32, 32]"``.
            sort: The field to sort by; by default the time of creation.
            descending: Largest or newest first.
            limit: How many at most.
            trashed: True for those in the trash alone, None for them as well.

        Raises:
            InvalidQuery: the query has a mistake; it says where.
        """
        request = TableRequest(query=query, sort=read_sort(sort, descending), trashed=trashed)
        return (Model(self._transport, row.facts) for row in self._models.open(request, limit))

    def models_table(
        self,
        query: str = "",
        *,
        columns: Iterable[str] | None = None,
        sort: str | None = None,
        descending: bool = True,
        limit: int | None = None,
        trashed: bool | None = False,
    ) -> Table:
        """Return the models as a table, as ``runs`` does runs; the arguments are those of ``runs`` and ``models``."""
        chosen, order = self._models.choose(columns), read_sort(sort, descending)
        return self._models.open(TableRequest(columns=chosen, sort=order, query=query, trashed=trashed), limit)

    def model(self, name: str) -> Model:
        """Return a model by its key or id, or the id that it had elsewhere: ``NET`` or ``SUN-NET``. Raises NotFound."""
        id = name if "-" in name else f"{self.key}-{name}"
        facts = self._transport.get(f"/models/{id}", ModelFacts, query={"project": self.name})
        return Model(self._transport, facts)

    def model_version(self, id: str) -> ModelVersion:
        """Return a version of a model by its id, here or elsewhere: ``SUN-NET-3``. Raises NotFound."""
        facts = self._transport.get(f"/model-versions/{id}", VersionFacts, query={"project": self.name})
        return ModelVersion(self._transport, facts)

    # ---- series ----

    def series(self, path: str | re.Pattern[str], query: str = "", *, buckets: int | None = None) -> Any:
        """Return series of many runs as one long frame: run, path, step, time, value.

        Args:
            path: A path, or a regular expression for whole paths.
            query: Which runs.
            buckets: Thin each series to so many steps; value is then the mean, beside min and max.
        """
        paths = self._match_series(path)
        found: dict[str, list[Any]] = {"run": [], "path": [], "step": [], "time": [], "value": []}
        if buckets is not None:
            found |= {"min": [], "max": []}
        refs = [(run, name) for name in paths for run in self._find_holders(name, query)]
        if buckets is None:
            for run, name in refs:
                points = RunReader(self._transport, run.uid, None).fetch_points(name)
                _add_points(found, run.id, name, points)
        else:
            for start in range(0, len(refs), _TOGETHER):
                self._add_buckets(found, refs[start : start + _TOGETHER], buckets)
        return make_frame({**found, "time": to_moments(found["time"])})

    def _match_series(self, path: str | re.Pattern[str]) -> list[str]:
        listed = [
            path for path, type in list_types(self._transport, self._path).items() if type is FieldType.FLOAT_SERIES
        ]
        if isinstance(path, str) and path in listed:
            return [path]
        try:
            pattern = re.compile(path)
        except re.error as error:
            raise InvalidValue(f"{path!r} is no path and no regular expression ({error}).", "Correct it.") from None
        return [name for name in dict.fromkeys(listed) if pattern.fullmatch(name)]

    def _find_holders(self, path: str, query: str) -> Iterator[RunFacts]:
        request = TableRequest(columns=[Column(path=path, aggregate="count")], query=query)
        for row in Table(self._transport, self._path, request, dict, None).read_rows():
            if isinstance(row, TableRow) and row.cells[0] is not None:
                yield row.run

    def _add_buckets(self, found: dict[str, list[Any]], refs: Sequence[tuple[RunFacts, str]], buckets: int) -> None:
        request = SeriesRequest(series=[SeriesRef(run=run.uid, path=name) for run, name in refs], buckets=buckets)
        answer = self._transport.request("POST", "/series", body=_encode(request), headers={"Accept": MEDIA_TYPE})
        head, blocks = unpack_columns(answer.body)
        for (run, _), block, columns in zip(refs, head.series, blocks, strict=True):
            values = columns["value" if block.raw else "mean"]
            _add_points(found, run.id, block.path, (columns["step"], columns["time"], values))
            found["min"] += values if block.raw else columns["min"]
            found["max"] += values if block.raw else columns["max"]


def _encode(request: SeriesRequest) -> bytes:
    import msgspec

    return msgspec.json.encode(request)


def _add_points(found: dict[str, list[Any]], run: str, path: str, points: Sequence[Sequence[float]]) -> None:
    steps, times, values = points
    found["run"] += [run] * len(steps)
    found["path"] += [path] * len(steps)
    found["step"] += steps
    found["time"] += times
    found["value"] += values


def _brief(field: Field) -> Any:
    if field.type.shape is Shape.FILE:
        return field.file.digest[:12] if field.file is not None else None
    return read_value(field)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other) or (one != one and other != other)


def join_query(query: str, owner: str | None, tags: str | Iterable[str] | None, state: str | None) -> str:
    """Return one query text for a query and what else is asked for."""
    parts = [f"({query})"] if query.strip() else []
    if owner is not None:
        parts.append(f"sys/owner:string = {_quote(owner)}")
    if state is not None:
        parts.append(f"sys/state:string = {_quote(state)}")
    wanted = [tags] if isinstance(tags, str) else tags or ()
    parts.extend(f"sys/tags:stringSet CONTAINS {_quote(tag)}" for tag in wanted)
    return " AND ".join(parts)


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def open_project(name: str | None = None, *, url: str | None = None, token: str | None = None) -> Project:
    """Open a project to read its runs, and to read and write fields of its own.

    Args:
        name: ``name`` or ``workspace/name``; by default the configured one.
        url: The server.
        token: Its token.

    Raises:
        ProjectNotFound: there is no such project.
        ServerUnreachable: the server does not answer.
    """
    settings = load_settings(project=name, url=url, token=token)
    if not settings.project:
        raise ValueError('Name a project: open_project("vision/cifar"), or set SEAMARK_PROJECT.')
    transport = connect(settings)
    workspace, _, own = settings.project.rpartition("/")
    if not workspace:
        workspace = transport.get("/me", Person).workspace
    return Project(transport, transport.get(f"/projects/{workspace}/{own}", ProjectFacts))
