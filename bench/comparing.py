"""How long does it take to put fifty runs of ten thousand fields side by side, and to tell what two hundred changed?"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.processes import start_server
from bench.report import Row
from bench.stores import ADDRESS, PERSON
from seamark.model.values import FieldType
from seamark.sdk.transport import Transport
from seamark.testing.large import KEY, fill_store
from seamark.testing.large_columns import Filled, Filler
from seamark.wire.api.differences import Comparison, ComparisonRequest, Differences, DifferencesRequest

RUNS, FIELDS_EACH = 50, 10_000
"""Side by side: half of the fields are single values, half series; 500 of the one and 2,500 of the other differ."""
CHANGED, CHOSEN, WIDE, SERIES = 200, 50, 20, 100_000
"""Told of: of each run the configuration, and the first of them have very many series besides."""
TIMES = 10


def measure() -> Iterator[Row]:
    """Yield the medians of several questions, through HTTP."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder)
        fill_store(data, PERSON, fill)
        with start_server(data) as server:
            transport = Transport(server.url, server.token, read_seconds=300)
            beside = [f"{KEY}-{number}" for number in range(1, RUNS + 1)]
            for what, differing, more in (
                ("those that differ", 3_000, {}),
                ("all", 3_000, {"only_different": False}),
                ("a search", 100, {"search": "layer_4/"}),
            ):
                request = ComparisonRequest(runs=beside, **more)
                page, row = _ask(
                    transport, f"{ADDRESS}/compare", request, f"50 runs x 10,000 fields: {what}", Comparison
                )
                assert page.different == differing
                yield row
            changed = [f"{KEY}-{number}" for number in range(RUNS + 1, RUNS + CHANGED + 1)]
            for what, against in (("the run before each", None), ("one baseline", changed[0])):
                asked = DifferencesRequest(runs=changed, against=against)
                told, row = _ask(
                    transport, f"{ADDRESS}/differences", asked, f"changes of 200 runs: {what}", list[Differences]
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


def fill(filler: Filler) -> int:
    """Make the runs side by side, and behind them those that are told of."""
    half, first = FIELDS_EACH // 2, RUNS + 1
    float_, text, series = FieldType.FLOAT, FieldType.STRING, FieldType.FLOAT_SERIES
    parameter = "concat('config/group_', toString({0} % 50), '/parameter_', toString({0}))"
    even, odd, late = "(2 * place)", "(2 * place + 1)", f"(place + {half})"
    value = f"if({even} % 10 = 0, object, {even})"
    filler.fields(1, RUNS, Filled(path=parameter.format(even), type=float_, value=value, count=half // 2))
    value = f"concat('value ', toString({odd}))"
    filler.fields(1, RUNS, Filled(path=parameter.format(odd), type=text, value=value, count=half // 2))
    path = f"concat('metrics/layer_', toString({late} % 50), '/series_', toString({late}))"
    value = f"if({late} % 2 = 0, object, {late})"
    filler.statistics_alone(1, RUNS, Filled(path=path, type=series, value=value, count=half, points=100))
    path, value = "concat('config/p', toString(place))", "if(place % 10 = 0, object, 1)"
    filler.fields(first, CHANGED, Filled(path=path, type=float_, value=value, count=CHOSEN))
    filler.fields(first, WIDE, Filled(path="concat('m/', toString(place))", type=series, count=SERIES))
    filler.fields(first, CHANGED, Filled(path="'sys/owner'", type=text, value="'bench'"))
    filler.settle()
    return RUNS + CHANGED
