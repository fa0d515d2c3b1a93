"""How long does a page of a project with a million runs of fifty fields take, through HTTP?"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.columns_scale import FIELDS_EACH, RUNS, command, run_sql
from bench.processes import start_server
from bench.report import Row
from seamark.sdk.transport import Transport
from seamark.storage.columns import open_columns
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH
from seamark.storage.columns.store import EngineColumns
from seamark.wire.api.projects import Project, ProjectRequest
from seamark.wire.api.tables import Column, Sort, TablePage, TableRequest

TIMES = 40


def measure() -> Iterator[Row]:
    """Yield the 95th percentile over 40 different questions of each sort, asked one after another."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder)
        with start_server(data) as server:
            transport = Transport(server.url, server.token)
            project = transport.send("POST", "/projects", ProjectRequest(name="bench"), Project)
        fill(data)
        with start_server(data) as server:
            yield Row(what="server start on 1,000,000 runs", value=server.seconds_to_start, unit="s", budget=2.5)
            transport = Transport(server.url, server.token, read_seconds=300)
            address = f"/projects/{project.workspace}/{project.name}/table"
            for what, query, sorts in (
                ("1M runs: sort by one field + page", "", ["config/p7"]),
                ("1M runs: filter + sort + page", "config/p9 > {}", ["config/p7"]),
                (
                    "1M runs: two filters + two sorts + page",
                    "config/p9 > {} AND config/p11 < 0.5",
                    ["config/p7", "config/p8"],
                ),
            ):
                yield _ask(transport, address, what, query, sorts)


def _ask(transport: Transport, address: str, what: str, query: str, sorts: list[str]) -> Row:
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
        page = transport.send("POST", address, request, TablePage)
        spans.append(time.perf_counter() - began)
        assert len(page.rows) == 100
    spans.sort()
    median = f"median {spans[TIMES // 2] * 1e3:,.0f} ms, first rows {page.matched:,} matched"
    return Row(what=what, value=spans[int(TIMES * 0.95)] * 1e3, unit="ms (p95)", budget=100, note=median)


def fill(data: Path, alike: int = 1, more: Callable[[EngineColumns], None] | None = None) -> None:
    """Put a million runs into the stores of a stopped server, behind the protocols' back: so many with the same
    configuration, and whatever more a question needs.
    """
    store = open_columns(f"chdb://{data / 'columns'}", memory_limit=4 * 2**30)
    assert isinstance(store, EngineColumns)
    for table in (FIELDS, FIELDS_BY_PATH):
        for low in range(0, FIELDS_EACH, 10):
            run_sql(store, table, low, alike)
    if more is not None:
        more(store)
    for table in (FIELDS, FIELDS_BY_PATH):
        command(store, f"OPTIMIZE TABLE {table} FINAL")
    store.close()
    with sqlite3.connect(data / "catalog.db") as catalog:
        catalog.execute(
            f"""WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {RUNS})
            INSERT INTO objects (number, project, kind, uid, short, id, created_at, created_by)
            SELECT n, 1, 'run', printf('%032x', n), printf('%012x', n), 'BEN-' || n, 1790000000000000 + n, 'bench'
            FROM numbers"""
        )
        catalog.execute("UPDATE projects SET last_id = ?, runs = ?", (RUNS, RUNS))
        catalog.execute("INSERT OR REPLACE INTO facts (name, value) VALUES ('clean_mark', '5')")
    catalog.close()
