"""Lines of string series, and the console: all sessions' outputs merged by time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from seamark.core.cursors import read_line_cursor, write_line_cursor
from seamark.core.spans import find_field, find_line_spans
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge
from seamark.model.objects import session_prefix
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, SessionRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import LineRow, Span
from seamark.wire.api.series import Line, LinePage

_END: Final = (2**63 - 1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWindow:
    """Which lines are wanted: those behind ``after``, else the last ones before ``before``, else
    with ``last`` the newest, else the first; with ``search`` of those alone that contain it.
    """

    after: str = ""
    before: str = ""
    last: bool = False
    limit: int = 1_000
    search: str = ""


def read_lines(catalog: Catalog, columns: Columns, object: ObjectRow, path: str, window: LineWindow) -> LinePage:
    """Return lines of one string or histogram series, by time.

    Raises:
        FieldNotFound: the run has no such field.
        InvalidInput: the field has no lines, or the cursor is none of ours.
    """
    spans = find_line_spans(catalog, columns, object, [path])
    if not spans:
        row = find_field(catalog, columns, object, path)
        raise InvalidInput(
            f'"{path}" is of type {row.type.value}; it has no lines.', "Read points of a float series.", path=path
        )
    return _read(columns, object.project, spans, window)


def read_texts(catalog: Catalog, columns: Columns, object: ObjectRow, path: str, offset: int, limit: int) -> LinePage:
    """Return lines of one string series in the order of their steps, the first ``offset`` left out.

    Raises:
        InvalidInput: the object has no such series.
    """
    spans = find_line_spans(catalog, columns, object, [path])
    if not spans:
        raise InvalidInput(f'"{path}" is no string series.', "Read its value.", path=path)
    place = (max(0, offset), 0, 0)
    rows, total = columns.lines(object.project, spans, after=place, limit=limit, by_time=False)
    return LinePage(lines=[_describe(row) for row in rows], total=total, next="", more=offset + len(rows) < total)


def read_console(
    catalog: Catalog, columns: Columns, object: ObjectRow, sessions: Sequence[SessionRow], window: LineWindow
) -> LinePage:
    """Return lines of all sessions' standard output and error, by time."""
    paths = [
        f"{session_prefix(session.origin)}/console/{stream}"
        for session in sessions
        if "." not in session.origin  # a session's second stream (``core.sessions.main_origin``) prints nothing
        and not session.quiet  # nor does a client without sessions
        for stream in ("stdout", "stderr")
    ]
    return _read(columns, object.project, find_line_spans(catalog, columns, object, paths) if paths else [], window)


def _read(columns: Columns, project: int, series: list[list[Span]], window: LineWindow) -> LinePage:
    if not 1 <= window.limit <= limits.LINES_PAGE:
        raise TooLarge(f"A page holds 1 to {limits.LINES_PAGE:,} lines.", "Ask for the next page.", path="limit")
    if len(window.search) > limits.QUERY_CHARACTERS:
        raise TooLarge(
            f"A search has at most {limits.QUERY_CHARACTERS:,} characters.", "Search for a part of it.", path="search"
        )
    after = read_line_cursor(window.after) if window.after else None
    before = read_line_cursor(window.before) if window.before and after is None else None
    if after is None and before is None and window.last:
        before = _END
    if not series:
        return LinePage(lines=[], total=0, next=window.after)
    rows, total = columns.lines(
        project, series, after=after, before=before, limit=window.limit + 1, search=window.search
    )
    more = len(rows) > window.limit
    rows = rows[-window.limit :] if before is not None else rows[: window.limit]
    lines = [_describe(row) for row in rows]
    return LinePage(lines=lines, total=total, next=lines[-1].cursor if lines else window.after, more=more)


def _describe(row: LineRow) -> Line:
    cursor = write_line_cursor((row.time, row.origin, row.seq))
    return Line(text=row.text, step=row.step, time=row.time, cursor=cursor, path=row.path)
