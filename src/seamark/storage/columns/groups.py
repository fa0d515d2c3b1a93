"""A page of groups: which objects agree, in what order their groups come, and what each group has in its columns.

All objects asked for are given their keys once, in a temporary table of (object, key); all else is read beside it. A
million objects take 16 MB there.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from seamark.storage.columns.agreement import Hashes, select_compared
from seamark.storage.columns.engine import Engine, Holder
from seamark.storage.columns.rows import Agreement, GroupRow, GroupsPage, GroupsRequest, Key, Spread, Sql
from seamark.storage.columns.types import Types
from seamark.storage.columns.values import RUNS, SERIES, narrow, select_values

PARTS: Final = 4
"""In how many parts, by their numbers, many objects are given keys, each by one thread: with more threads each would
have a table of all objects, which is more memory than a read may have.
"""
MANY: Final = 100_000
"""Objects from which on it is not worth while to leave the others out before all are given keys."""
LISTED: Final = 10_000
"""Most objects that are named to a statement, so that it reads these alone; more are taken in parts."""
_EVERY_RUN: Final = f"(SELECT groupBitmapState(object) {RUNS})"
_STATE: Final = "sys/state"


def read_groups(engine: Engine, types: Types, request: GroupsRequest) -> GroupsPage:
    """Return a page of groups."""
    plan = _Plan(engine, types, request)
    with engine.hold() as holder:
        holder.make("keyed", plan.keyed)
        question = _Question(holder, plan)
        groups, matched_groups = question.find_groups()
        question.choose(groups)
        first, states, spreads = question.find_first(), question.count_states(), question.spread()
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
    return GroupsPage(groups=rows, matched_groups=matched_groups, matched=plan.matched)


def select_group(engine: Engine, types: Types, project: int, agreement: Agreement, key: int) -> Sql:
    """Return the bitmap of the objects that have a key; its parameters are named as no other's are."""
    hashes = Hashes(engine, types, project, agreement)
    parameters = hashes.parameters | {"group_key": key, "project": project}
    _, bounds = _find_bounds(engine, Sql(text=_EVERY_RUN, parameters={"project": project}))
    parts = []
    for filters in _part(bounds):
        everything = f" UNION ALL SELECT object, 0::UInt64 AS hash {RUNS}{filters}" if key == 0 else ""
        parts.append(
            f"""SELECT object FROM ({hashes.select(filters)}{everything})
            GROUP BY object HAVING sum(hash) = {{group_key:UInt64}} SETTINGS max_threads = 1"""
        )
    members = f"SELECT object FROM ({' UNION ALL '.join(parts)})"
    listed = engine.select(Sql(text=f"{members} LIMIT {LISTED + 1}", parameters=parameters)).column("object")
    if len(listed) > LISTED:
        return Sql(text=f"(SELECT groupBitmapState(object) FROM ({members}))", parameters=parameters)
    return Sql(text="bitmapBuild({group:Array(UInt64)})", parameters={"group": listed.to_pylist()})


def _find_bounds(engine: Engine, wanted: Sql) -> tuple[int, list[int]]:
    """Return how many objects a bitmap has, and the numbers at which many of them are parted."""
    ends = ", ".join(
        f"bitmapMax(bitmapSubsetLimit(wanted, 0, intDiv(matched * {part}, {PARTS})))" for part in range(1, PARTS)
    )
    text = f"WITH {wanted.text} AS wanted SELECT bitmapCardinality(wanted) AS matched, [{ends}] AS ends"
    found = engine.select(Sql(text=text, parameters=wanted.parameters))
    matched = int(found.column("matched")[0].as_py())
    return matched, found.column("ends")[0].as_py() if matched > LISTED else []


def _part(bounds: list[int]) -> list[str]:
    """Return a condition on the objects of each part."""
    return [
        ("" if low is None else f" AND object > {low}") + ("" if high is None else f" AND object <= {high}")
        for low, high in pairwise([None, *bounds, None])
    ]


class _Plan:
    """What has to be known before a client is held, so that nobody waits for a second one with the first in hand."""

    def __init__(self, engine: Engine, types: Types, request: GroupsRequest) -> None:
        self.request = request
        self.sort = [key for key in request.sort if key.path]
        found = types.find(request.project, ["sys/trashed", *(key.path for key in [*self.sort, *request.keys])])
        self.codes = {path: frozenset(one.code for one in own) for path, own in found.items()}
        hashes = Hashes(engine, types, request.project, request.agreement)
        where = request.where or Sql(text=_EVERY_RUN)
        parameters = {"project": request.project, "others": list(request.others)} | hashes.parameters | where.parameters
        has_trash = bool(self.codes["sys/trashed"])
        wanted = narrow(where.text, hides_trashed=has_trash, has_others=bool(request.others))
        self.matched, bounds = _find_bounds(engine, Sql(text=wanted, parameters=parameters))
        only = " AND object IN (SELECT arrayJoin(bitmapToArray(wanted)))" if self.matched < MANY else ""
        of_few = self.matched <= LISTED
        parts = " UNION ALL ".join(
            f"""SELECT object, sum(hash) AS key FROM ({hashes.select(filters + only, of_few=of_few)} UNION ALL
                SELECT object, 0::UInt64 AS hash FROM (SELECT arrayJoin(bitmapToArray(wanted)) AS object) WHERE 1{filters})
            GROUP BY object HAVING bitmapContains(wanted, object) SETTINGS max_threads = 1"""
            for filters in _part(bounds)
        )
        self.keyed = Sql(text=f"WITH {wanted} AS wanted SELECT object, key FROM ({parts})", parameters=parameters)


class _Question:
    """What the groups of a table of (object, key) are, and what they have."""

    def __init__(self, holder: Holder, plan: _Plan) -> None:
        self._holder, self._codes, self._sort, request = holder, plan.codes, plan.sort, plan.request
        self._keys = request.keys
        self._parameters: dict[str, Any] = {f"sort_{index}": key.path for index, key in enumerate(plan.sort)}
        self._parameters |= {f"column_{index}": key.path for index, key in enumerate(request.keys)}
        self._parameters |= {"project": request.project, "state": _STATE}
        self._parameters |= {"limit": request.limit, "offset": request.offset, "first": request.first}
        self._first = request.first
        self._filters = ""
        self._members = ""

    def _find_codes(self, key: Key) -> frozenset[int]:
        """The types that a key asks for: a statistic is that of a series."""
        return self._codes[key.path] & SERIES if key.aggregate else self._codes[key.path]

    def _select(self, text: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._holder.select(Sql(text=text, parameters=self._parameters)).to_pylist()
        return found

    def find_groups(self) -> tuple[list[dict[str, Any]], int]:
        """Return the groups of the page, and how many there are."""
        joins, order = "", ""
        for index, key in enumerate(self._sort):
            values = self._sorted_by(index, key)
            if values:
                means = f"""SELECT key, avgIf(number, NOT isNaN(number)) AS number, min(text) AS text
                    FROM ({values}) AS v INNER JOIN keyed ON v.object = keyed.object GROUP BY key"""
                joins += f" LEFT JOIN ({means}) AS s{index} ON g.key = s{index}.key"
                order += f"{_order(key, f's{index}')}, "
        largest = "" if self._sort else "g.objects DESC, "
        counts = "SELECT key, count() AS objects, max(object) AS newest FROM keyed GROUP BY key"
        found = self._select(
            f"""SELECT g.key AS key, g.objects AS objects, g.newest AS newest, count() OVER () AS groups
            FROM ({counts}) AS g{joins} ORDER BY {order}{largest}g.newest DESC
            LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}} SETTINGS join_use_nulls = 1"""
        )
        if found:
            return found, int(found[0]["groups"])
        return [], int(self._select("SELECT uniqExact(key) AS groups FROM keyed")[0]["groups"])

    def choose(self, groups: list[dict[str, Any]]) -> None:
        """Ask from now on of the groups of a page."""
        self._parameters["keys"] = [group["key"] for group in groups]
        self._members = "SELECT object, key FROM keyed WHERE key IN {keys:Array(UInt64)}"
        if sum(group["objects"] for group in groups) <= LISTED:
            self._parameters["members"] = [row["object"] for row in self._select(self._members)]
            self._filters = " AND object IN {members:Array(UInt64)}"

    def _sorted_by(self, index: int, key: Key) -> str:
        """The numbers of a sort key, and its texts where there are no numbers; empty where no object has it."""
        codes = self._find_codes(key)
        values = select_values(f"{{sort_{index}:String}}", codes, key.aggregate, self._filters)
        text = "if(isNull(number), toNullable(text), NULL)"
        return f"SELECT object, number, {text} AS text FROM ({values})" if codes else ""

    def find_first(self) -> dict[int, list[int]]:
        """Return the first objects of each group."""
        if not self._first:
            return {}
        joins, order = "", ""
        for index, key in enumerate(self._sort):
            values = self._sorted_by(index, key)
            if values:
                joins += f" LEFT JOIN ({values}) AS s{index} ON m.object = s{index}.object"
                order += f"{_order(key, f's{index}')}, "
        text = f"""SELECT m.key AS key, m.object AS object FROM ({self._members}) AS m{joins}
            ORDER BY m.key, {order}m.object DESC LIMIT {{first:UInt64}} BY m.key SETTINGS join_use_nulls = 1"""
        found: dict[int, list[int]] = {}
        for row in self._select(text):
            found.setdefault(row["key"], []).append(row["object"])
        return found

    def count_states(self) -> dict[int, dict[str, int]]:
        """Return how many objects of each group are in which state."""
        values = select_values("{state:String}", {4}, None, self._filters)
        text = f"""SELECT key, text, count() AS objects FROM ({values}) AS v INNER JOIN ({self._members}) AS m
            ON v.object = m.object GROUP BY key, text ORDER BY key, objects DESC, text"""
        found: dict[int, dict[str, int]] = {}
        for row in self._select(text):
            found.setdefault(row["key"], {})[row["text"]] = row["objects"]
        return found

    def spread(self) -> dict[tuple[int, int], Spread]:
        """Return what each group has in each column."""
        parts = [
            f"SELECT object, {index}::UInt16 AS place, number, spelled FROM ({one})"
            for index, key in enumerate(self._keys)
            for one in select_compared(
                f"{{column_{index}:String}}", self._find_codes(key), key.aggregate, self._filters
            )
        ]
        if not parts:
            return {}
        known = "NOT isNaN(number)"
        text = f"""SELECT key, place, count() AS having, countIf({known}) AS numbers, avgIf(number, {known}) AS mean,
                stddevSampStableIf(number, {known}) AS std, minIf(number, {known}) AS least,
                maxIf(number, {known}) AS most, min(spelled) = max(spelled) AS same
            FROM ({" UNION ALL ".join(parts)}) AS v INNER JOIN ({self._members}) AS m ON v.object = m.object
            GROUP BY key, place"""
        return {(row["key"], row["place"]): _read_spread(row) for row in self._select(text)}


def _read_spread(row: Mapping[str, Any]) -> Spread:
    return Spread(
        having=row["having"],
        numbers=row["numbers"],
        mean=row["mean"],
        std=row["std"],
        min=row["least"],
        max=row["most"],
        same=bool(row["same"]),
    )


def _order(key: Key, source: str) -> str:
    number, text, way = f"{source}.number", f"{source}.text", "DESC" if key.descending else "ASC"
    lacking = f"ifNull(isNaN({number}), 1) AND isNull({text})"
    return f"{lacking}, {number} {way} NULLS LAST, {text} {way} NULLS LAST"
