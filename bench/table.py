"""How long does a page of a project with a million runs of fifty fields take, through HTTP?"""

import time
from collections.abc import Iterator

from bench.report import Row
from bench.stores import ADDRESS, start_on_large
from seamark.sdk.transport import Transport
from seamark.wire.api.tables import Column, Sort, TablePage, TableRequest

TIMES = 40


def measure() -> Iterator[Row]:
    """Yield the 95th percentile over 40 different questions of each sort, asked one after another."""
    with start_on_large() as server:
        yield Row(what="server start on 1,000,000 runs", value=server.seconds_to_start, unit="s", budget=2.5)
        transport = Transport(server.url, server.token, read_seconds=300)
        for what, query, sorts in (
            ("1M runs: sort by one field + page", "", ["config/p7"]),
            ("1M runs: filter + sort + page", "config/p9 > {}", ["config/p7"]),
            (
                "1M runs: two filters + two sorts + page",
                "config/p9 > {} AND config/p11 < 0.5",
                ["config/p7", "config/p8"],
            ),
        ):
            yield _ask(transport, what, query, sorts)


def _ask(transport: Transport, what: str, query: str, sorts: list[str]) -> Row:
    columns = [Column(path=f"config/p{index}") for index in range(10, 30)]
    spans = []
    for number in range(TIMES):
        request = TableRequest(
            columns=columns,
            sort=[Sort(path=path, descending=number % 2 == 0) for path in sorts],
            query=query.format(0.3 + number / 100),
            limit=100,
        )
        began = time.perf_counter()
        page = transport.send("POST", f"{ADDRESS}/table", request, TablePage)
        spans.append(time.perf_counter() - began)
        assert len(page.rows) == 100
    spans.sort()
    median = f"median {spans[TIMES // 2] * 1e3:,.0f} ms, first rows {page.matched:,} matched"
    return Row(what=what, value=spans[int(TIMES * 0.95)] * 1e3, unit="ms (p95)", budget=100, note=median)
