"""What people and programs read of runs: the run, its fields, values, series, lines and files."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from seamark.core.cells import describe_field, describe_file, spell_whole
from seamark.core.charts import Curves, PointWindow, read_points, read_series
from seamark.core.cursors import read_file_cursor, write_file_cursor
from seamark.core.lines import LineWindow, read_console, read_lines, read_texts
from seamark.core.spans import Spans, find_field, find_file_spans, find_spans, inherited_by
from seamark.core.summaries import SUMMARY_KEYS, summarise_object
from seamark.model import limits
from seamark.model.errors import FileMissing, InvalidInput, TooLarge
from seamark.model.objects import ObjectKind, RunState
from seamark.model.values import FieldType, Shape
from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import FieldRow, FileRow
from seamark.wire.api.fields import Field, FieldPage, FileFacts, FilePage
from seamark.wire.api.runs import Run
from seamark.wire.api.series import LinePage, SeriesRequest

_NOT_SINGLE: Final = "Read points or lines of a series, files of a file."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWindow:
    """Which fields are wanted: all, those below ``prefix``, or those named; behind ``after``."""

    prefix: str = ""
    after: str = ""
    limit: int = 1_000
    paths: Sequence[str] = ()


class Reader:
    """Reads for people; every method may be called from any thread. Access is checked before."""

    def __init__(self, catalog: Catalog, columns: Columns, blobs: Blobs, url: Callable[[], str]) -> None:
        self._catalog = catalog
        self._columns = columns
        self._blobs = blobs
        self._url = url

    # ---- runs -----------------------------------------------------------------------------------

    def run(self, object: ObjectRow) -> Run:
        """Return a run as it stands now."""
        return self.runs([object])[0]

    def runs(self, objects: Sequence[ObjectRow]) -> list[Run]:
        """Return runs as they stand now, in the order given; one query per project."""
        by_project: dict[int, list[ObjectRow]] = {}
        for object in objects:
            by_project.setdefault(object.project, []).append(object)
        found: dict[int, Run] = {}
        for number, members in by_project.items():
            project = self._catalog.projects.get(number)
            cells = self._columns.cells(number, [object.number for object in members], SUMMARY_KEYS)
            for object, row in zip(members, cells, strict=True):
                found[object.number] = summarise_object(project, object, row, self._url())
        return [found[object.number] for object in objects]

    def running(self, projects: Collection[int]) -> list[Run]:
        """Return the runs of these projects that are running, newest first."""
        held = self._columns.holders("sys/state", RunState.RUNNING)
        rows = self._catalog.objects.many(object for project, object in held if project in projects)
        alive = [row for row in rows.values() if row.kind is ObjectKind.RUN and row.trashed_at is None]
        return self.runs(sorted(alive, key=lambda row: row.created_at, reverse=True))

    # ---- fields ---------------------------------------------------------------------------------

    def fields(self, object: ObjectRow, window: FieldWindow) -> FieldPage:
        """Return a page of fields by path, series with their statistics, files with their facts.

        Raises:
            TooLarge: more fields are asked for than one page holds.
        """
        _check_limit(window.limit, limits.FIELDS_PAGE)
        commit = self._columns.last_commit()
        rows, total = self._columns.fields(
            object.project,
            object.number,
            prefix=window.prefix,
            after=window.after,
            limit=window.limit + 1,
            paths=window.paths,
            inherited=inherited_by(self._catalog, object),
        )
        shown = rows[: window.limit]
        more = shown[-1].path if len(rows) > window.limit else None
        return FieldPage(fields=self._describe(object, shown), total=total, commit=commit, next=more)

    def _describe(self, object: ObjectRow, rows: Sequence[FieldRow]) -> list[Field]:
        own = [row for row in rows if row.object == object.number]
        series = [row.path for row in own if row.type.shape is Shape.SERIES]
        files = [row.path for row in own if row.type.shape is Shape.FILE]
        stats = self._columns.stats(object.project, object.number, series) if series else {}
        found = self._columns.file_heads(object.project, [object.number], files) if files else []
        heads = {head.file.path: head for head in found}
        return [
            describe_field(row, stats.get(row.path), heads.get(row.path))
            if row.object == object.number
            else Field(path=row.path, type=row.type, inherited=True)
            for row in rows
        ]

    def field(self, object: ObjectRow, path: str) -> Field:
        """Return one field. Raises FieldNotFound."""
        return self._describe(object, [find_field(self._catalog, self._columns, object, path)])[0]

    def fields_of_many(self, objects: Sequence[ObjectRow], paths: Sequence[str] = ()) -> list[list[Field]]:
        """Return the fields of some objects of one project, all or those named, by path.

        Raises:
            TooLarge: they have more fields together than one answer holds.
        """
        if not objects:
            return []
        project, numbers = objects[0].project, [object.number for object in objects]
        rows = self._columns.fields_of_many(project, numbers, paths=paths, limit=limits.FIELDS_OF_MANY)
        held = sorted({row.path for row, _ in rows if row.type.shape is Shape.FILE})
        found = self._columns.file_heads(project, numbers, held) if held else []
        heads = {(head.file.object, head.file.path): head for head in found}
        fields: dict[int, list[Field]] = {number: [] for number in numbers}
        for row, stats in rows:
            fields[row.object].append(describe_field(row, stats, heads.get((row.object, row.path))))
        return [fields[number] for number in numbers]

    def value(self, object: ObjectRow, path: str) -> Field:
        """Return a single value or set, a long string whole, hard numbers inside json values exactly.

        Raises:
            FieldNotFound: the run has no such field.
            InvalidInput: it is a series or file.
        """
        row = find_field(self._catalog, self._columns, object, path)
        if row.type.shape not in {Shape.SINGLE, Shape.SET}:
            raise InvalidInput(f'"{path}" is of type {row.type.value}.', _NOT_SINGLE, path=path)
        if row.type is FieldType.STRING and row.digest:
            row = replace(row, text=b"".join(self._blobs.read(row.digest)).decode())
        return Field(path=path, type=row.type, value=spell_whole(row))

    # ---- series ---------------------------------------------------------------------------------

    def spans(self, object: ObjectRow, path: str) -> Spans:
        """Return which stretches of a float series are seen, and which were written anew."""
        return find_spans(self._catalog, self._columns, object, path)

    def points(self, object: ObjectRow, path: str, window: PointWindow) -> Curves:
        """Return a page of raw points (``core.charts.read_points``)."""
        return read_points(self._catalog, self._columns, object, path, window)

    def series(self, request: SeriesRequest, objects: Mapping[str, ObjectRow]) -> Curves:
        """Return series in buckets (``core.charts.read_series``); ``objects`` by name as asked."""
        return read_series(self._catalog, self._columns, request, objects)

    def lines(self, object: ObjectRow, path: str, window: LineWindow) -> LinePage:
        """Return lines of one series (``core.lines.read_lines``)."""
        return read_lines(self._catalog, self._columns, object, path, window)

    def texts(self, object: ObjectRow, path: str, *, offset: int, limit: int) -> LinePage:
        """Return lines of one series by step (``core.lines.read_texts``)."""
        return read_texts(self._catalog, self._columns, object, path, offset, limit)

    def console(self, object: ObjectRow, window: LineWindow) -> LinePage:
        """Return what all sessions of a run printed, by time."""
        return read_console(self._catalog, self._columns, object, self._catalog.sessions.of(object.number), window)

    # ---- files ----------------------------------------------------------------------------------

    def files(self, object: ObjectRow, path: str, *, after: str = "", limit: int = 1_000) -> FilePage:
        """Return a page of the files of one field, by name or step.

        Raises:
            FieldNotFound: the run has no such field.
            InvalidInput: it holds no files, or the cursor is none of ours.
        """
        _check_limit(limit, limits.FILES_PAGE)
        row = self._find_files(object, path)
        place = read_file_cursor(after) if after else None
        if object.fork_of is not None and row.type is FieldType.FILE_SERIES:
            spans = find_file_spans(self._catalog, self._columns, object, row)
            rows, total = self._columns.span_files(object.project, spans, after=place, limit=limit + 1)
        else:
            rows, total = self._columns.files(object.project, object.number, path, after=place, limit=limit + 1)
        files = [describe_file(file, row.type) for file in rows[:limit]]
        if len(rows) <= limit:
            return FilePage(files=files, total=total)
        last = rows[limit - 1]
        return FilePage(
            files=files, total=total, next=write_file_cursor((last.subpath, last.step, last.origin, last.seq))
        )

    def file(self, object: ObjectRow, path: str, *, subpath: str = "", step: float | None = None) -> FileFacts:
        """Return one file: by its name in a set, by its step in a series, else the newest.

        Raises:
            FieldNotFound: the run has no such field.
            FileMissing: the field has no such file.
        """
        row = self._find_files(object, path)
        if object.fork_of is not None and row.type is FieldType.FILE_SERIES:
            file = self._find_inherited(object, row, step)
        else:
            file = self._columns.find_file(object.project, object.number, path, subpath=subpath, step=step)
        if file is None:
            where = f' "{subpath}"' if subpath else f" at step {step:g}" if step is not None else ""
            raise FileMissing(f'"{path}" has no file{where}.', "Its files are listed at …/files.", path=path)
        return describe_file(file, row.type)

    def _find_inherited(self, object: ObjectRow, row: FieldRow, step: float | None) -> FileRow | None:
        spans = find_file_spans(self._catalog, self._columns, object, row)
        if step is not None:
            end = math.nextafter(step, math.inf)
            spans = [replace(span, start=step, end=end) for span in spans if span.start <= step < span.end]
        found, _ = self._columns.span_files(object.project, spans, limit=1, newest=True)
        return found[0] if found else None

    def _find_files(self, object: ObjectRow, path: str) -> FieldRow:
        row = find_field(self._catalog, self._columns, object, path)
        if row.type.shape is not Shape.FILE:
            raise InvalidInput(f'"{path}" is of type {row.type.value}; it has no files.', "Read its value.", path=path)
        return row


def _check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        raise TooLarge(f"A page holds 1 to {most:,} rows.", "Ask for the next page.", path="limit")
