"""Groups of a project's runs: those that agree, with what they have in each column."""

import re
from collections.abc import Sequence
from typing import Any, Final

from seamark.core.agreement import read_agreement, spell_key
from seamark.core.tables import Tables, check_columns, find_heads, read_query, spell_cells
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.agreement import MARK, NUMBERS, REASON
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import GroupRow, GroupsRequest, Key, Spread
from seamark.wire.api.groups import Group, GroupCell, GroupPage, GroupRequest, GroupRun
from seamark.wire.api.tables import Column
from seamark.wire.api.values import Number
from seamark.wire.codecs import spell_float

_NUMBERS: Final = re.compile(NUMBERS)


class Groups:
    """Answers questions about groups of runs; from any thread. Access is checked before."""

    def __init__(self, catalog: Catalog, columns: Columns, tables: Tables) -> None:
        self._catalog = catalog
        self._columns = columns
        self._tables = tables

    def page(self, project: ProjectRow, request: GroupRequest) -> GroupPage:
        """Return a page of groups.

        Raises:
            InvalidQuery: the query could not be read.
            InvalidInput: the grouping names no field, one of the wrong kind, or too many.
            TooLarge: more groups, columns or sort keys than a page may have.
        """
        if not 0 <= request.limit <= limits.GROUPS_PAGE:
            raise TooLarge(
                f'"limit" is {request.limit:,}; a page has at most {limits.GROUPS_PAGE:,} groups.',
                "Ask for the next page.",
                path="limit",
            )
        return self.read(project, request, limits.GROUP_RUNS)

    def read(self, project: ProjectRow, request: GroupRequest, first: int) -> GroupPage:
        """Return groups, each with its ``first`` runs in the order asked for: a page of any size.

        Raises:
            InvalidQuery: the query could not be read.
            InvalidInput: the grouping names no field, one of the wrong kind, or too many.
            TooLarge: more columns or sort keys than a table may have.
        """
        if request.offset < 0:
            raise InvalidInput(f"The offset {request.offset} is below 0.", "Count groups from 0.", path="offset")
        check_columns(request.columns, request.sort)
        agreement = read_agreement(self._columns, project, request.grouping, "grouping")
        where = self._tables.where(project, read_query(request.query))
        commit = self._columns.last_commit()
        page = self._columns.groups(
            GroupsRequest(
                project=project.number,
                agreement=agreement,
                keys=[Key(path=column.path, aggregate=column.aggregate) for column in request.columns],
                sort=[Key(path=key.path, aggregate=key.aggregate, descending=key.descending) for key in request.sort],
                where=where,
                others=self._catalog.objects.others(project.number),
                offset=request.offset,
                limit=request.limit,
                first=first,
            )
        )
        return GroupPage(
            groups=self._describe(project, [Column(path=path) for path in agreement.by], request.columns, page.groups),
            matched_groups=page.matched_groups,
            matched=page.matched,
            total=self._catalog.objects.counts()[project.number],
            commit=commit,
        )

    def _describe(
        self, project: ProjectRow, by: Sequence[Column], columns: Sequence[Column], groups: Sequence[GroupRow]
    ) -> list[Group]:
        """Return groups as they travel; what their runs share is told from the newest of them."""
        newest, shown = [group.newest for group in groups], [*by, *columns]
        cells = self._columns.cells(project.number, newest, [Key(path=column.path) for column in shown])
        heads = find_heads(self._columns, project, cells)
        runs = self._catalog.objects.many({object for group in groups for object in group.objects})
        described = []
        for group, own in zip(groups, cells, strict=True):
            values = spell_cells(group.newest, shown, own, heads)
            described.append(
                Group(
                    key=spell_key(group.key),
                    runs_count=group.count,
                    values=[_mark(column.path, value) for column, value in zip(by, values[: len(by)], strict=True)],
                    states=group.states,
                    runs=[_name_run(runs[object]) for object in group.objects if object in runs],
                    cells=[
                        None if column.at is not None else _describe_spread(group.count, spread, value)
                        for column, spread, value in zip(columns, group.spreads, values[len(by) :], strict=True)
                    ],
                )
            )
        return described


def _name_run(row: ObjectRow) -> GroupRun:
    return GroupRun(uid=row.uid, id=row.id, created_at=row.created_at)


def _mark(path: str, value: Any) -> Any:
    """Return a value as it stands for the group: of reasons what is left without their numbers."""
    return _NUMBERS.sub(MARK, value) if path == REASON and isinstance(value, str) else value


def _describe_spread(runs: int, spread: Spread | None, value: Any) -> GroupCell | None:
    if spread is None:
        return None
    is_shared = spread.same and spread.having == runs
    return GroupCell(
        count=spread.numbers or spread.having,
        mean=_spell(spread.mean),
        std=_spell(spread.std) if spread.numbers > 1 else None,
        min=_spell(spread.min),
        max=_spell(spread.max),
        same=is_shared,
        value=value if is_shared else None,
    )


def _spell(number: float | None) -> Number | None:
    return None if number is None else spell_float(number)
