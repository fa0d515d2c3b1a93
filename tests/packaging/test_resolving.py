"""The package's requirements can be met, from wheels alone, on every platform that we name. Needs the network."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {"windows": "x86_64-pc-windows-msvc", "macos": "aarch64-apple-darwin", "linux": "x86_64-manylinux_2_28"}

pytestmark = pytest.mark.network


def resolve(platform: str, python: str, *extras: str) -> set[str]:
    """Return the names that an installation takes, or fail with the resolver's words."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--no-annotate",
        "--only-binary=:all:",
    ]
    command += ["--python-platform", PLATFORMS[platform], "--python-version", python, "pyproject.toml"]
    for extra in extras:
        command += ["--extra", extra]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    return {line.split("==")[0] for line in done.stdout.splitlines() if "==" in line}


def resolve_all(pythons: Sequence[str], *extras: str) -> dict[tuple[str, str], set[str]]:
    """Return the names for each platform and Python; the calls wait on the network, so they go together."""
    asked = [(platform, python) for platform in PLATFORMS for python in pythons]
    with ThreadPoolExecutor(6) as pool:
        return dict(zip(asked, pool.map(lambda pair: resolve(*pair, *extras), asked), strict=True))


def test_the_base_has_exactly_its_four_packages() -> None:
    for names in resolve_all(PYTHONS).values():
        assert names - {"colorama"} == {"msgspec", "urllib3", "click", "psutil"}


def test_the_server_extra_installs_everywhere() -> None:
    for (platform, _), names in resolve_all(["3.11", "3.14"], "server", "demo").items():
        assert ("chdb" in names) is (platform != "windows")
        assert ("fastapi" in names) is (platform != "windows")


@pytest.mark.parametrize("platform", ["win_amd64", "macosx_11_0_arm64", "manylinux_2_28_x86_64"])
def test_pip_itself_finds_wheels_of_the_base(platform: str, tmp_path: Path) -> None:
    requirements = ["msgspec>=0.20", "urllib3>=2.2", "click>=8.1", "psutil>=6.0"]
    platforms = ["--platform", platform] + (["--platform", "manylinux2014_x86_64"] if "linux" in platform else [])
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--python-version", "3.13"]
    done = subprocess.run(
        [*command, *platforms, "--dest", str(tmp_path), *requirements], capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.whl"))) >= 4
