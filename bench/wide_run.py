"""How long do the first fields of a run with a hundred thousand series take, through HTTP? `screens` has its page."""

import statistics
import time
from collections.abc import Iterator

from bench.report import Row
from bench.stores import SHAPE, start_on_large
from seamark.sdk.transport import Transport
from seamark.testing.large import KEY


def measure() -> Iterator[Row]:
    """Yield the median of ten requests."""
    with start_on_large() as server:
        transport = Transport(server.url, server.token, read_seconds=300)
        run = f"{KEY}-{SHAPE.wide}"
        spans = []
        for _ in range(10):
            began = time.perf_counter()
            transport.request("GET", f"/runs/{run}/fields", query={"limit": 500})
            spans.append(time.perf_counter() - began)
        yield Row(what="a run of 100,000 series: first 500 fields", value=statistics.median(spans) * 1e3, unit="ms")
