"""Takes the pictures of docs/pictures/ from the real app, filled by the demo's trainings."""

import os
import subprocess
import sys

from playwright.sync_api import Page, sync_playwright

from bench.processes import ROOT, RunningServer, start_server
from seamark.sdk.transport import Transport
from seamark.wire.api.projects import Project
from seamark.wire.api.tables import Sort, TablePage, TableRequest

FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def fill(server: RunningServer) -> tuple[str, str]:
    """Train, and return the address of the project and of its best run."""
    environment = os.environ | server.environment | {"SEAMARK_HOME": str(server.home)}
    command = [sys.executable, "-m", "seamark.cli", "demo", "--fast", "--configurations", "40"]
    subprocess.run(command, env=environment, cwd=server.home, check=True)
    transport = Transport(server.url, server.token)
    (project,) = transport.get("/projects", list[Project])
    best = Sort(path="val/acc", aggregate="max", descending=True)
    address = f"/{project.workspace}/{project.name}"
    page = transport.send("POST", f"/projects{address}/table", TableRequest(sort=[best], limit=1), TablePage)
    return address, f"{address}/runs/{page.rows[0].run.id}/charts"


def take(page: Page, name: str, url: str) -> None:
    """Open an address and keep what is seen."""
    page.goto(url)
    page.wait_for_timeout(3_000)  # the event stream never ends, so there is no idle network to wait for
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take each view in light and dark."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with start_server(person="ada") as server, sync_playwright() as playwright:
        project, run = fill(server)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            ending = "" if scheme == "light" else "-dark"
            page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 800})
            page.goto(f"{server.url}/open?key={server.key}")
            take(page, f"runs{ending}", server.url + project)
            take(page, f"run{ending}", server.url + run)  # its charts: the overview names the machine
            take(page, f"groups{ending}", f"{server.url}{project}?except=config/seed")
            page.get_by_role("button", name="Compare", exact=True).click()
            page.get_by_role("menuitem", name="The first 3 groups").click()
            take(page, f"compare{ending}", page.url)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
