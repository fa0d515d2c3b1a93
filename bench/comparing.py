"""How long does it take to put fifty runs of ten thousand fields side by side, and to tell what two hundred changed?"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.columns_scale import STATS, command
from bench.processes import start_server
from bench.report import Row
from seamark.sdk.transport import Transport
from seamark.storage.columns import open_columns
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH, SERIES_STATS, SERIES_STATS_BY_OBJECT
from seamark.storage.columns.store import EngineColumns
from seamark.wire.api.differences import Comparison, ComparisonRequest, Differences, DifferencesRequest
from seamark.wire.api.projects import Project, ProjectRequest

RUNS, FIELDS_EACH = 50, 10_000
"""Side by side: half of the fields are single values, half series; 500 of the one and 2,500 of the other differ."""
CHANGED, CHOSEN, WIDE, SERIES = 200, 50, 20, 100_000
"""Told of: of each run the configuration, and the first of them have very many series besides."""
TIMES = 10


def measure() -> Iterator[Row]:
    """Yield the medians of several questions, through HTTP."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder)
        with start_server(data) as server:
            transport = Transport(server.url, server.token)
            project = transport.send("POST", "/projects", ProjectRequest(name="bench", key="BEN"), Project)
        fill(data)
        with start_server(data) as server:
            transport = Transport(server.url, server.token, read_seconds=300)
            address = f"/projects/{project.workspace}/{project.name}"
            beside = [f"BEN-{number}" for number in range(1, RUNS + 1)]
            for what, differing, more in (
                ("those that differ", 3_000, {}),
                ("all", 3_000, {"only_different": False}),
                ("a search", 100, {"search": "layer_4/"}),
            ):
                request = ComparisonRequest(runs=beside, **more)
                page, row = _ask(
                    transport, f"{address}/compare", request, f"50 runs x 10,000 fields: {what}", Comparison
                )
                assert page.different == differing
                yield row
            changed = [f"BEN-{number}" for number in range(RUNS + 1, RUNS + CHANGED + 1)]
            for what, against in (("the run before each", None), ("one baseline", changed[0])):
                asked = DifferencesRequest(runs=changed, against=against)
                told, row = _ask(
                    transport, f"{address}/differences", asked, f"changes of 200 runs: {what}", list[Differences]
                )
                assert all(one.total == CHOSEN // 10 for one in told[1:])
                yield row


def _ask(transport: Transport, address: str, request: Any, what: str, type: Any) -> tuple[Any, Row]:
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = transport.send("POST", address, request, type)
        spans.append(time.perf_counter() - began)
    return answer, Row(
        what=what, value=statistics.median(spans) * 1e3, unit="ms", note=f"slowest {max(spans) * 1e3:,.0f}"
    )


def fill(data: Path) -> None:
    """Put the runs into the stores of a stopped server, behind the protocols' back."""
    store = open_columns(f"chdb://{data / 'columns'}", memory_limit=4 * 2**30)
    assert isinstance(store, EngineColumns)
    half = FIELDS_EACH // 2
    for table in (FIELDS, FIELDS_BY_PATH):
        into = f"INSERT INTO {table} (project, object, path, generation, type, number, text, commit)"
        command(
            store,
            f"""{into} SELECT 1, intDiv(number, {FIELDS_EACH}) + 1 AS object,
            if(f < {half}, concat('config/group_', toString(f % 50), '/parameter_', toString(f)),
                concat('metrics/layer_', toString(f % 50), '/series_', toString(f))), 0,
            multiIf(f >= {half}, 8, f % 2 = 0, 3, 4), if(f < {half} AND f % 2 = 0, if(f % 10 = 0, object, f), NULL),
            if(f < {half} AND f % 2 = 1, concat('value ', toString(f)), ''), 5
            FROM (SELECT number, number % {FIELDS_EACH} AS f FROM numbers({RUNS * FIELDS_EACH}))""",
        )
        first = RUNS + 1
        command(
            store,
            f"""{into} SELECT 1, intDiv(number, {CHOSEN}) + {first}, concat('config/p', toString(number % {CHOSEN})), 0, 3,
            if(number % 10 = 0, number, 1), '', 5 FROM numbers({CHANGED * CHOSEN})""",
        )
        command(
            store,
            f"""{into} SELECT 1, intDiv(number, {SERIES}) + {first}, concat('m/', toString(number % {SERIES})), 0, 8, NULL,
            '', 5 FROM numbers({WIDE * SERIES})""",
        )
        command(store, f"{into} SELECT 1, number + {first}, 'sys/owner', 0, 4, NULL, 'ada', 5 FROM numbers({CHANGED})")
        command(store, f"OPTIMIZE TABLE {table} FINAL")
    for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS):
        command(
            store,
            f"""INSERT INTO {table} ({STATS}) SELECT 1, intDiv(number, {half}) + 1 AS object,
            concat('metrics/layer_', toString(f % 50), '/series_', toString(f)), 0, 100, 0, 99,
            if(f % 2 = 0, object, f) AS x, x, x, x, 0, 99, 5
            FROM (SELECT number, number % {half} + {half} AS f FROM numbers({RUNS * half}))""",
        )
    store.close()
    with sqlite3.connect(data / "catalog.db") as catalog:
        catalog.execute(
            f"""WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {RUNS + CHANGED})
            INSERT INTO objects (number, project, kind, uid, short, id, created_at, created_by)
            SELECT n, 1, 'run', printf('%032x', n), printf('%012x', n), 'BEN-' || n, 1790000000000000 + n, 'ada'
            FROM numbers"""
        )
        catalog.execute("UPDATE projects SET last_id = ?, runs = ?", (RUNS + CHANGED, RUNS + CHANGED))
        catalog.execute("INSERT OR REPLACE INTO facts (name, value) VALUES ('clean_mark', '5')")
    catalog.close()
