"""The columns store on the ClickHouse engine: the protocol's methods, each a line over its file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from seamark.model import limits
from seamark.model.values import FieldType
from seamark.storage.columns import (
    buckets,
    choices,
    comparing,
    copies,
    fields,
    groups,
    lineage,
    page,
    series,
    states,
    statistics,
    steps,
    upkeep,
)
from seamark.storage.columns.arrow import base_table, field_table, file_table, series_table
from seamark.storage.columns.derived import Derived
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import (
    Agreement,
    BaseRow,
    Buckets,
    Cell,
    Commit,
    Damage,
    Differing,
    Earlier,
    FieldRow,
    FileHead,
    FileRow,
    GroupsPage,
    GroupsRequest,
    Key,
    LineRow,
    ObjectState,
    Page,
    PageRequest,
    Pair,
    PathCount,
    PathPage,
    PathQuestion,
    PointPage,
    Seqs,
    SetFile,
    Span,
    Sql,
    StatsRow,
    ValueRow,
)
from seamark.storage.columns.schema import BASES, FIELDS, FILES, LINES, POINTS
from seamark.storage.columns.types import Types

_OBJECT = "project = {project:UInt32} AND object = {object:UInt64}"


class EngineColumns:
    """Columns on an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._last_commit: int | None = None
        self._derived = Derived(engine)
        self._types = Types(engine, self._derived)

    # -- writing ----------------------------------------------------------------------------------

    def write(self, commit: Commit) -> None:
        """Store one grouped write."""
        with self._engine.writing:
            last = self.last_commit()
            try:
                self._insert(commit)
                self._derived.add(commit.number, commit.fields, commit.stats)
            except BaseException:
                self._last_commit = None
                self._types.forget()
                raise
            if commit.fields:
                self._types.note(commit.fields)
            self._last_commit = max(last, commit.number)

    def _insert(self, commit: Commit) -> None:
        number = commit.number
        fields = [(FIELDS, field_table(commit.fields, number))] if commit.fields else []
        bases = [(BASES, base_table(commit.bases, number))] if commit.bases else []
        if bases or any(row.generation for row in commit.fields):
            # a point that is stored is not placed again: its base and its generation have to be there
            self._engine.insert_all([*bases, *fields])
            bases = fields = []
        points = [(POINTS, series_table(commit.points, number))] if commit.points else []
        lines = [(LINES, series_table(commit.lines, number))] if commit.lines else []
        files = [(FILES, file_table(commit.files, number))] if commit.files else []
        self._engine.insert_all([*points, *fields, *lines, *files])

    def last_commit(self) -> int:
        """The highest commit number stored; asked of the tables once, then known."""
        known = self._last_commit
        if known is None:
            with self._engine.writing:
                known = self._last_commit = fields.find_last_commit(self._engine)
        return known

    def load(self, project: int, objects: Sequence[int]) -> dict[int, ObjectState]:
        """All that is known of these objects' fields."""
        self._derived.settle_stats(project, objects)
        return states.load_states(self._engine, project, objects)

    def stored_seqs(
        self, project: int, object: int, origin: int, above: int, upto: int = limits.SEQ
    ) -> Mapping[str, Seqs]:
        """Per path the seqs of a range of what lies in the present generation."""
        seqs = "toInt64(seq) > {above:Int64} AND toInt64(seq) <= {upto:Int64}"
        where = f"{_OBJECT} AND origin = {{origin:UInt64}} AND {seqs}"
        parts = " UNION ALL ".join(
            f"SELECT path, generation, seq FROM {table} WHERE {where}" for table in (POINTS, LINES, FILES)
        )
        text = f"""SELECT path, groupUniqArray(seq) AS seqs FROM ({parts}) WHERE (path, generation) IN (
                SELECT path, generation FROM {FIELDS} FINAL WHERE {_OBJECT} AND deleted = 0)
            OR (generation = 0 AND path NOT IN (SELECT path FROM {FIELDS} WHERE {_OBJECT})) GROUP BY path"""
        parameters = {"project": project, "object": object, "origin": origin, "above": above, "upto": upto}
        found = self._engine.select(Sql(text=text, parameters=parameters)).to_pylist()
        return {row["path"]: np.array(row["seqs"], np.uint64) for row in found}

    def compute_stats(self, project: int, object: int, path: str, generation: int) -> StatsRow | None:
        """Statistics over the visible points as stored now."""
        return statistics.compute_stats(self._engine, project, object, path, generation)

    def digest_holders(self, digest: str) -> list[tuple[int, int]]:
        """Objects that have a file or long string with this digest."""
        text = f"""SELECT DISTINCT project, object FROM (
            SELECT project, object FROM {FILES} WHERE digest = {{digest:String}}
            UNION ALL SELECT project, object FROM {FIELDS} WHERE digest = {{digest:String}})
            ORDER BY project, object LIMIT 1000"""
        found = self._engine.select(Sql(text=text, parameters={"digest": digest})).to_pylist()
        return [(row["project"], row["object"]) for row in found]

    def settle(self) -> None:
        """Write what may wait."""
        self._derived.settle()

    # -- reading ----------------------------------------------------------------------------------

    def fields(
        self,
        project: int,
        object: int,
        *,
        prefix: str = "",
        after: str = "",
        limit: int = 1_000,
        paths: Sequence[str] = (),
        inherited: Sequence[tuple[int, float]] = (),
    ) -> tuple[list[FieldRow], int]:
        """Fields by path, and their count."""
        if inherited:
            self._derived.settle_stats(project, [number for number, _ in inherited])
            return lineage.read_page(self._engine, project, object, inherited, prefix, after, limit, paths)
        return fields.read_page_of_fields(self._engine, project, object, prefix, after, limit, paths)

    def stats(self, project: int, object: int, paths: Sequence[str]) -> dict[str, StatsRow]:
        """Statistics of the series among these paths."""
        self._derived.settle_stats(project, [object])
        return fields.read_stats_of(self._engine, project, object, paths)

    def page(self, request: PageRequest) -> Page:
        """A page of a project's runs."""
        self._derived.settle_fields(request.project)
        self._derived.settle_stats(request.project)
        return page.read_page(self._engine, self._types, request)

    def types(self, project: int, path: str) -> Collection[FieldType]:
        """The types that a path has in any run."""
        return self._types.find(project, [path])[path]

    def cells(self, project: int, objects: Sequence[int], keys: Sequence[Key]) -> list[list[Cell]]:
        """The cells of these objects."""
        if len(objects) > page.MANY:
            self._derived.settle_fields(project)
        self._derived.settle_stats(project, objects)
        return page.read_cells(self._engine, project, objects, keys)

    def fields_of_many(
        self,
        project: int,
        objects: Sequence[int],
        *,
        paths: Sequence[str] = (),
        prefixes: Sequence[str] = (),
        types: Sequence[FieldType] = (),
        limit: int = 1_000_000,
    ) -> list[tuple[FieldRow, StatsRow | None]]:
        """The fields of some objects. Raises TooLarge."""
        self._derived.settle_stats(project, objects)
        return fields.read_fields_of_many(self._engine, project, objects, paths, prefixes, types, limit)

    def find_called(self, projects: Sequence[int], text: str, *, limit: int) -> list[int]:
        """Objects with that text in their name or own id, or at the beginning of their id."""
        self._derived.settle_fields()
        return fields.find_called(self._engine, projects, text, limit)

    def holders(self, path: str, text: str) -> list[tuple[int, int]]:
        """Objects of all projects whose string field has this value."""
        self._derived.settle_fields()
        return fields.find_holders(self._engine, path, text)

    def paths(
        self,
        project: int,
        *,
        search: str = "",
        limit: int = 200,
        only: Sequence[int] | None = None,
        others: Sequence[int] = (),
        first: Sequence[str] = (),
    ) -> tuple[list[PathCount], int]:
        """Fields that objects of a project have."""
        self._derived.settle_fields(project)
        return fields.count_paths(self._engine, project, search, limit, only, others, first)

    def different(
        self, project: int, *, paths: Sequence[str] = (), prefixes: Sequence[str] = (), others: Sequence[int] = ()
    ) -> Mapping[str, int]:
        """How many different values the newest objects have."""
        self._derived.settle_fields(project)
        return choices.count_different(self._engine, project, paths, prefixes, others)

    def values(
        self, project: int, path: str, *, search: str = "", limit: int = 20, others: Sequence[int] = ()
    ) -> list[ValueRow]:
        """The values that most objects have."""
        self._derived.settle_fields(project)
        return choices.find_values(self._engine, self._types, project, path, search, limit, others)

    def groups(self, request: GroupsRequest) -> GroupsPage:
        """A page of groups."""
        self._derived.settle_fields(request.project)
        self._derived.settle_stats(request.project)
        return groups.read_groups(self._engine, self._types, request)

    def group_members(self, project: int, agreement: Agreement, key: int) -> Sql:
        """The bitmap of the objects of a group."""
        self._derived.settle_fields(project)
        self._derived.settle_stats(project)
        return groups.select_group(self._engine, self._types, project, agreement, key)

    def changed(self, project: int, since: int) -> tuple[dict[int, list[str]], int]:
        """Per object the paths that later commits changed, without one that is being written."""
        newest = self.last_commit()
        self._derived.settle_stats(project)
        return fields.read_changes(self._engine, project, since, newest), newest

    def earlier(
        self, project: int, path: str, objects: Sequence[int], *, others: Sequence[int] = ()
    ) -> dict[int, Earlier]:
        """The first and the newest object before each that has the same text in a field."""
        self._derived.settle_fields(project)
        return comparing.read_earlier(self._engine, project, path, objects, others)

    def differing(
        self, project: int, pairs: Sequence[Pair], prefixes: Sequence[str], *, limit: int = 20
    ) -> list[list[Differing]]:
        """For each pair the single values and sets below some prefixes that differ."""
        return comparing.read_differing(self._engine, project, pairs, prefixes, limit)

    def differing_paths(self, project: int, question: PathQuestion) -> PathPage:
        """A page of the fields of some objects by path, and how many differ."""
        ancestors = [number for line in question.inherited.values() for number, _ in line]
        self._derived.settle_stats(project, [*question.objects, *ancestors])
        return comparing.find_paths(self._engine, project, question)

    def set_prints(self, project: int, objects: Sequence[int], paths: Sequence[str]) -> dict[tuple[int, str], int]:
        """A print of the files in each file set."""
        return comparing.read_set_prints(self._engine, project, objects, paths)

    def set_files(
        self, project: int, objects: Sequence[int], paths: Sequence[str], *, limit: int = 1_000
    ) -> list[SetFile]:
        """The files of file sets."""
        return comparing.read_set_files(self._engine, project, objects, paths, limit)

    def bases(self, project: int, series_: Sequence[tuple[int, str]]) -> list[BaseRow]:
        """The bases of these series."""
        return series.read_bases_of(self._engine, project, series_)

    def points(
        self,
        project: int,
        spans: Sequence[Span],
        *,
        start: float | None = None,
        end: float | None = None,
        after: tuple[float, int, int, int] | None = None,
        limit: int = 100_000,
        offset: int = 0,
    ) -> PointPage:
        """Raw points of one series."""
        return series.read_points(self._engine, project, spans, start, end, after, limit, offset)

    def values_at(self, project: int, wanted: Sequence[tuple[Sequence[Span], float]]) -> list[float | None]:
        """The values of many series at a step."""
        self._derived.settle_stats(project, {span.object for spans, _ in wanted for span in spans})
        return steps.read_values(self._engine, project, wanted)

    def buckets(
        self,
        project: int,
        series_: Sequence[Sequence[Span]],
        *,
        count: int,
        start: float | None = None,
        end: float | None = None,
    ) -> list[Buckets]:
        """Each series in at most ``count`` buckets."""
        self._derived.settle_stats(project, {span.object for spans in series_ for span in spans})
        return buckets.read_buckets(self._engine, project, series_, count, start, end)

    def lines(
        self,
        project: int,
        series_: Sequence[Sequence[Span]],
        *,
        after: tuple[int, int, int] | None = None,
        before: tuple[int, int, int] | None = None,
        limit: int = 1_000,
        by_time: bool = True,
        search: str = "",
    ) -> tuple[list[LineRow], int]:
        """Lines of one or several series merged."""
        return series.read_lines(self._engine, project, series_, after, before, limit, by_time, search)

    def files(
        self,
        project: int,
        object: int,
        path: str,
        *,
        after: tuple[str, float, int, int] | None = None,
        limit: int = 1_000,
    ) -> tuple[list[FileRow], int]:
        """Files of one field."""
        return series.read_files_of(self._engine, project, object, path, after, limit)

    def span_files(
        self,
        project: int,
        spans: Sequence[Span],
        *,
        after: tuple[str, float, int, int] | None = None,
        limit: int = 1_000,
        newest: bool = False,
    ) -> tuple[list[FileRow], int]:
        """Files of a file series in some stretches."""
        return series.read_span_files(self._engine, project, spans, after, limit, newest)

    def file_heads(self, project: int, objects: Sequence[int], paths: Sequence[str]) -> list[FileHead]:
        """The newest file of each field that has any."""
        return series.read_file_heads(self._engine, project, objects, paths)

    def find_file(
        self, project: int, object: int, path: str, *, subpath: str = "", step: float | None = None
    ) -> FileRow | None:
        """One file of a field."""
        return series.find_one_file(self._engine, project, object, path, subpath, step)

    # -- upkeep -----------------------------------------------------------------------------------

    def mend(self, above: int) -> int:
        """Make both orders and the statistics agree."""
        with self._engine.writing:
            self._derived.settle()
            self._last_commit = None
            self._types.forget()
            return upkeep.mend(self._engine, above)

    def check(self) -> list[Damage]:
        """Compare both orders and the statistics with the points."""
        self._derived.settle()
        return upkeep.check(self._engine)

    def purge(self) -> int:
        """Remove rows of old generations and of deleted fields."""
        self._derived.settle()
        return upkeep.purge(self._engine)

    def remove(self, project: int, objects: Sequence[int] | None) -> None:
        """Remove all rows of some objects, or of the whole project."""
        with self._engine.writing:
            self._derived.settle()
            upkeep.remove(self._engine, project, objects)
            self._types.forget()

    def digests(self) -> Iterable[str]:
        """All blobs that any row refers to."""
        return upkeep.find_digests(self._engine)

    def sole_digests(self, project: int, objects: Sequence[int]) -> Mapping[str, int | None]:
        """The blobs that only these objects refer to."""
        return upkeep.find_sole_digests(self._engine, project, objects)

    def freeze(self, target: Path) -> None:
        """Write a consistent copy into an empty folder."""
        copies.freeze(self._engine, target, self._derived.settle)

    def usage(self) -> dict[int, int]:
        """Bytes on disk by project."""
        return upkeep.find_usage(self._engine)

    def file_usage(self) -> dict[int, int]:
        """Bytes of the files that each project refers to."""
        return upkeep.find_file_usage(self._engine)

    def close(self) -> None:
        """Finish and close."""
        try:
            self._derived.settle()
        finally:
            self._engine.close()
