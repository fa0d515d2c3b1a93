"""How long does a series of ten million points take to become a thousand buckets, and is its spike kept?"""

import statistics
import time
from collections.abc import Iterator

import msgspec

from bench.report import Row
from bench.stores import SHAPE, start_on_large
from seamark.sdk.transport import Transport
from seamark.testing.large import KEY
from seamark.wire.api.series import SeriesRef, SeriesRequest
from seamark.wire.packed import MEDIA_TYPE, unpack_columns


def measure() -> Iterator[Row]:
    """Yield the median and the slowest of 20 drawings of the whole series, and of zooms into it."""
    with start_on_large() as server:
        transport = Transport(server.url, server.token, read_seconds=300)
        run = f"{KEY}-{SHAPE.long}"
        whole = [_draw(transport, run, None, None) for _ in range(20)]
        yield Row(
            what="10M points to 1,000 buckets, median", value=statistics.median(whole) * 1e3, unit="ms", budget=300
        )
        yield Row(what="10M points to 1,000 buckets, slowest of 20", value=max(whole) * 1e3, unit="ms")
        part = [_draw(transport, run, SHAPE.spike - 5e5, SHAPE.spike + 5e5) for _ in range(20)]
        yield Row(what="zoom to 1M of them, median", value=statistics.median(part) * 1e3, unit="ms")


def _draw(transport: Transport, run: str, start: float | None, end: float | None) -> float:
    request = SeriesRequest(series=[SeriesRef(run=run, path="loss")], buckets=1000, start=start, end=end)
    began = time.perf_counter()
    answer = transport.request("POST", "/series", body=msgspec.json.encode(request), headers={"Accept": MEDIA_TYPE})
    spent = time.perf_counter() - began
    _, series = unpack_columns(answer.body)
    assert max(series[0]["max"]) == 1e6, "the spike is lost"
    return spent
