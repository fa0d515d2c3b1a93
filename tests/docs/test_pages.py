"""Nothing that a user can meet is without its page, and no page names what is not there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from seamark.model.values import FieldType

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_reference_is_fresh() -> None:
    done = subprocess.run([sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("type", FieldType)
def test_each_field_type_is_described(type: FieldType) -> None:
    assert f"| `{type.value}` |" in (ROOT / "docs" / "types.md").read_text()


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_each_path_that_is_named_exists(page: str) -> None:
    named = re.findall(r"`((?:src|web|docs|bench|tests|tools)/[^`<>*]*)`", (ROOT / page).read_text())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_manual_lists_each_of_its_pages() -> None:
    listed = (ROOT / "mkdocs.yml").read_text()
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
    assert [page for page in sorted(pages) if page not in listed and not page.startswith("decisions/")] == []
