"""Builds the web app into the package: a hook of hatchling, and `python hatch_build.py` for make."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
APP = ROOT / "src" / "seamark" / "server" / "app"
STAMP = APP / ".source"
LEFT_OUT = {"node_modules", "tests", "e2e", "test-results", "playwright-report", "dist"}


class WebAppHook(BuildHookInterface):
    """Makes sure that a wheel and an sdist carry the web app, built from the sources beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the app unless it is fresh; an editable install does without."""
        if version != "editable":
            build_app()
            build_data["artifacts"].append("src/seamark/server/app/**")


def build_app() -> None:
    """Build the web app unless what lies there was built from these very sources.

    Raises:
        SystemExit: it has to be built, and Node is not there.
    """
    sources = digest_sources()
    if STAMP.exists() and STAMP.read_text() == sources:
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("The web app has to be built and npm was not found. Install Node 20 or newer and try again.")
    if not (WEB / "node_modules").is_dir():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=WEB, check=True)
    subprocess.run([npm, "run", "build"], cwd=WEB, check=True, env=os.environ | {"CI": "1"})
    STAMP.write_text(sources)


def digest_sources() -> str:
    """Return one digest over everything in web/ that the build reads."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        inside = path.relative_to(WEB)
        if path.is_file() and not LEFT_OUT.intersection(inside.parts):
            digest.update(f"{inside.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    build_app()
