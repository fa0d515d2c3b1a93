"""How long do groups of a million runs of fifty fields take, through HTTP?"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.report import Row
from bench.stores import ADDRESS, start_on_large
from seamark.sdk.transport import Transport
from seamark.wire.api.groups import GroupPage, GroupRequest
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
LOSS = Column(path="loss")
BY_TWO = Grouping(by=["config/batch", "config/optimizer"])
BUT_SEED = Grouping(apart_from=["config/seed"])


def measure() -> Iterator[Row]:
    """Yield the median over seven answers to each question, asked one after another."""
    with start_on_large() as server:
        yield from _ask(Transport(server.url, server.token, read_seconds=300))


def _ask(transport: Transport) -> Iterator[Row]:
    def group(grouping: Grouping, **more: Any) -> GroupPage:
        request = GroupRequest(grouping=grouping, **({"columns": [LOSS], "sort": [Sort(path="loss")]} | more))
        return transport.send("POST", f"{ADDRESS}/groups", request, GroupPage)

    def open_first(grouping: Grouping) -> TablePage:
        ref = GroupRef(grouping=grouping, key=group(grouping).groups[0].key)
        request = TableRequest(columns=[LOSS], group=ref)
        return timed_send("table", request)

    def timed_send(name: str, request: TableRequest) -> TablePage:
        began.append(time.perf_counter())
        return transport.send("POST", f"{ADDRESS}/{name}", request, TablePage)

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
            lambda path=path: transport.send("GET", f"{ADDRESS}/values", None, FieldValues, query={"path": path}),
            lambda found: f"{len(found.values)} values",
        )
    for order in ("runs", "differing"):
        yield ask(
            f"1M runs: columns, {order} first",
            lambda order=order: transport.send("GET", f"{ADDRESS}/columns", None, ColumnList, query={"order": order}),
            lambda found: f"{found.total} columns",
        )
