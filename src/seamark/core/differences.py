"""What a run changed against another: configuration, code, data, packages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from seamark.core.captured import read_captured
from seamark.core.captured_changes import compare_captured, list_sets
from seamark.core.cells import spell_single
from seamark.core.contents import Contents
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge
from seamark.model.values import FieldType
from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Differing, FieldRow, Pair
from seamark.wire.api.differences import Change, Differences

_SHOWN_CHARACTERS: Final = 500
_SHOWN_ITEMS: Final = 50


class Differ:
    """Tells what runs changed; every method may be called from any thread. Access is checked before."""

    def __init__(self, catalog: Catalog, columns: Columns, blobs: Blobs) -> None:
        self._catalog = catalog
        self._columns = columns
        self._contents = Contents(blobs)

    def compare(
        self, project: ProjectRow, runs: Sequence[ObjectRow], against: ObjectRow | None, limit: int
    ) -> list[Differences]:
        """Return what each run changed against another, or without one against the newest earlier run of the same
        owner that is not in the trash. However many runs there are, it takes the same few queries.

        Raises:
            TooLarge: they are too many, or too many changes are to be named.
            InvalidInput: the limit is below 0.
        """
        check_request(len(runs), limit)
        numbers = [run.number for run in runs]
        others = self._catalog.objects.others(project.number)
        alike = self._columns.earlier(project.number, "sys/config_hash", numbers, others=others)
        before = (
            self._find_before(project, numbers, others) if against is None else dict.fromkeys(numbers, against.number)
        )
        rows = {run.number: run for run in runs}
        rows |= self._catalog.objects.many({*before.values(), *(one.first for one in alike.values())} - rows.keys())
        pairs = dict.fromkeys((other, number) for number, other in before.items() if other != number and other in rows)
        changes = self._find_changes(project, list(pairs), rows, limit)
        found = []
        for run in runs:
            other, first = rows.get(before.get(run.number, 0)), alike.get(run.number)
            same = None if first is None else rows.get(first.first)
            told, total = changes.get((0 if other is None else other.number, run.number), ([], 0))
            found.append(
                Differences(
                    run=run.id,
                    against=None if other is None else other.id,
                    changes=told,
                    total=total,
                    same_configuration=None if same is None else same.id,
                )
            )
        return found

    def _find_before(self, project: ProjectRow, numbers: Sequence[int], others: Sequence[int]) -> dict[int, int]:
        found = self._columns.earlier(project.number, "sys/owner", numbers, others=others)
        return {number: one.newest for number, one in found.items()}

    def _find_changes(
        self, project: ProjectRow, pairs: Sequence[Pair], rows: Mapping[int, ObjectRow], limit: int
    ) -> dict[Pair, tuple[list[Change], int]]:
        prefixes = [f"{prefix}/" for prefix in project.config_prefixes]
        chosen = self._columns.differing(project.number, pairs, prefixes, limit=max(1, limit))
        meant = dict.fromkeys(number for pair in pairs for number in pair)
        captured = read_captured(self._catalog.sessions, self._columns, [rows[number] for number in meant])
        sets = list_sets(self._columns, project.number, pairs, captured)
        reading = self._contents.reading()
        found = {}
        for pair, fields in zip(pairs, chosen, strict=True):
            captures = compare_captured(captured[pair[0]], captured[pair[1]], sets.get(pair, ()), reading)
            total = len(captures) + (fields[0].total if fields else 0)
            found[pair] = ([*map(_tell_field, fields), *captures][:limit], total)
        return found


def check_request(count: int, limit: int) -> None:
    """Check how much is asked for.

    Raises:
        TooLarge: there are more runs, or more changes to be named, than one answer has.
        InvalidInput: the limit is below 0.
    """
    if count > limits.DIFFERENCES_RUNS:
        raise TooLarge(
            f"The changes of {count:,} runs are asked for; one answer has {limits.DIFFERENCES_RUNS}.",
            f"Ask for {limits.DIFFERENCES_RUNS} runs at a time.",
            path="runs",
        )
    if limit < 0:
        raise InvalidInput(f"The limit {limit} is below 0.", "Ask for 0 or more changes.", path="limit")
    if limit > limits.CHANGES:
        raise TooLarge(
            f"Of each run at most {limits.CHANGES} changes are named.", "Compare it side by side.", path="limit"
        )


def _tell_field(one: Differing) -> Change:
    return Change(kind="configuration", path=one.path, before=_spell(one.before), after=_spell(one.after))


def _spell(row: FieldRow | None) -> Any:
    """Return a value as cells show it; of one that is long the beginning and an ellipsis."""
    if row is None:
        return None
    if row.type is FieldType.STRING_SET:
        items = [_cut(item) for item in row.items[:_SHOWN_ITEMS]]
        return [*items, "…"] if len(row.items) > _SHOWN_ITEMS else items
    if len(row.text) > _SHOWN_CHARACTERS:
        return _cut(row.text)
    return spell_single(row)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
