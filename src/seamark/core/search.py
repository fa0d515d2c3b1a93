"""Finding projects and runs by a few letters of what they are called, wherever the caller may read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.core.runs import list_projects
from seamark.model import limits
from seamark.model.errors import TooLarge
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.catalog.schema import fold
from seamark.wire.api.search import Found, FoundProject

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_SPARE: Final = 3
"""So many times more are looked up than are wanted: some lie in the trash, or are no runs."""


def search(core: "Core", caller: Caller, text: str, limit: int) -> Found:
    """Return what is called so, best first: by an exact id or name, by how it begins, by a part of it.

    Of ids only the whole and the beginning count (``SUN-12``), and the number alone (``12``).

    Raises:
        TooLarge: more is asked for than one answer holds, or the text is too long.
    """
    if not 1 <= limit <= limits.SEARCH_RESULTS:
        raise TooLarge(f"An answer holds 1 to {limits.SEARCH_RESULTS} of each.", "Search for more.", path="limit")
    text = text.strip()
    if len(text) > limits.NAME_CHARACTERS:
        raise TooLarge(f"The text has more than {limits.NAME_CHARACTERS} characters.", "Shorten it.", path="text")
    if not text:
        return Found(projects=[], runs=[])
    projects = {row.number: row for row in list_projects(core, caller)}
    runs = _find_runs(core, projects, text, limit)
    return Found(projects=_find_projects(projects.values(), text)[:limit], runs=core.reader.runs(runs[:limit]))


def _find_projects(rows: Iterable[ProjectRow], text: str) -> list[FoundProject]:
    ranked = [(_rank(row, fold(text)), row) for row in rows]
    best = sorted((rank, fold(row.name), row.number, row) for rank, row in ranked if rank is not None)
    return [FoundProject(workspace=row.workspace, name=row.name, key=row.key) for *_, row in best]


def _rank(row: ProjectRow, text: str) -> int | None:
    names = [fold(row.name), fold(row.key), fold(f"{row.workspace}/{row.name}")]
    if text in names:
        return 0
    if any(name.startswith(text) for name in names):
        return 1
    return 2 if any(text in name for name in names) else None


def _find_runs(core: "Core", projects: dict[int, ProjectRow], text: str, limit: int) -> list[ObjectRow]:
    """Return runs, each once, in the order of how they were found."""
    found: dict[int, ObjectRow] = {}

    def add(rows: Iterable[ObjectRow]) -> bool:
        for row in rows:
            if row.kind is ObjectKind.RUN and row.trashed_at is None and row.project in projects:
                found.setdefault(row.number, row)
        return len(found) >= limit

    if text.isascii() and text.isdecimal():
        add(core.catalog.objects.find_ids([f"{row.key}-{text}" for row in projects.values()]))
    if add(core.catalog.objects.find(text)):
        return list(found.values())
    numbers = core.columns.find_called(list(projects), text, limit=limit * _SPARE)
    rows = core.catalog.objects.many(numbers)
    add(rows[number] for number in numbers if number in rows)
    return list(found.values())
