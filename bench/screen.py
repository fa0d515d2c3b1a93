"""How long after the call is a point drawn in a tab that is open?"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench.processes import RunningServer, start_server
from bench.report import Row

WRITER = """
import sys, time
import seamark
run = seamark.init_run("bench", id="screen")
for number in range(60):
    run["loss"].append(float(number))
    print(number, time.time(), flush=True)
    time.sleep(0.25)
run.stop()
"""
WATCH = """
window.drawn = [];
const own = CanvasRenderingContext2D.prototype.stroke;
let pending = false;
CanvasRenderingContext2D.prototype.stroke = function (...all) {
  if (!pending) { pending = true; requestAnimationFrame(() => { pending = false; window.drawn.push(Date.now() / 1000); }); }
  return own.apply(this, all);
};
"""


def measure() -> Iterator[Row]:
    """Yield the median and the 95th percentile over the points of 15 seconds at four a second."""
    with start_server() as server:
        logged, drawn = _watch(server)
    spans = sorted(min((moment - at for moment in drawn if moment >= at), default=60.0) for at in logged[8:-2])
    yield Row(what="point logged to drawn, median", value=statistics.median(spans), unit="s")
    yield Row(what="point logged to drawn, 95th percentile", value=spans[int(len(spans) * 0.95)], unit="s", budget=1)


def _watch(server: RunningServer) -> tuple[list[float], list[float]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{server.url}/open?key={server.key}")

        environment: dict[str, Any] = os.environ | server.environment | {"SEAMARK_HOME": str(server.home)}
        writer = subprocess.Popen([sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True)
        time.sleep(2)
        page.goto(f"{server.url}/r/screen")
        assert writer.stdout is not None
        logged = [float(line.split()[1]) for line in writer.stdout if line.split()[0].isdigit()]
        page.wait_for_timeout(2_000)
        drawn: list[float] = page.evaluate("window.drawn")
        browser.close()
    return logged, drawn
