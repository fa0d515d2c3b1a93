"""How do the screens do on a store of absurd sizes: how long until something is seen, and is anything left out?

In a real Chromium, one question after another, on one server. `BENCH_STORE` names a folder that keeps the store.
"""

import contextlib
import json
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from bench.processes import RunningServer
from bench.report import Row
from bench.stores import PAGE, SHAPE, start_on_large
from seamark.testing.large import KEY

if TYPE_CHECKING:
    from playwright.sync_api import Page

TIMES = 5
PATIENCE = 60_000
RUN = f"{PAGE}/runs/{KEY}-"
FRAME = 16.7
"""Milliseconds between two frames."""
WATCH = """
() => {
  const grid = document.querySelector('[aria-label="Runs"]');
  const seen = { frames: 0, blank: 0, bare: 0, longest: 0, gaps: [] };
  let before = performance.now();
  let running = true;
  const look = (now) => {
    if (!running) return;
    const gap = now - before;
    before = now;
    seen.frames += 1;
    seen.longest = Math.max(seen.longest, gap);
    seen.gaps.push(gap);
    const place = grid.getBoundingClientRect();
    let bottom = place.top, blank = 0;
    for (const row of grid.querySelectorAll('[role="row"][id]')) {
      const { top, bottom: end } = row.getBoundingClientRect();
      if (end <= place.top || top >= place.bottom) continue;
      bottom = Math.max(bottom, end);
      if (!row.querySelector('[role="gridcell"]')) blank += 1;
    }
    if (blank) seen.blank += 1;
    if (bottom < place.top + grid.clientHeight - 2) seen.bare += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.stopWatching = () => { running = false; return seen; };
}
"""
SEEN = """
(() => {
  const wanted = %s;
  window.seenAt = {};
  const look = () => {
    for (const one of wanted) if (!(one in seenAt) && document.querySelector(one)) seenAt[one] = performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""
"""Notes in which frame, by the page's own clock since it was asked for, there is such an element."""
UNREAD = """() => [...document.querySelectorAll('[aria-label="Runs"] [role="row"][id]')]
  .filter((row) => !row.querySelector('[role="gridcell"]')).length"""
CELLS = '[aria-label="Runs"] [role="row"][id] [role="gridcell"]'


def measure() -> Iterator[Row]:
    """Yield medians of several times, and what was seen while the table was scrolled."""
    with start_on_large() as server, open_browser(server) as page:
        yield from _ask_table(page)
        yield from _ask_scrolling(page)
        yield from _ask_runs(page)


@contextlib.contextmanager
def open_browser(server: RunningServer) -> Iterator["Page"]:
    """Return a page of a browser that is signed in."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(base_url=server.url, viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"/open?key={server.key}")
        page.add_init_script(SEEN % json.dumps([CELLS, "canvas", "h1"]))
        yield page
        browser.close()


def _open(page: "Page", address: str, awaited: str) -> float:
    """Return the seconds from the address to the first such element, on a page that had nothing before."""
    page.goto("about:blank")
    page.wait_for_timeout(1_500)  # the page before reads on for a while, as the server does for it
    page.goto(address, wait_until="commit")
    page.wait_for_selector(awaited)
    seen: float = page.evaluate("awaited => seenAt[awaited]", awaited)
    return seen / 1_000


def _paint(page: "Page") -> float:
    """Return the seconds until the browser paints something of the app."""
    _open(page, PAGE, CELLS)
    painted: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return painted / 1_000


def _median(what: str, ask: Callable[[], float], budget: float | None = None) -> Row:
    spans = [ask() for _ in range(TIMES)]
    note = f"first {spans[0]:.2f}, longest {max(spans):.2f}"
    return Row(what=what, value=statistics.median(spans), unit="s", budget=budget, note=note)


def _ask_table(page: "Page") -> Iterator[Row]:
    yield _median("1M runs: project page, first paint", lambda: _paint(page), 1)
    yield _median("1M runs: project page, first rows", lambda: _open(page, PAGE, CELLS), 1)
    yield _median("1M runs: project page, first chart", lambda: _open(page, PAGE, "canvas"))
    _open(page, f"{PAGE}?columns=config/p7,config/p8,loss", CELLS)
    sorts = iter(["config/p7", "config/p8"] * TIMES)
    yield _median("1M runs: a click on a head, other rows seen", lambda: _sort(page, next(sorts)), 1)
    grouped = f"{PAGE}?group=config/batch,config/optimizer&columns=loss"
    yield _median("1M runs: grouped by two fields, first groups", lambda: _open(page, grouped, CELLS))
    same = f"{PAGE}?except=config/seed&columns=loss"
    yield _median("1M runs: same configuration, first groups", lambda: _open(page, same, CELLS))


def _sort(page: "Page", path: str) -> float:
    first = page.locator('[aria-label="Runs"] [role="rowheader"]').first
    before = first.inner_text()
    began = time.perf_counter()
    page.get_by_role("columnheader", name=path).get_by_role("button", name=path, exact=True).click()
    page.wait_for_function(
        """before => { const one = document.querySelector('[aria-label="Runs"] [role="rowheader"]');
        return one && one.innerText && one.innerText !== before; }""",
        arg=before,
    )
    return time.perf_counter() - began


def _ask_scrolling(page: "Page") -> Iterator[Row]:
    _open(page, PAGE, CELLS)
    yield from _scroll(page, "1M runs: wheel through 2,000 rows", 0, 280, 200)
    yield _median("1M runs: a jump to the middle, its rows seen", _jumps(page))
    page.get_by_role("button", name="Rows and export").click()
    page.get_by_role("menuitemradio", name="Comfortable").click()
    yield Row(what="1M runs, comfortable: from the end, rows below the last", value=_look_at_end(page), unit="rows")
    wide = f"{PAGE}?panes=table&columns=/^wide\\//"
    yield _median("12,000 columns: first rows", lambda: _open(page, wide, CELLS))
    yield from _scroll(page, "12,000 columns: wheel through 300 of them", 200, 0, 200)
    yield _median("12,000 columns: a jump sideways, its cells seen", _jumps_across(page))
    began = time.perf_counter()
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("searchbox", name="Search fields").fill("value_11999")
    page.get_by_role("checkbox", name="value_11999").first.wait_for()
    yield Row(what="12,000 columns: one found by its name", value=time.perf_counter() - began, unit="s")


def _scroll(page: "Page", what: str, across: int, down: int, times: int) -> Iterator[Row]:
    page.mouse.move(500, 500)
    page.evaluate(WATCH)
    for _ in range(times):
        page.mouse.wheel(across, down)
        page.wait_for_timeout(FRAME)
    page.wait_for_timeout(1_000)
    seen: dict[str, Any] = page.evaluate("() => window.stopWatching()")
    left = page.evaluate(UNREAD)
    gaps = sorted(seen["gaps"])
    note = f"of {seen['frames']} frames; {seen['bare']} had no row somewhere; {left} rows unread at the end"
    yield Row(what=f"{what}: unread rows", value=100 * seen["blank"] / seen["frames"], unit="% frames", note=note)
    late = f"median {gaps[len(gaps) // 2]:.0f}, 95th percentile {gaps[int(len(gaps) * 0.95)]:.0f}"
    yield Row(what=f"{what}: longest frame", value=seen["longest"], unit="ms", note=late)
    yield Row(what=f"{what}: dropped rows", value=left + seen["bare"], unit="rows", budget=0)


def _jumps(page: "Page") -> Callable[[], float]:
    places = iter(range(TIMES))

    def jump() -> float:
        began = time.perf_counter()
        share = 0.3 + next(places) / 10
        page.evaluate(
            "share => { const grid = document.querySelector('[aria-label=\"Runs\"]');"
            " grid.scrollTop = grid.scrollHeight * share; }",
            share,
        )
        page.wait_for_timeout(20)
        page.wait_for_function(f"() => ({UNREAD})() === 0")
        return time.perf_counter() - began

    return jump


def _look_at_end(page: "Page") -> float:
    """Return how many rows are left below what is seen when the table is scrolled to its end."""
    page.get_by_role("grid", name="Runs").evaluate("grid => { grid.scrollTop = grid.scrollHeight; }")
    page.wait_for_timeout(200)
    page.wait_for_function(f"() => ({UNREAD})() === 0")
    seen: int = page.evaluate(
        """() => { const grid = document.querySelector('[aria-label="Runs"]');
        const end = grid.getBoundingClientRect().bottom + 2;
        const rows = [...grid.querySelectorAll('[role="row"][id]')].filter((row) => row.getBoundingClientRect().bottom <= end);
        return Math.max(...rows.map((row) => Number(row.getAttribute('aria-rowindex')))); }"""
    )
    count: str | None = page.get_by_role("grid", name="Runs").get_attribute("aria-rowcount")
    return int(count or 0) - seen


def _jumps_across(page: "Page") -> Callable[[], float]:
    places = iter(range(TIMES))

    def jump() -> float:
        began = time.perf_counter()
        share = 0.2 + next(places) / 10
        page.get_by_role("grid", name="Runs").evaluate(
            "(grid, share) => { grid.scrollLeft = grid.scrollWidth * share; }", share
        )
        page.wait_for_timeout(20)
        page.wait_for_function(
            """() => [...document.querySelectorAll('[aria-label="Runs"] [role="row"][id] [role="gridcell"]')]
            .some((cell) => cell.innerText.trim() && cell.getAttribute('aria-colindex') > 500)"""
        )
        return time.perf_counter() - began

    return jump


def _ask_runs(page: "Page") -> Iterator[Row]:
    wide, long = f"{RUN}{SHAPE.wide}", f"{RUN}{SHAPE.long}/charts"
    yield _median("run of 100,000 series: its head", lambda: _open(page, wide, "h1"), 1)
    yield _median("run of 100,000 series: first chart", lambda: _open(page, f"{wide}/charts", "canvas"), 1)
    yield _median("10M points: the run's charts, the first", lambda: _open(page, long, "canvas"))
    _open(page, long, "canvas")
    yield _median("10M points: a zoom, drawn", _zooms(page))


def _zooms(page: "Page") -> Callable[[], float]:
    places = iter(range(TIMES))

    def zoom() -> float:
        box = page.locator("canvas").first.bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        share = 0.3 + next(places) / 20  # what was read once is not asked for again
        page.mouse.dblclick(box["x"] + box["width"] / 2, middle)
        page.wait_for_timeout(1_500)
        page.mouse.move(box["x"] + box["width"] * share, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (share + 0.2), middle, steps=4)
        with page.expect_response(lambda answer: "/series" in answer.url) as answer:
            began = time.perf_counter()
            page.mouse.up()
        answer.value.finished()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return time.perf_counter() - began

    return zoom
