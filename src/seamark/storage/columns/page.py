"""A page of a project's runs: which runs, in what order, with which cells."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from seamark.storage.columns.arrow import FIELD_COLUMNS, STATS_COLUMNS, read_fields, read_stats
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Cell, Key, Page, PageRequest, Sql
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH, SERIES_STATS, SERIES_STATS_BY_OBJECT
from seamark.storage.columns.types import Types
from seamark.storage.columns.values import RUNS, SERIES, TRASHED, narrow, select_values

_FIELDS: Final = ", ".join(FIELD_COLUMNS)
_STATS: Final = ", ".join(STATS_COLUMNS)
MANY: Final = 2_000
"""Cells of more objects than this are read in the order by path."""
_SPARE: Final = 1_000
"""So many objects beyond a page's end are looked at for those that tie with its last."""
_TIED: Final = " AND object IN {tied:Array(UInt64)}"
_ALL: Final = frozenset(range(256))
_VALUES: Final = ("number", "integer", "text")
_Objects: TypeAlias = "np.ndarray[Any, np.dtype[np.uint64]]"


def read_page(engine: Engine, types: Types, request: PageRequest) -> Page:
    """Return a page of a project's runs."""
    question = _Question(engine, types, request)
    objects = question.find_objects()
    cells = read_cells(engine, request.project, objects, request.keys)
    return Page(objects=objects, cells=cells, matched=question.matched)


class _Question:
    """Who comes on a page.

    The objects that have the first key are sorted by it; of these, those up to the page's end (with
    all that tie with the last) are sorted by the further keys. Objects that lack the first key
    follow, sorted by the further keys in the same way.
    """

    def __init__(self, engine: Engine, types: Types, request: PageRequest) -> None:
        self._engine = engine
        self._start, self._end = request.offset, request.offset + request.limit
        self._parameters: dict[str, Any] = {"project": request.project, "others": list(request.others)}
        self._sort = [key for key in request.sort if key.path] or [Key(path="sys/created_at", descending=True)]
        for index, key in enumerate(self._sort):
            self._parameters[f"sort_{index}"] = key.path
        self._filter = " AND object NOT IN {others:Array(UInt64)}" if request.others else ""
        found = types.find(request.project, ["sys/trashed", *(key.path for key in self._sort)])
        self._types = [
            {one.code for one in found[key.path]} & (SERIES if key.aggregate else _ALL) for key in self._sort
        ]
        has_trash = bool(found["sys/trashed"]) and not request.trashed
        if has_trash:
            self._filter += f" AND object NOT IN ({TRASHED})"
        self._wanted = ""
        self._matched: int | None = request.total
        if request.where is not None:
            self._want(request.where, has_trash)

    def _want(self, where: Sql, hides_trashed: bool) -> None:
        """Let only the objects of a bitmap come; it is made once for a whole statement."""
        has_others = bool(self._parameters["others"])
        wanted = narrow(where.text, hides_trashed=hides_trashed, has_others=has_others)
        self._parameters |= where.parameters
        self._wanted = f"WITH {wanted} AS wanted "
        self._filter = " AND bitmapContains(wanted, object)"
        self._matched = None

    @property
    def matched(self) -> int:
        """How many runs match."""
        if self._matched is None:
            found = self._select(f"{self._wanted}SELECT bitmapCardinality(wanted) AS matched")
            self._matched = int(found.column("matched")[0].as_py())
        return self._matched

    def _select(self, text: str, **parameters: object) -> Any:
        return self._engine.select(Sql(text=text, parameters=self._parameters | parameters))

    def _select_objects(self, text: str, **parameters: object) -> Any:
        """Run a statement that yields objects; the first that yields any says how many match."""
        found = self._select(f"{self._wanted}{text}", **parameters)
        if self._matched is None and found.num_rows:
            self._matched = int(found.column("matched")[0].as_py())
        return found

    def find_objects(self) -> list[int]:
        """Return the objects of the page in order."""
        page: list[int] = []
        before, lacking = 0, ""
        for index in range(len(self._sort)):
            having = self._sort_those_having(index, lacking, self._end - before)
            page += having[max(0, self._start - before) :].tolist()
            before += len(having)
            if before >= self._end or (before and before >= self.matched):
                return page
            lacking += f" AND object NOT IN (SELECT object FROM ({self._values(index, '')}))"
        text = f"""SELECT object{self._and_matched} {RUNS}{self._filter}{lacking}
            ORDER BY object DESC LIMIT {{rest:UInt64}} OFFSET {{start:UInt64}}"""
        start = max(0, self._start - before)
        rest = self._select_objects(text, rest=self._end - before - start, start=start)
        return [*page, *rest.column("object").to_pylist()]

    @property
    def _and_matched(self) -> str:
        return ", bitmapCardinality(wanted) AS matched" if self._wanted else ""

    def _values(self, index: int, filters: str) -> str:
        """The objects that have a key, with what they are sorted by."""
        return select_values(f"{{sort_{index}:String}}", self._types[index], self._sort[index].aggregate, filters)

    def _sort_those_having(self, index: int, lacking: str, end: int) -> _Objects:
        """Return the objects that have a key, in order up to the page's end.

        Further keys are asked only where objects tie in the first, which numbers hardly do, and of these objects
        alone as long as they are few. (A million runs, two filters, two sorts: 25 ms, against 82 for all again.)
        """
        if not self._types[index]:
            return np.empty(0, np.uint64)
        further = [later for later in range(index + 1, len(self._sort)) if self._types[later]]
        order = self._order(index, f"k{index}")
        top = f"""SELECT object, number, integer, text{self._and_matched}
            FROM ({self._values(index, self._filter + lacking)}) AS k{index} ORDER BY {order}"""
        limit = end + (_SPARE if further else 0)
        found = self._select_objects(f"{top}, object DESC LIMIT {{limit:UInt64}}", limit=limit)
        objects: _Objects = found.column("object").to_numpy()
        if not further:
            return objects
        ranks = _rank(found)
        if not _have_ties(ranks[: end + 1]):
            return objects[:end]
        tied = objects[ranks <= ranks[min(end, objects.size) - 1]]
        if tied.size < limit and tied.size <= MANY:
            best = self._values(index, _TIED)
            return self._sort_further(index, further, best, _TIED, end=end, tied=tied.tolist())
        return self._sort_further(index, further, f"{top} LIMIT {{end:UInt64}} WITH TIES", "", end=end)

    def _sort_further(
        self, index: int, further: Sequence[int], best: str, filters: str, **parameters: object
    ) -> _Objects:
        """Return the first objects of a subquery with the values of a key, sorted by the further keys, too."""
        joins = "".join(
            f" LEFT JOIN ({self._values(later, filters)}) AS k{later} ON best.object = k{later}.object"
            for later in further
        )
        order = "".join(f", k{later}.object IS NULL, {self._order(later, f'k{later}')}" for later in further)
        text = f"""SELECT best.object AS object FROM ({best}) AS best{joins}
            ORDER BY {self._order(index, "best")}{order}, best.object DESC LIMIT {{end:UInt64}}
            SETTINGS join_use_nulls = 1"""
        found: _Objects = self._select(f"{self._wanted}{text}", **parameters).column("object").to_numpy()
        return found

    def _order(self, index: int, source: str) -> str:
        way = "DESC" if self._sort[index].descending else "ASC"
        number, integer, text = (f"{source}.{name}" for name in ("number", "integer", "text"))
        return f"isNaN(ifNull({number}, 0)), {number} {way} NULLS LAST, {integer} {way} NULLS LAST, {text} {way}"


def _have_ties(ranks: _Objects) -> bool:
    return bool(ranks.size) and int(ranks[-1]) + 1 < ranks.size


def _rank(found: Any) -> _Objects:
    """Return the place of each row's values among the sorted rows; those that tie have the same."""
    differs = np.zeros(found.num_rows, bool)
    for name in _VALUES:
        codes = found.column(name).combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
        differs[1:] |= codes[1:] != codes[:-1]
    return np.cumsum(differs, dtype=np.uint64)


def read_cells(engine: Engine, project: int, objects: Sequence[int], keys: Sequence[Key]) -> list[list[Cell]]:
    """Return the cells of some objects, each read where its fields lie together: in the order by path
    a hundred runs from all over a project are thousands of places (2.3 s of a processor, against 0.07). Of very
    many objects it is the other way round: they lie everywhere, and by path only what is wanted is read.
    """
    if not objects or not keys:
        return [[None] * len(keys) for _ in objects]
    parameters = {"project": project, "objects": list(objects), "paths": sorted({key.path for key in keys})}
    where = "project = {project:UInt32} AND path IN {paths:Array(String)} AND object IN {objects:Array(UInt64)}"
    by_path = len(objects) > MANY
    table, stats = (FIELDS_BY_PATH, SERIES_STATS) if by_path else (FIELDS, SERIES_STATS_BY_OBJECT)
    fields = read_fields(
        engine.select(
            Sql(
                text=f"SELECT {_FIELDS} FROM {table} FINAL WHERE {where} AND deleted = 0",
                parameters=parameters,
            )
        )
    )
    cells: dict[tuple[int, str], Cell] = {(row.object, row.path): row for row in fields}
    series = {(row.object, row.path): row.generation for row in fields if row.type.code in SERIES}
    if series:
        found = engine.select(
            Sql(
                text=f"SELECT {_STATS} FROM {stats} FINAL WHERE {where} AND count > 0",
                parameters=parameters,
            )
        )
        for row in read_stats(found):
            if series.get((row.object, row.path)) == row.generation:
                cells[row.object, row.path] = row
    return [[cells.get((object, key.path)) for key in keys] for object in objects]
