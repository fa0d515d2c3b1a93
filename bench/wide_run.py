"""How long does the page of a run with a hundred thousand series take to open?"""

import statistics
import time
from collections.abc import Iterator

import msgspec

from bench.processes import RunningServer, start_server
from bench.report import Row
from seamark.model.objects import make_uid
from seamark.model.operations import Log
from seamark.sdk.transport import Transport
from seamark.wire.api.runs import Run, RunRequest
from seamark.wire.batches import Batch

SERIES, POINTS = 100_000, 3


def measure() -> Iterator[Row]:
    """Yield the time of the first request for its fields, and of the page in a browser."""
    with start_server() as server:
        transport = Transport(server.url, server.token, read_seconds=300)
        run = transport.send("POST", "/runs", RunRequest(project="bench", uid=make_uid()), Run)
        started = time.perf_counter()
        _fill(transport, run.uid)
        filled = SERIES * POINTS / (time.perf_counter() - started)
        yield Row(what="100,000 series x 3 points, written", value=filled, unit="points/s", note="for scale")
        spans = []
        for _ in range(10):
            began = time.perf_counter()
            transport.request("GET", f"/runs/{run.uid}/fields", query={"limit": 500})
            spans.append(time.perf_counter() - began)
        yield Row(what="a run of 100,000 series: first 500 fields", value=statistics.median(spans) * 1e3, unit="ms")
        seconds = open_page(server, f"/r/{run.uid}", "canvas")
        yield Row(what="a run of 100,000 series: its page, first chart", value=seconds, unit="s", budget=1)


def _fill(transport: Transport, run: str) -> None:
    for point in range(POINTS):
        for start in range(0, SERIES, 10_000):
            values: dict[str, float | str] = {
                f"block{number // 1000:03d}/layer{number % 1000:03d}/norm": number / 7 + point
                for number in range(start, start + 10_000)
            }
            body = msgspec.msgpack.encode(Batch(operations=[Log(values=values, step=point)]))
            transport.request("POST", f"/runs/{run}/operations", body=body, content_type="application/msgpack")


def open_page(server: RunningServer, address: str, awaited: str) -> float:
    """Return the median of 5 times from the address to the first element that is drawn, signed in already."""
    from playwright.sync_api import sync_playwright

    spans = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{server.url}/open?key={server.key}")
        for _ in range(5):
            page.goto("about:blank")
            time.sleep(2)  # the page before reads on for a while, as the server does for it
            began = time.perf_counter()
            page.goto(server.url + address)
            page.wait_for_selector(awaited, timeout=60_000)
            spans.append(time.perf_counter() - began)
        browser.close()
    return statistics.median(spans)
