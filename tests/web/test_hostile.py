"""What people log may mean harm: none of it runs in the app's origin, and nothing of it reaches another host."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

RUN = "/ada/kept/runs/hostile"
BLOCKED = [
    "violates the following Content Security Policy",
    "Blocked a frame with origin",
    "Failed to read a named property 'document'",
    "Refused to",
    "Blocked script execution",
]
"""What a browser says when a frame tries what it may not."""


@pytest.fixture
def web_server(kept_server: TestServer) -> TestServer:
    return kept_server


@pytest.fixture
def victim(page: Page, watched):
    """A page that notes dialogs and popups, and is judged at the end."""
    opened: list[object] = []

    def dismiss(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("popup", lambda popup: opened.append(popup.url))
    yield page
    assert "taken" not in re.sub("<.*>", "", page.title())
    assert not opened
    expect(page.locator("a[href^='javascript' i], [onerror], [onload]")).to_have_count(0)
    assert page.evaluate("({}).polluted") is None


@pytest.mark.parametrize("tab", ["", "/charts", "/images", "/fields", "/console", "/source", "/packages", "/system"])
def test_no_tab_runs_what_stands_in_names_and_lines(victim: Page, tab: str):
    victim.goto(f"{RUN}{tab}")
    expect(victim.get_by_role("heading", level=1)).to_contain_text("<script>")
    victim.wait_for_timeout(400)
    if tab == "/console":
        expect(victim.get_by_role("log", name="Console")).to_contain_text("<img src=x onerror=")
        victim.get_by_role("searchbox", name="Search lines").fill("<script>")
        expect(victim.get_by_role("log").locator("mark").first).to_have_text("<script>")


@pytest.mark.parametrize(
    ("address", "sees"),
    [
        (f"{RUN}/fields?find=/(a%2B)%2B$/", lambda page: page.get_by_text("0 fields of")),
        (f"{RUN}/console?find=/(a%2B)%2B$/", lambda page: page.get_by_text("no match")),
        ("/ada/kept?columns=/(a%252B)%252B$/", lambda page: page.get_by_role("row").nth(1)),
    ],
)
def test_no_expression_in_an_address_stops_the_page(victim: Page, address: str, sees):
    victim.goto(address)
    expect(sees(victim).first).to_be_visible()


def test_notes_stay_text(victim: Page):
    victim.goto(f"{RUN}/files?file=harm/notes")
    expect(victim.get_by_role("heading", name="<script>").last).to_be_visible()
    expect(victim.get_by_role("link", name="pixel")).to_have_attribute("rel", re.compile("noopener"))
    expect(victim.locator("main img, figure img")).to_have_count(0)


def test_drawings_run_nothing(victim: Page):
    victim.goto(f"{RUN}/files?file=harm/drawing")
    expect(victim.get_by_role("img", name="drawing.svg")).to_be_visible()
    victim.goto(f"{RUN}/files?file=harm/pictures")
    expect(victim.get_by_role("img", name="x.svg")).to_be_visible()


def test_a_drawing_opened_by_itself_runs_nothing(victim: Page, watched):
    watched.expected += BLOCKED
    with victim.expect_response(re.compile("/file\\?")):
        victim.goto("/api/v1/runs/hostile/file?path=harm/drawing&project=ada/kept")
    victim.wait_for_timeout(300)
    assert victim.evaluate("document.title") == ""
    victim.goto("/")


def test_pages_run_in_an_origin_of_their_own(victim: Page, watched):
    watched.expected += BLOCKED
    victim.goto(f"{RUN}/files?file=harm/page")
    frame = victim.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="a page")).to_be_visible()
    assert frame.locator("body").evaluate("() => self.origin") == "null"


def test_notebooks_show_their_html_in_frames(victim: Page, watched):
    watched.expected += BLOCKED
    victim.goto(f"{RUN}/files?file=harm/work")
    expect(victim.frame_locator("iframe").get_by_text("seen")).to_be_visible()
    assert victim.frame_locator("iframe").locator("body").evaluate("() => self.origin") == "null"
    expect(victim.get_by_role("region", name="work.ipynb")).to_contain_text("<script>")
    for frame in victim.locator("iframe").all():
        assert frame.get_attribute("sandbox") == "allow-scripts"


def test_figures_are_drawn_out_of_reach(victim: Page, watched):
    watched.expected += BLOCKED
    victim.goto(f"{RUN}/files?file=harm/figure.plotly")
    frame = victim.frame_locator("iframe")
    expect(frame.locator(".scatterlayer path").first).to_be_attached()
    expect(frame.locator("a[href^='javascript' i]")).to_have_count(0)
    assert frame.locator("body").evaluate("() => document.title") == "frame"


@pytest.mark.parametrize(
    ("file", "sees"),
    [
        ("rows", lambda page: page.get_by_role("cell")),
        ("tree", lambda page: page.get_by_role("list", name="tree.json")),
        ("change", lambda page: page.get_by_role("region", name="Lines of")),
        ("code", lambda page: page.get_by_role("region", name="code.py")),
    ],
)
def test_texts_stay_texts(victim: Page, file: str, sees):
    victim.goto(f"{RUN}/files?file=harm/{file}")
    expect(sees(victim).first).to_contain_text("<script>")


def test_frames_cannot_leave_the_server(victim: Page, watched):
    watched.expected += [*BLOCKED, "Framing"]
    victim.goto(f"{RUN}/files?file=harm/page")
    frame = victim.frame_locator("iframe").locator("body")
    expect(frame).to_be_visible()
    frame.evaluate("() => { location.href = 'https://elsewhere.example/?told' }")
    victim.wait_for_timeout(500)
    assert victim.url.endswith("/files?file=harm/page")


def test_own_pages_are_guarded(kept_server: TestServer):
    for path in ("/frames/html.html", "/frames/plotly.html"):
        policy = kept_server.request("GET", path).headers["content-security-policy"]
        assert policy.startswith("sandbox allow-scripts;")
        assert "default-src 'none'" in policy
        assert "connect-src" not in policy
