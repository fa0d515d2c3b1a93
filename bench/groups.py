"""How long do groups of a million runs of fifty fields take, through HTTP?"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.columns_scale import RUNS, STATS, command
from bench.processes import start_server
from bench.report import Row
from bench.table import fill
from seamark.sdk.transport import Transport
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH, SERIES_STATS, SERIES_STATS_BY_OBJECT
from seamark.storage.columns.store import EngineColumns
from seamark.wire.api.groups import GroupPage, GroupRequest
from seamark.wire.api.projects import Project, ProjectRequest
from seamark.wire.api.tables import (
    Column,
    ColumnList,
    FieldValues,
    Grouping,
    GroupRef,
    Sort,
    TablePage,
    TableRequest,
)

TIMES = 7
ALIKE = 10
"""Runs that have all configuration in common but the seed."""
LOSS = Column(path="loss")
BY_TWO = Grouping(by=["config/batch", "config/optimizer"])
BUT_SEED = Grouping(apart_from=["config/seed"])


def measure() -> Iterator[Row]:
    """Yield the median over seven answers to each question, asked one after another."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder)
        with start_server(data) as server:
            transport = Transport(server.url, server.token)
            project = transport.send("POST", "/projects", ProjectRequest(name="bench"), Project)
        fill(data, ALIKE, _add_choices)
        with start_server(data) as server:
            transport = Transport(server.url, server.token, read_seconds=300)
            yield from _ask(transport, f"/projects/{project.workspace}/{project.name}")


def _ask(transport: Transport, address: str) -> Iterator[Row]:
    def group(grouping: Grouping, **more: Any) -> GroupPage:
        request = GroupRequest(grouping=grouping, **({"columns": [LOSS], "sort": [Sort(path="loss")]} | more))
        return transport.send("POST", f"{address}/groups", request, GroupPage)

    def open_first(grouping: Grouping) -> TablePage:
        ref = GroupRef(grouping=grouping, key=group(grouping).groups[0].key)
        request = TableRequest(columns=[LOSS], group=ref)
        return timed_send("table", request)

    def timed_send(name: str, request: TableRequest) -> TablePage:
        began.append(time.perf_counter())
        return transport.send("POST", f"{address}/{name}", request, TablePage)

    began: list[float] = []

    def ask(what: str, question: Callable[[], Any], note: Callable[[Any], str]) -> Row:
        spans = []
        for _ in range(TIMES):
            began[:] = [time.perf_counter()]
            answer = question()
            spans.append(time.perf_counter() - began[-1])
        said = f"{note(answer)}, longest {max(spans) * 1e3:,.0f} ms"
        return Row(what=what, value=sorted(spans)[TIMES // 2] * 1e3, unit="ms", note=said)

    def say(page: GroupPage) -> str:
        return f"{page.matched_groups:,} groups of {page.matched:,} runs"

    ten = [LOSS, *(Column(path=f"config/p{index}") for index in range(10, 19))]
    some = {"query": "config/p9 > 0.99"}
    for what, grouping, more in (
        ("1M runs: group by two fields, sorted by a mean", BY_TWO, {}),
        ("1M runs: the same with ten columns", BY_TWO, {"columns": ten}),
        ("1M runs: the same of a filter that 1 % pass", BY_TWO, some),
        ("1M runs: same configuration except the seed", BUT_SEED, {}),
        ("1M runs: the same with ten columns", BUT_SEED, {"columns": ten}),
        ("1M runs: the same of a filter that 1 % pass", BUT_SEED, some),
    ):
        yield ask(what, lambda grouping=grouping, more=more: group(grouping, **more), say)
    for what, grouping in (("of two fields", BY_TWO), ("of the same configuration", BUT_SEED)):
        yield ask(
            f"1M runs: the runs of a group {what}",
            lambda grouping=grouping: open_first(grouping),
            lambda page: f"{page.matched:,} runs",
        )
    for what, path in (("three texts", "config/optimizer"), ("a million texts", "sys/id")):
        yield ask(
            f"1M runs: values of a field, {what}",
            lambda path=path: transport.send("GET", f"{address}/values?path={path}", None, FieldValues),
            lambda found: f"{len(found.values)} values",
        )
    for order in ("runs", "differing"):
        yield ask(
            f"1M runs: columns, {order} first",
            lambda order=order: transport.send("GET", f"{address}/columns?order={order}", None, ColumnList),
            lambda found: f"{found.total} columns",
        )


def _add_choices(store: EngineColumns) -> None:
    """Add a batch size, an optimizer and a seed to every run, and statistics to its series."""
    for table in (FIELDS, FIELDS_BY_PATH):
        command(
            store,
            f"""INSERT INTO {table} (project, object, path, generation, type, integer, number, text, commit)
            SELECT 1, number % {RUNS} + 1 AS object, ['config/batch', 'config/optimizer', 'config/seed'][f + 1], 0,
                [2, 4, 2][f + 1], multiIf(f = 0, pow(2, 4 + intDiv(object - 1, {ALIKE}) % 5), f = 2,
                (object - 1) % {ALIKE}, NULL)::Nullable(Int64) AS integer, integer,
                if(f = 1, ['adam', 'sgd', 'lion'][intDiv(object - 1, {ALIKE}) % 3 + 1], ''), 5
            FROM (SELECT number, intDiv(number, {RUNS}) AS f FROM numbers({RUNS * 3})) SETTINGS max_memory_usage = 0""",
        )
    for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS):
        command(
            store,
            f"""INSERT INTO {table} ({STATS}) SELECT 1, number + 1, 'loss', 0, 100, 0, 99,
            cityHash64(number) / 18446744073709551615 AS x, x, x, x, 0, 99, 5 FROM numbers({RUNS})""",
        )
        command(store, f"OPTIMIZE TABLE {table} FINAL")
