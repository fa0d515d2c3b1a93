"""What the first page costs, and that the app names no other host."""

import gzip
import json
import re
from pathlib import Path

BUDGET = 250_000
WEB = Path(__file__).parents[2] / "web"


def first_load(app: Path) -> dict[str, int]:
    """Return what a browser that writes English loads for the first page, gzipped where it is no font."""
    page = (app / "index.html").read_text()
    names = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page)
    sizes = {name: len(gzip.compress((app / name).read_bytes())) for name in names}
    fonts = [path for path in app.glob("assets/*.woff2") if re.search(r"-latin-wght-normal", path.name)]
    return sizes | {font.name: font.stat().st_size for font in fonts}


def test_the_first_load_keeps_its_budget(web_app: Path):
    sizes = first_load(web_app)
    assert len(sizes) >= 4, sizes
    assert sum(sizes.values()) <= BUDGET, sizes


def test_styles_and_page_name_no_other_host(web_app: Path):
    for path in [web_app / "index.html", *web_app.glob("assets/*.css")]:
        assert not re.search(r"url\(['\"]?https?:|(?:src|href)=['\"]https?:", path.read_text()), path


def test_any_is_an_error():
    rules = json.loads((WEB / "biome.json").read_text())["linter"]["rules"]
    assert rules["suspicious"]["noExplicitAny"] == "error"
    written = [path for path in (WEB / "src").rglob("*.ts*") if path.name != "openapi.ts"]
    assert not [path for path in written if re.search(r"(:|<|as)\s*any\b", path.read_text())]


def test_the_lock_names_no_host():
    lock = json.loads((WEB / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
