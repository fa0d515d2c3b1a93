"""How long does a series of ten million points take to become a thousand buckets, and is its spike kept?"""

import array
import statistics
import time
from collections.abc import Iterator

import msgspec

from bench.processes import start_server
from bench.report import Row
from seamark.model.objects import make_uid
from seamark.model.operations import Extend
from seamark.sdk.transport import Transport
from seamark.wire.api.runs import Run, RunRequest
from seamark.wire.api.series import SeriesRef, SeriesRequest
from seamark.wire.batches import Batch
from seamark.wire.packed import MEDIA_TYPE, unpack_columns

POINTS, PART, SPIKE = 10_000_000, 100_000, 6_543_210


def measure() -> Iterator[Row]:
    """Yield the median and the slowest of 20 drawings of the whole series, and of zooms into it."""
    with start_server() as server:
        transport = Transport(server.url, server.token, read_seconds=300)
        run = transport.send("POST", "/runs", RunRequest(project="bench", uid=make_uid()), Run)
        started = time.perf_counter()
        _fill(transport, run.uid)
        filled = time.perf_counter() - started
        yield Row(what="10,000,000 points from one writer", value=POINTS / filled, unit="points/s", note="for scale")
        whole = [_draw(transport, run.uid, None, None) for _ in range(20)]
        yield Row(
            what="10M points to 1,000 buckets, median", value=statistics.median(whole) * 1e3, unit="ms", budget=300
        )
        yield Row(what="10M points to 1,000 buckets, slowest of 20", value=max(whole) * 1e3, unit="ms")
        part = [_draw(transport, run.uid, SPIKE - 5e5, SPIKE + 5e5) for _ in range(20)]
        yield Row(what="zoom to 1M of them, median", value=statistics.median(part) * 1e3, unit="ms")


def _fill(transport: Transport, run: str) -> None:
    for start in range(0, POINTS, PART):
        values = array.array("d", [0.25, 0.5] * (PART // 2))
        if start <= SPIKE < start + PART:
            values[SPIKE - start] = 1e6
        steps = array.array("d", range(start, start + PART)).tobytes()
        times = array.array("q", [time.time_ns() // 1000] * PART).tobytes()
        operation = Extend(path="loss", values=values.tobytes(), steps=steps, times=times)
        body = msgspec.msgpack.encode(Batch(operations=[operation]))
        transport.request("POST", f"/runs/{run}/operations", body=body, content_type="application/msgpack")


def _draw(transport: Transport, run: str, start: float | None, end: float | None) -> float:
    request = SeriesRequest(series=[SeriesRef(run=run, path="loss")], buckets=1000, start=start, end=end)
    began = time.perf_counter()
    answer = transport.request("POST", "/series", body=msgspec.json.encode(request), headers={"Accept": MEDIA_TYPE})
    spent = time.perf_counter() - began
    _, series = unpack_columns(answer.body)
    assert max(series[0]["max"]) == 1e6, "the spike is lost"
    return spent
