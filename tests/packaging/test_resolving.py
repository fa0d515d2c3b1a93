"""The package's requirements can be met, from wheels alone, on every platform that we name. Needs the network."""

import subprocess
import sys
import tomllib
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


def test_the_server_extra_installs_everywhere() -> None:
    asked = [("windows", "3.14"), ("macos", "3.14"), ("linux", "3.14"), ("linux", "3.11")]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda pair: (pair[0], resolve(*pair, "server", "demo")), asked)
    for platform, names in found:
        assert ("chdb" in names) is (platform != "windows")
        assert ("fastapi" in names) is (platform != "windows")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", ["win_amd64", "macosx_11_0_arm64", "manylinux_2_28_x86_64"])
def test_pip_finds_wheels_of_the_base_and_of_nothing_else(platform: str, python: str, tmp_path: Path) -> None:
    base = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    platforms = ["--platform", platform] + (["--platform", "manylinux2014_x86_64"] if "linux" in platform else [])
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--python-version", python]
    done = subprocess.run(
        [*command, *platforms, "--dest", str(tmp_path), *base], capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stderr
    names = {wheel.name.split("-")[0] for wheel in tmp_path.glob("*.whl")}
    assert names - {"colorama"} == {"msgspec", "urllib3", "click", "psutil"}
