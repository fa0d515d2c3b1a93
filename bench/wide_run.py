"""How long does the page of a run with a hundred thousand series take to open?"""

import statistics
import time
from collections.abc import Iterator

from bench.processes import RunningServer
from bench.report import Row
from bench.stores import SHAPE, start_on_large
from seamark.sdk.transport import Transport
from seamark.testing.large import KEY


def measure() -> Iterator[Row]:
    """Yield the time of the first request for its fields, and of the page in a browser."""
    with start_on_large() as server:
        transport = Transport(server.url, server.token, read_seconds=300)
        run = f"{KEY}-{SHAPE.wide}"
        spans = []
        for _ in range(10):
            began = time.perf_counter()
            transport.request("GET", f"/runs/{run}/fields", query={"limit": 500})
            spans.append(time.perf_counter() - began)
        yield Row(what="a run of 100,000 series: first 500 fields", value=statistics.median(spans) * 1e3, unit="ms")
        seconds = open_page(server, f"/r/{run}", "canvas")
        yield Row(what="a run of 100,000 series: its page, first chart", value=seconds, unit="s", budget=1)


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
