"""A page of groups: which objects agree, in what order their groups come, and what each group has in its columns.

First all objects are given their keys and the means that are sorted by, and are grouped; then, for the groups of
the page alone, what they have in each column is read.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from seamark.storage.columns.agreement import Hashes, select_compared
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Agreement, GroupRow, GroupsPage, GroupsRequest, Key, Spread, Sql
from seamark.storage.columns.types import Types
from seamark.storage.columns.values import RUNS, SERIES, narrow, select_values

PARTS: Final = 4
"""In how many parts, by their numbers, many objects are given keys, each by one thread: a table of keys for each
thread over all objects takes more memory than a read may have.
"""
MANY: Final = 100_000
"""Objects from which on they are taken in parts."""
LISTED: Final = 1_000
"""Most objects of a group that are known by name when its columns are read; of larger ones keys are made again."""
_LIGHT: Final = "SETTINGS max_threads = 1"
_STATE: Final = "sys/state"


def read_groups(engine: Engine, types: Types, request: GroupsRequest) -> GroupsPage:
    """Return a page of groups."""
    question = _Question(engine, types, request)
    groups, matched_groups = question.find_groups()
    if not groups:
        return GroupsPage(groups=[], matched_groups=matched_groups, matched=question.matched)
    members = _Members(question, groups)
    first, states, spreads = members.find_first(), members.count_states(), members.spread()
    rows = [
        GroupRow(
            key=key,
            count=group["objects"],
            newest=group["newest"],
            objects=first.get(key, []),
            states=states.get(key, {}),
            spreads=[spreads.get((key, index)) for index in range(len(request.keys))],
        )
        for group in groups
        for key in [group["key"]]
    ]
    return GroupsPage(groups=rows, matched_groups=matched_groups, matched=question.matched)


def select_group(engine: Engine, types: Types, project: int, agreement: Agreement, key: int) -> Sql:
    """Return the bitmap of the objects that have a key; its parameters are named ``group_…``."""
    hashes = Hashes(engine, types, project, agreement)
    everything = f" UNION ALL SELECT object, 0::UInt64 AS hash {RUNS}" if key == 0 else ""
    text = f"""(SELECT groupBitmapState(object) FROM (SELECT object FROM ({hashes.select()}{everything})
        GROUP BY object HAVING sum(hash) = {{group_key:UInt64}} {_LIGHT}))"""
    return Sql(text=text, parameters=hashes.parameters | {"group_key": key, "project": project})


class _Question:
    """Which objects are asked for, and how they are sorted."""

    def __init__(self, engine: Engine, types: Types, request: GroupsRequest) -> None:
        self.engine, self.types, self.request = engine, types, request
        self.sort = [key for key in request.sort if key.path]
        self.parameters: dict[str, Any] = {"project": request.project, "others": list(request.others)}
        self.parameters |= {f"sort_{index}": key.path for index, key in enumerate(self.sort)}
        found = types.find(request.project, ["sys/trashed", *(key.path for key in self.sort)])
        self._codes = [_of_key(key, {one.code for one in found[key.path]}) for key in self.sort]
        wanted = f"(SELECT groupBitmapState(object) {RUNS})" if request.where is None else request.where.text
        self.parameters |= {} if request.where is None else request.where.parameters
        self.wanted = narrow(wanted, hides_trashed=bool(found["sys/trashed"]), has_others=bool(request.others))
        self.filters = "" if request.where is None else " AND bitmapContains(wanted, object)"
        self._hashes = Hashes(engine, types, request.project, request.agreement)
        self.parameters |= self._hashes.parameters
        self.matched, self._bounds = self._find_bounds()

    def _find_bounds(self) -> tuple[int, list[int]]:
        """Return how many objects match, and the numbers at which many of them are parted."""
        ends = ", ".join(
            f"bitmapMax(bitmapSubsetLimit(wanted, 0, intDiv(matched * {part}, {PARTS})))" for part in range(1, PARTS)
        )
        found = self.select(f"SELECT bitmapCardinality(wanted) AS matched, [{ends}] AS ends")
        matched = int(found.column("matched")[0].as_py())
        return matched, found.column("ends")[0].as_py() if matched >= MANY else []

    def select(self, text: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement in which ``wanted`` is the bitmap of the objects asked for."""
        sql = Sql(text=f"WITH {self.wanted} AS wanted {text}", parameters=self.parameters | dict(parameters or {}))
        return self.engine.select(sql)

    def find_groups(self) -> tuple[list[dict[str, Any]], int]:
        """Return the groups of the page, and how many there are."""
        if not self.matched:
            return [], 0
        means = "".join(
            f", avgIf(number_{index}, NOT isNaN(number_{index})) AS mean_{index}, min(text_{index}) AS least_{index}"
            for index in range(len(self.sort))
        )
        order = "".join(f"{_order(key, f'mean_{index}', f'least_{index}')}, " for index, key in enumerate(self.sort))
        grouped = f"""SELECT key, count() AS objects, max(object) AS newest{means},
            groupArray({LISTED})(object) AS listed FROM ({self.select_keyed()}) GROUP BY key"""
        text = f"""SELECT key, objects, newest, listed, count() OVER () AS groups FROM ({grouped})
            ORDER BY {order}newest DESC LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}}"""
        page = {"limit": self.request.limit, "offset": self.request.offset}
        found = self.select(text, page).to_pylist()
        if found:
            return found, int(found[0]["groups"])
        counted = self.select(f"SELECT uniqExact(key) AS groups FROM ({self.select_keyed(with_sort=False)})")
        return [], int(counted.column("groups")[0].as_py())

    def select_keyed(self, *, with_sort: bool = True) -> str:
        """Return all objects asked for with their keys and what they are sorted by."""
        bounds = [None, *self._bounds, None]
        return " UNION ALL ".join(self._select_part(low, high, with_sort) for low, high in pairwise(bounds))

    def _select_part(self, low: int | None, high: int | None, with_sort: bool) -> str:
        filters = "" if low is None else f" AND object > {low}"
        filters += "" if high is None else f" AND object <= {high}"
        filters += self.filters
        parts = [
            f"SELECT object, hash{self._no_sort(with_sort)} FROM ({self._hashes.select(filters)})",
            f"""SELECT object, 0::UInt64 AS hash{self._no_sort(with_sort)}
                FROM (SELECT arrayJoin(bitmapToArray(wanted)) AS object) WHERE 1{filters}""",
        ]
        if with_sort:
            parts += [f"SELECT object, 0::UInt64 AS hash, {one}" for one in self.select_sorted_by(filters)]
        picked = self._pick_sort() if with_sort else ""
        return f"""SELECT object, sum(hash) AS key{picked} FROM ({" UNION ALL ".join(parts)})
            GROUP BY object HAVING bitmapContains(wanted, object) {_LIGHT}"""

    def _no_sort(self, with_sort: bool) -> str:
        return "".join(self.empty(index) for index in range(len(self.sort))) if with_sort else ""

    def empty(self, index: int) -> str:
        """Return the columns of a sort key where there is nothing."""
        return f", NULL::Nullable(Float64) AS number_{index}, NULL::Nullable(String) AS text_{index}"

    def _pick_sort(self) -> str:
        return "".join(
            f", any(number_{index}) AS number_{index}, any(text_{index}) AS text_{index}"
            for index in range(len(self.sort))
        )

    def select_sorted_by(self, filters: str) -> list[str]:
        """Return, for each sort key that any object has, its numbers and texts, with those of the others empty."""
        found = []
        for index, (key, codes) in enumerate(zip(self.sort, self._codes, strict=True)):
            if codes:
                own = f"number AS number_{index}, if(isNull(number), toNullable(text), NULL) AS text_{index}"
                columns = ", ".join(own if other == index else self.empty(other)[2:] for other in range(len(self.sort)))
                values = select_values(f"{{sort_{index}:String}}", codes, key.aggregate, filters)
                found.append(f"{columns} FROM ({values})")
        return found


class _Members:
    """The objects of some groups, and what is read of them."""

    def __init__(self, question: _Question, groups: Sequence[Mapping[str, Any]]) -> None:
        self._question = question
        self._keys = [group["key"] for group in groups]
        self._parameters: dict[str, Any] = {"keys": self._keys}
        if any(group["objects"] > LISTED for group in groups):
            self._filters = question.filters
            self._source = f"""SELECT object, key FROM ({question.select_keyed(with_sort=False)})
                WHERE key IN {{keys:Array(UInt64)}}"""
        else:
            self._filters = " AND object IN {members:Array(UInt64)}"
            self._parameters["members"] = [object for group in groups for object in group["listed"]]
            self._parameters["places"] = [group["key"] for group in groups for _ in group["listed"]]
            self._source = """SELECT one.1 AS object, one.2 AS key FROM (
                SELECT arrayJoin(arrayZip({members:Array(UInt64)}, {places:Array(UInt64)})) AS one)"""

    def _select(self, text: str, **parameters: object) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._question.select(text, self._parameters | parameters).to_pylist()
        return found

    def find_first(self) -> dict[int, list[int]]:
        """Return the first objects of each group."""
        question = self._question
        empty = "".join(question.empty(index) for index in range(len(question.sort)))
        parts = [f"SELECT object, toNullable(key) AS own{empty} FROM ({self._source})"]
        parts += [
            f"SELECT object, NULL::Nullable(UInt64) AS own, {one}" for one in question.select_sorted_by(self._filters)
        ]
        picked = "".join(
            f", any(number_{index}) AS mean_{index}, any(text_{index}) AS least_{index}"
            for index in range(len(question.sort))
        )
        order = "".join(
            f"{_order(key, f'mean_{index}', f'least_{index}')}, " for index, key in enumerate(question.sort)
        )
        text = f"""SELECT key, object FROM (SELECT object, assumeNotNull(any(own)) AS key, count(own) AS owned{picked}
                FROM ({" UNION ALL ".join(parts)}) GROUP BY object HAVING owned > 0)
            ORDER BY key, {order}object DESC LIMIT {{first:UInt64}} BY key"""
        found: dict[int, list[int]] = {}
        for row in self._select(text, first=question.request.first):
            found.setdefault(row["key"], []).append(row["object"])
        return found

    def count_states(self) -> dict[int, dict[str, int]]:
        """Return how many objects of each group are in which state."""
        values = select_values("{state:String}", {4}, None, self._filters)
        text = f"""SELECT key, text, count() AS objects FROM ({values}) AS v INNER JOIN ({self._source}) AS m
            ON v.object = m.object GROUP BY key, text ORDER BY key, objects DESC, text"""
        found: dict[int, dict[str, int]] = {}
        for row in self._select(text, state=_STATE):
            found.setdefault(row["key"], {})[row["text"]] = row["objects"]
        return found

    def spread(self) -> dict[tuple[int, int], Spread]:
        """Return what each group has in each column."""
        parts, parameters = self._select_columns()
        if not parts:
            return {}
        known = "NOT isNaN(number)"
        text = f"""SELECT key, place, count() AS having, countIf({known}) AS numbers, avgIf(number, {known}) AS mean,
                stddevSampStableIf(number, {known}) AS std, minIf(number, {known}) AS least,
                maxIf(number, {known}) AS most, min(spelled) = max(spelled) AS same
            FROM ({" UNION ALL ".join(parts)}) AS v INNER JOIN ({self._source}) AS m ON v.object = m.object
            GROUP BY key, place"""
        return {
            (row["key"], row["place"]): Spread(
                having=row["having"],
                numbers=row["numbers"],
                mean=row["mean"],
                std=row["std"],
                min=row["least"],
                max=row["most"],
                same=row["same"],
            )
            for row in self._select(text, **parameters)
        }

    def _select_columns(self) -> tuple[list[str], dict[str, Any]]:
        request = self._question.request
        found = self._question.types.find(request.project, [key.path for key in request.keys])
        parts: list[str] = []
        for index, key in enumerate(request.keys):
            codes = {one.code for one in found[key.path]}
            compared = select_compared(f"{{column_{index}:String}}", codes, key.aggregate, self._filters)
            parts += [f"SELECT object, {index}::UInt16 AS place, number, spelled FROM ({one})" for one in compared]
        return parts, {f"column_{index}": key.path for index, key in enumerate(request.keys)}


def _of_key(key: Key, codes: Collection[int]) -> frozenset[int]:
    """Return the types that a key asks for: a statistic is that of a series."""
    return frozenset(codes) & SERIES if key.aggregate else frozenset(codes)


def _order(key: Key, number: str, text: str) -> str:
    way = "DESC" if key.descending else "ASC"
    lacking = f"ifNull(isNaN({number}), 1) AND isNull({text})"
    return f"{lacking}, {number} {way} NULLS LAST, {text} {way} NULLS LAST"
