"""Files of a run: previews that show everything and let nothing out."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

RECORD = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const ended = new Promise((done) => { recorder.onstop = done; });
    const drawing = setInterval(() => { pen.fillStyle = "red"; pen.fillRect(0, 0, 64, 48); }, 30);
    recorder.start();
    await new Promise((done) => setTimeout(done, 800));
    recorder.stop();
    await ended;
    clearInterval(drawing);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
}"""
"""A film that the browser makes of a red canvas."""
UPLOAD = """
import sys, seamark
with seamark.init_run("films", id="film") as run:
    run["film"].upload(sys.argv[1])
"""
SEE = """element => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const pen = canvas.getContext("2d");
    pen.drawImage(element, 0, 0);
    return [...pen.getImageData(32, 24, 1, 1).data];
}"""
"""The colour in the middle of what a film shows."""
LONG = "/ada/digits/runs/long/files"
FILES = "/ada/kept/runs/kept/files"


def test_json_and_tables_are_shown(page: Page):
    page.goto(f"{LONG}?file=files/report")
    expect(page.get_by_role("list", name="report.json")).to_contain_text("accuracy: 0.5")
    page.get_by_role("button", name="files/table").click()
    expect(page.get_by_role("cell", name="a, b")).to_be_visible()
    expect(page.get_by_role("cell", name="<b>c</b>")).to_be_visible()


def test_a_page_runs_in_an_origin_of_its_own(page: Page):
    page.goto(f"{LONG}?file=files/page")
    frame = page.locator("iframe")
    assert "allow-same-origin" not in (frame.get_attribute("sandbox") or "")
    expect(page.frame_locator("iframe").get_by_role("heading", name="a report")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("origin null")).to_be_visible()


def test_a_drawing_is_an_image_and_runs_nothing(page: Page):
    page.goto(f"{LONG}?file=files/square")
    image = page.get_by_role("img", name="square.svg")
    expect(image).to_be_visible()
    assert image.evaluate("element => element.tagName") == "IMG"
    expect(page.locator("iframe, object, embed")).to_have_count(0)


def test_a_file_is_downloaded(page: Page):
    page.goto(f"{LONG}?file=files/report")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "report.json"


def test_a_picture_is_shown_with_what_was_said_of_it(page: Page):
    page.goto(f"{LONG}?file=pictures")
    expect(page.get_by_text("wrong: <b>7</b> was taken for 1")).to_be_visible()


def test_films_are_played(written_page: Page, train: Callable[..., None], tmp_path: Path):
    written_page.goto("/")
    film = tmp_path / "film.webm"
    film.write_bytes(base64.b64decode(written_page.evaluate(RECORD)))
    train("-c", UPLOAD, str(film))
    written_page.goto("/ada/films/runs/film/files?file=film")
    video = written_page.get_by_label("film.webm")
    expect(video).to_have_js_property("videoWidth", 64)
    video.evaluate("element => { element.muted = true; return element.play() }")
    expect(video).to_have_js_property("ended", True)
    red, *others, _ = video.evaluate(SEE)
    assert red > 200
    assert max(others) < 60


class TestKinds:
    """One file of each kind."""

    @pytest.fixture
    def web_server(self, kept_server: TestServer) -> TestServer:
        return kept_server

    def test_notes_are_drawn(self, page: Page):
        page.goto(f"{FILES}?file=files/notes")
        expect(page.get_by_role("heading", name="The notes")).to_be_visible()
        expect(page.get_by_role("cell", name="0.91")).to_be_visible()
        expect(page.get_by_role("math")).to_be_attached()
        paper = page.get_by_role("link", name="the paper")
        expect(paper).to_have_attribute("rel", re.compile("noopener"))
        expect(page.locator("code span").filter(has_text=re.compile("^def$"))).to_be_visible()
        page.get_by_role("button", name="Show the text").click()
        expect(page.get_by_text("| KEP-1 | 0.91 |")).to_be_visible()
        page.get_by_role("button", name="Show it drawn").click()
        page.get_by_role("cell").get_by_role("link", name="KEP-1").click()
        expect(page).to_have_url(re.compile("/ada/kept/runs/KEP-1"))

    def test_code_has_lines_and_colours(self, page: Page):
        page.goto(f"{FILES}?file=files/model")
        code = page.get_by_role("region", name="model.py")
        keyword = code.locator("span").filter(has_text=re.compile("^class$"))
        expect(keyword).to_be_visible()
        plain = code.locator("code").first.evaluate("element => getComputedStyle(element).color")
        assert keyword.evaluate("element => getComputedStyle(element).color") != plain
        expect(code.get_by_text("5", exact=True)).to_be_visible()

    def test_a_long_text_is_windowed(self, page: Page):
        page.goto(f"{FILES}?file=files/long")
        log = page.get_by_role("region", name="long.log")
        expect(log.get_by_text("line 7", exact=True)).to_be_visible()
        assert log.locator("code").count() < 300
        log.evaluate("element => element.scrollTo(0, element.scrollHeight)")
        expect(log.get_by_text("line 19999", exact=True)).to_be_visible()

    def test_a_parquet_table_comes_in_pages(self, page: Page):
        page.goto(f"{FILES}?file=files/scores")
        table = page.get_by_role("table")
        expect(table.get_by_role("columnheader", name="word")).to_contain_text("string")
        expect(table.get_by_role("cell", name="<b>row 3</b>")).to_be_visible()
        page.get_by_role("region", name="files/scores").evaluate("element => element.scrollTo(0, 900 * 26)")
        expect(table.get_by_role("cell", name="<b>row 905</b>")).to_be_visible()
        expect(page.get_by_text("1,000 rows of 2 columns")).to_be_visible()

    def test_all_rows_of_a_csv_are_reached(self, page: Page):
        page.goto(f"{FILES}?file=files/rows")
        expect(page.get_by_role("cell", name="label 3", exact=True)).to_be_visible()
        page.get_by_role("region", name="rows.csv").evaluate("element => element.scrollTo(0, 4990 * 26)")
        expect(page.get_by_role("cell", name="label 4999", exact=True)).to_be_visible()

    def test_a_tree_opens_and_closes(self, page: Page):
        page.goto(f"{FILES}?file=files/nested")
        tree = page.get_by_role("list", name="nested.json")
        expect(tree).to_contain_text('"net"')
        many = tree.get_by_role("button", name="many")
        expect(many).to_have_attribute("aria-expanded", "false")
        many.click()
        tree.get_by_role("button", name="800 more items").click()
        expect(tree).to_contain_text("999: 999")

    def test_a_notebook_shows_cells_and_outputs(self, page: Page):
        page.goto(f"{FILES}?file=files/work")
        notebook = page.get_by_role("region", name="work.ipynb")
        expect(notebook.get_by_role("heading", name="A heading")).to_be_visible()
        expect(notebook.get_by_text("[7]")).to_be_visible()
        expect(notebook.get_by_text("green", exact=True)).to_be_visible()
        expect(notebook.get_by_role("img", name="Output of cell 2")).to_be_visible()
        expect(notebook.locator("iframe")).to_have_attribute("sandbox", "allow-scripts")
        expect(page.frame_locator("iframe").get_by_role("cell", name="in a frame")).to_be_visible()

    def test_a_figure_is_drawn_in_a_frame_of_its_own(self, page: Page):
        page.goto(f"{FILES}?file=files/bars.plotly")
        expect(page.locator("iframe")).to_have_attribute("sandbox", "allow-scripts")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("two bars")).to_be_visible()
        expect(frame.locator(".bars path")).to_have_count(2)
        assert frame.locator("body").evaluate("() => self.origin") == "null"

    def test_sounds_are_played_in_stretches(self, page: Page):
        page.goto(f"{FILES}?file=sound")
        sound = page.get_by_label("sound.wav")
        expect(sound).to_be_visible()
        expect(sound).to_have_js_property("duration", 1)
        sound.evaluate("element => new Promise(done => { element.onseeked = done; element.currentTime = 0.5 })")
        expect(sound).to_have_js_property("currentTime", 0.5)

    def test_a_paper_is_given_to_the_browsers_viewer(self, page: Page):
        page.goto(f"{FILES}?file=files/paper")
        frame = page.get_by_title("paper.pdf")
        expect(frame).to_be_visible()
        answer = page.request.get(frame.get_attribute("src") or "")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF-")

    def test_an_image_is_fitted_or_in_its_own_pixels(self, page: Page):
        page.goto(f"{FILES}?file=pictures/first")
        image = page.get_by_role("img", name="first.png")
        expect(image).to_be_visible()
        expect(page.get_by_text("64 × 64")).to_be_visible()
        page.get_by_role("button", name="Real pixels").click()
        assert image.bounding_box()["width"] == 64
        page.get_by_role("button", name="Larger").click()
        assert image.bounding_box()["width"] == 128

    @pytest.mark.parametrize(
        ("file", "says"),
        [
            ("files/weights", "100 B of application/octet-stream"),
            ("files/nothing", "The file is empty."),
            ("files/broken", "This image cannot be drawn."),
        ],
    )
    def test_what_cannot_be_shown_says_so(self, page: Page, file: str, says: str):
        page.goto(f"{FILES}?file={file}")
        expect(page.get_by_role("heading", name=says)).to_be_visible()
        expect(page.get_by_role("link", name="Download")).to_be_visible()

    def test_a_damaged_table_says_what_to_do(self, page: Page, watched):
        watched.expected.append("status of 422")
        page.goto(f"{FILES}?file=files/damaged")
        expect(page.get_by_role("alert")).to_contain_text("cannot be read as Parquet")
        expect(page.get_by_role("alert")).to_contain_text("Download the file")

    def test_keys_go_to_the_next_file_and_back(self, page: Page):
        page.goto(f"{FILES}?file=files/model")
        expect(page.get_by_role("region", name="model.py")).to_be_visible()
        page.keyboard.press("j")
        expect(page).to_have_url(re.compile("file=files/nested"))
        page.keyboard.press("k")
        expect(page).to_have_url(re.compile("file=files/model"))
        page.get_by_role("button", name="Next file (j)").click()
        expect(page).to_have_url(re.compile("file=files/nested"))
