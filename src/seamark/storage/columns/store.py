"""The columns store on the ClickHouse engine: the protocol's methods, each a line over its file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from seamark.model import limits
from seamark.model.values import FieldType
from seamark.storage.columns import buckets, copies, fields, lineage, page, series, statistics, upkeep
from seamark.storage.columns.arrow import (
    FIELD_COLUMNS,
    STATS_COLUMNS,
    base_table,
    field_table,
    file_table,
    read_bases,
    read_fields,
    read_stats,
    series_table,
)
from seamark.storage.columns.derived import Derived
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import (
    BaseRow,
    Buckets,
    Cell,
    Commit,
    Damage,
    FieldRow,
    FileHead,
    FileRow,
    Key,
    LineRow,
    ObjectState,
    Page,
    PageRequest,
    PathCount,
    PointPage,
    Seqs,
    Span,
    Sql,
    StatsRow,
)
from seamark.storage.columns.schema import (
    BASES,
    FIELDS,
    FILES,
    LINES,
    POINTS,
    SERIES_STATS_BY_OBJECT,
)
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

    def load(self, project: int, object: int) -> ObjectState:
        """All that is known of one object's fields."""
        self._derived.settle_stats(project, [object])
        parameters = {"project": project, "object": object}

        def select(columns: str, table: str) -> Sql:
            return Sql(text=f"SELECT {columns} FROM {table} FINAL WHERE {_OBJECT} ORDER BY path", parameters=parameters)

        rows = read_fields(self._engine.select(select(", ".join(FIELD_COLUMNS), FIELDS)))
        present = {(row.path, row.generation) for row in rows if not row.deleted}
        stats = read_stats(self._engine.select(select(", ".join(STATS_COLUMNS), SERIES_STATS_BY_OBJECT)))
        columns = "project, object, path, generation, origin, attempt, base, first_step"
        bases = read_bases(self._engine.select(select(columns, BASES)))
        return ObjectState(
            fields=rows,
            stats=[row for row in stats if row.count and (row.path, row.generation) in present],
            bases=[row for row in bases if (row.path, row.generation) in present],
        )

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
        self._derived.settle_stats(project, objects)
        return page.read_cells(self._engine, project, objects, keys)

    def fields_of_many(
        self, project: int, objects: Sequence[int], *, paths: Sequence[str] = (), limit: int = 1_000_000
    ) -> list[tuple[FieldRow, StatsRow | None]]:
        """The fields of some objects. Raises TooLarge."""
        self._derived.settle_stats(project, objects)
        return fields.read_fields_of_many(self._engine, project, objects, paths, limit)

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
    ) -> tuple[list[PathCount], int]:
        """Fields that objects of a project have."""
        self._derived.settle_fields(project)
        return fields.count_paths(self._engine, project, search, limit, only, others)

    def changed(self, project: int, since: int) -> tuple[dict[int, list[str]], int]:
        """Per object the paths that later commits changed, without one that is being written."""
        newest = self.last_commit()
        self._derived.settle_stats(project)
        return fields.read_changes(self._engine, project, since, newest), newest

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
    ) -> tuple[list[LineRow], int]:
        """Lines of one or several series merged."""
        return series.read_lines(self._engine, project, series_, after, before, limit, by_time)

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
