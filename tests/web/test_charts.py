"""Charts: what the address keeps, charts of one's own, files, and the gallery of all their states."""

import csv
import io
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

PROJECT = "/ada/digits"
CHARTS = f"{PROJECT}?panes=charts"
SVG = "{http://www.w3.org/2000/svg}"


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def act(page: Page, chart: str, action: str) -> None:
    """Choose an item of a chart's menu."""
    card(page, chart).hover()
    card(page, chart).get_by_role("button", name="Chart actions").click()
    page.get_by_role("menuitem", name=action).click()


def save(page: Page, chart: str, action: str) -> Path:
    expect(card(page, chart)).to_contain_text("point")
    with page.expect_download() as download:
        act(page, chart, action)
    return Path(download.value.path())


def save_csv(page: Page, chart: str) -> list[dict[str, str]]:
    return read_csv(save(page, chart, "Save numbers as CSV"))


def read_csv(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_address_keeps_how_charts_are_drawn(page: Page):
    page.goto(f"{PROJECT}/runs/long/charts")
    page.get_by_role("button", name="Chart settings").click()
    page.get_by_role("combobox", name="Smoothing").select_option("gaussian")
    page.get_by_role("checkbox", name="Ignore outliers").check()
    page.get_by_role("checkbox", name="Logarithmic x axis").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="log y").click()
    expect(page).to_have_url(re.compile(r"smoothing=gaussian&outliers=0&log=xy$"))
    expect(card(page, "train/loss")).to_contain_text(re.compile(r"\d+ buckets? beyond"))
    page.reload()
    expect(page.get_by_role("button", name="log y")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Chart settings").click()
    expect(page.get_by_role("checkbox", name="Ignore outliers")).to_be_checked()
    expect(page.get_by_role("combobox", name="Smoothing")).to_have_value("gaussian")


def test_a_chart_of_ones_own_by_an_expression_is_made_renamed_and_removed(page: Page):
    page.goto(CHARTS)
    page.get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="New chart")
    dialog.get_by_role("radio", name="By an expression").check()
    dialog.get_by_role("textbox", name="Expression").fill("loss|acc$")
    expect(dialog.get_by_role("status")).to_have_text("2 of 2 series match")
    expect(dialog.get_by_role("list", name="Series that match")).to_contain_text("val/acc")
    dialog.get_by_role("button", name="Add the chart").click()
    expect(card(page, "/loss|acc$/")).to_contain_text("22,100 points")
    page.reload()
    expect(page.get_by_role("region", name="Pinned").get_by_role("img", name="/loss|acc$/ of 20 runs")).to_be_visible()
    act(page, "/loss|acc$/", "Rename or change…")
    page.get_by_role("textbox", name="Title").fill("Both, at once")
    page.keyboard.press("Enter")
    expect(card(page, "Both, at once")).to_be_visible()
    expect(page).to_have_url(re.compile("charts=line:Both"))
    act(page, "Both, at once", "Remove")
    expect(card(page, "Both, at once")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("charts="))


def test_what_is_no_expression_is_said_and_not_kept(page: Page):
    page.goto(CHARTS)
    page.get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="New chart")
    dialog.get_by_role("radio", name="By an expression").check()
    dialog.get_by_role("textbox", name="Expression").fill("[")
    expect(dialog.get_by_role("status")).to_contain_text("This is no regular expression yet.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_chart_is_pinned_to_the_top_and_unpinned(page: Page):
    page.goto(CHARTS)
    act(page, "val/acc", "Pin to the top")
    expect(page.get_by_role("region", name="Pinned").get_by_role("region", name="val/acc")).to_be_visible()
    expect(page).to_have_url(re.compile(r"charts=line~val/acc$"))
    act(page, "val/acc", "Unpin")
    expect(page.get_by_role("region", name="Pinned")).to_have_count(0)
    expect(card(page, "val/acc")).to_be_visible()


def test_full_screen_has_a_legend_that_is_searched_and_hides(page: Page):
    page.goto(CHARTS)
    act(page, "train/loss", "Full screen")
    dialog = page.get_by_role("dialog", name="train/loss")
    expect(page).to_have_url(re.compile("full=line~train/loss"))
    page.reload()
    legend = dialog.get_by_role("complementary", name="Legend")
    expect(legend).to_contain_text("20 lines")
    legend.get_by_role("searchbox", name="Search the legend").fill("try 24")
    expect(legend).to_contain_text("1 of 20 lines")
    legend.get_by_role("button", name="try 24").click()
    expect(legend.get_by_role("button", name="try 24")).to_have_attribute("aria-pressed", "false")
    expect(legend).to_contain_text("1 hidden")
    legend.get_by_role("searchbox").focus()
    page.keyboard.press("Escape")
    expect(legend.get_by_role("button", name="try 23")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("full="))


def test_a_csv_has_every_digit_of_what_is_shown(page: Page):
    page.goto(f"{CHARTS}&query=config/seed=7&zoom=10:19")
    rows = save_csv(page, "train/loss")
    assert [float(row["step"]) for row in rows] == list(range(10, 20))
    assert [float(row["value"]) for row in rows] == [math.exp(-step / 20) + 0.07 for step in range(10, 20)]
    assert {row["name"] for row in rows} == {"try 7"}
    assert {row["series"] for row in rows} == {"train/loss"}
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:]{8}\.\d{6}Z", row["time"]) for row in rows)


def test_buckets_are_told_in_a_csv_and_no_spike_is_lost(page: Page):
    page.goto(f"{PROJECT}/runs/long/charts?smooth=0.5")
    rows = save_csv(page, "train/loss")
    assert sum(float(row["points"]) for row in rows) == 20_000
    (spike,) = [row for row in rows if row["max"] and float(row["max"]) == 99]
    assert float(spike["smoothed"]) < float(spike["value"]) < 99


def test_an_svg_is_drawn_not_photographed(page: Page):
    page.goto(f"{CHARTS}&query=config/seed<3")
    root = ElementTree.fromstring(save(page, "train/loss", "Save as SVG").read_text())
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == "train/loss"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"train/loss", "try 0", "try 1", "try 2"} <= set(texts)
    lines = [path for path in root.iter(f"{SVG}path") if (path.get("d") or "").count("L") == 49]
    assert len(lines) == 3
    assert not list(root.iter(f"{SVG}image"))
    picture = save(page, "train/loss", "Save as PNG").read_bytes()
    assert picture.startswith(b"\x89PNG")


def test_x_is_another_series(page: Page):
    page.goto(f"{CHARTS}&query=config/seed=4")
    page.get_by_role("button", name="x: step").click()
    page.get_by_role("menuitem", name="Another series…").click()
    page.get_by_role("dialog", name="A series for the x axis").get_by_role("searchbox").fill("loss")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("x=path:train/loss"))
    rows = save_csv(page, "val/acc")
    assert len(rows) == 50
    places = [float(row["x: train/loss"]) for row in rows]
    assert places == sorted(places)
    assert places == [math.exp(-float(row["step"]) / 20) + 0.04 for row in rows]
    assert [float(row["value"]) for row in rows] == [0.5 + 0.04 + float(row["step"]) / 1000 for row in rows]


def drag_over(page: Page, name: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    box = page.get_by_role("img", name=name).locator(".u-over").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=5)
    page.mouse.up()


def test_a_drag_zooms_x_in_all_charts_and_with_shift_y_in_this_one(page: Page):
    page.goto(f"{CHARTS}&query=config/seed=7")
    drag_over(page, "val/acc of", (0.25, 0.4), (0.5, 0.6))
    expect(page).to_have_url(re.compile(r"[?&]zoom=[\d.]+:[\d.]+"))
    assert "zoom-y" not in page.url
    page.keyboard.down("Shift")
    drag_over(page, "val/acc of", (0.25, 0.25), (0.75, 0.75))
    page.keyboard.up("Shift")
    expect(page).to_have_url(re.compile(r"zoom-y=[-\d.]+:[\d.]+\+line~val/acc"))
    page.get_by_role("img", name="val/acc of").locator(".u-over").dblclick()
    expect(page).not_to_have_url(re.compile("zoom"))


def drag_axis(page: Page, name: str, start: float, end: float) -> None:
    box = page.get_by_role("button", name=f"Brush {name}").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + box["height"] * start)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] * end, steps=5)
    page.mouse.up()


def test_brushing_parallel_coordinates_filters_the_table(page: Page):
    page.goto(f"{CHARTS}&charts=parallel~config/lr~config/optimizer/name~config/seed~val/acc:max")
    expect(page.get_by_role("img", name="4 fields side by side of 26 of 26 runs")).to_be_visible()
    drag_axis(page, "config/seed", 0.5, 1)
    brushed = page.get_by_text("runs brushed")
    expect(brushed).to_have_text("13 runs brushed")
    page.get_by_role("button", name="Brush val/acc (max)").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowUp")
    expect(page.get_by_role("button", name="Brush val/acc (max)")).to_have_accessible_name(re.compile(r"0\.\d+ to"))
    count = (brushed.inner_text()).split()[0]
    page.get_by_role("button", name="Show only these in the table").click()
    expect(page.get_by_text(f"{count} of 26 runs")).to_be_visible()
    query = page.get_by_role("combobox", name="Query").input_value()
    assert re.fullmatch(
        r"config/seed >= -?[\d.]+ AND config/seed <= [\d.]+ AND max\(val/acc\) >= [\d.]+ AND max\(val/acc\) <= [\d.]+",
        query,
    )


def test_charts_of_runs_are_made_in_the_dialog(page: Page):
    page.goto(CHARTS)
    page.get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="New chart")
    dialog.get_by_role("radio", name="Scatter").check()
    dialog.get_by_role("combobox", name="X", exact=True).fill("config/lr")
    dialog.get_by_role("combobox", name="Y", exact=True).fill("val/acc")
    dialog.get_by_role("combobox", name="Statistic of val/acc").select_option("max")
    dialog.get_by_role("button", name="Add the chart").click()
    expect(page.get_by_role("img", name="val/acc (max) over config/lr of 26 of 26 runs")).to_be_visible()
    expect(page).to_have_url(re.compile("charts=scatter~config/lr~val/acc:max"))


def test_the_best_so_far_and_bars_say_what_they_show(page: Page):
    page.goto(f"{CHARTS}&charts=best~val/acc:max,bar~train/loss:min,bar~val/acc:max~config/optimizer/name")
    for name in ("Best val/acc (max) so far", "train/loss (min)", "val/acc (max) by config/optimizer/name"):
        expect(page.get_by_role("img", name=f"{name} of 26 of 26 runs")).to_be_visible()
    act(page, "Best val/acc (max) so far", "Full screen")
    expect(page.get_by_role("dialog", name="Best val/acc (max) so far").get_by_role("img")).to_be_visible()


@pytest.fixture(params=["light", "dark"])
def gallery(page: Page, request: pytest.FixtureRequest) -> Page:
    page.add_init_script(f"localStorage.setItem('seamark.theme', '{request.param}')")
    page.goto("/-/gallery")
    expect(page.get_by_role("heading", name="Charts")).to_be_visible()
    return page


def test_every_chart_of_the_gallery_has_a_name_and_a_drawing(gallery: Page):
    names = [heading.inner_text() for heading in gallery.get_by_role("heading", level=3).all()]
    assert len(names) >= 26
    for name in names:
        region = gallery.get_by_role("region", name=name.replace("…", ""), exact=True)
        if "…" in name:
            continue
        expect(region.get_by_role("img", name=name, exact=True)).to_be_visible()
        expect(region.locator("canvas").first).to_be_visible()
    expect(card(gallery, "Outliers ignored")).to_contain_text("3 points beyond")
    expect(card(gallery, "Log y with values at and below zero")).to_contain_text("2 points not above 0")
    expect(card(gallery, "Only NaN")).to_contain_text("No finite values here.")


def test_hundreds_of_curves_are_read_by_the_nearest(gallery: Page):
    chart = gallery.get_by_role("img", name="300 curves")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    gallery.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(chart).to_contain_text("and 288 more")
    expect(chart).to_contain_text(re.compile(r"run \d+"))


def test_a_brush_is_moved_by_keyboard(gallery: Page):
    axis = gallery.get_by_role("button", name="Brush config/optimiser")
    axis.focus()
    for _ in range(9):
        gallery.keyboard.press("Shift+ArrowUp")
    expect(card(gallery, "Parallel coordinates")).to_contain_text(
        '(config/optimiser = "lion" OR config/optimiser = "sgd")'
    )
    gallery.keyboard.press("Escape")
    expect(axis).to_have_accessible_name("Brush config/optimiser: all")


class TestHistograms:
    """A run that logged twelve histograms, each of a hundred values from ten times its step on."""

    @pytest.fixture
    def web_server(self, kept_server: TestServer) -> TestServer:
        return kept_server

    def test_they_are_a_heat_map_that_tells_its_bins(self, page: Page):
        page.goto("/ada/kept/runs/kept/charts")
        chart = card(page, "weights")
        expect(chart).to_contain_text("12 histograms")
        drawing = chart.get_by_role("img")
        box = drawing.bounding_box()
        assert box
        drawing.hover(position={"x": box["width"] - 24, "y": box["height"] / 2})
        expect(page.get_by_text("step 12", exact=True)).to_be_visible()
        expect(page.get_by_text(re.compile("% of the values"))).to_be_visible()
        drawing.hover(position={"x": box["width"] - 24, "y": 12})
        expect(page.get_by_text(re.compile(r"^21\d\S* to 21\d"))).to_be_visible()
        with page.expect_download() as download:
            act(page, "weights", "Save numbers as CSV")
        rows = read_csv(Path(download.value.path()))
        for step in range(1, 13):
            bins = [row for row in rows if float(row["step"]) == step and float(row["share"]) > 0]
            assert math.isclose(sum(float(row["share"]) for row in bins), 1)
            middles = [(float(row["from"]) + float(row["to"])) / 2 * float(row["share"]) for row in bins]
            assert abs(sum(middles) - (49.5 + 10 * step)) < 3
