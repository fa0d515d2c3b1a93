"""The wheel, installed by itself: what is in it, what it brings along, and that it logs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVER_LIBRARIES = (
    "fastapi",
    "uvicorn",
    "starlette",
    "sqlalchemy",
    "alembic",
    "clickhouse_connect",
    "chdb",
    "pyarrow",
    "numpy",
)
SCRIPT = """
import sys, seamark
with seamark.init_run("first", config={"lr": 0.1}) as run:
    for step in range(10):
        run["train/loss"].append(1 / (step + 1))
print(sorted(name for name in sys.modules if name.split(".")[0] in %r))
"""
DROP_IN = """
import sys
import seamark.neptune as neptune
run = neptune.init_run(project="first", mode="offline")
run["parameters"] = {"lr": 0.1}
run["train/loss"].append(0.5)
run["file"].upload(neptune.types.File.from_content("text"))
neptune.init("first")
neptune.create_experiment(name="old")
neptune.log_metric("accuracy", 0.84)
print(sorted(name for name in sys.modules if name.split(".")[0] in %r))
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "venv"
    run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, str(folder))
    interpreter = folder / "bin" / "python"
    run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(interpreter), str(wheel))
    return interpreter


def run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=240,
        env={"PATH": "/usr/bin:/bin", **pip_settings(), **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip_settings() -> dict[str, str]:
    import os

    return {
        key: value
        for key, value in os.environ.items()
        if key.startswith(("PIP_", "UV_", "HOME", "SSL_", "npm_", "PATH"))
    }


@pytest.mark.timeout(300)
def test_the_wheel_carries_all_that_the_server_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "seamark/server/app/index.html" in names
    assert any(name.startswith("seamark/server/app/assets/") and name.endswith(".js") for name in names)
    assert any(name.endswith(".lark") for name in names)
    assert any(name.startswith("seamark/storage/migrations/m") for name in names)
    assert "seamark/py.typed" in names
    assert not [name for name in names if "node_modules" in name or name.startswith(("tests/", "web/"))]
    assert wheel.stat().st_size < 8 * 2**20


@pytest.mark.network
@pytest.mark.timeout(300)
def test_the_base_logs_a_run_and_imports_no_server_library(python: Path, tmp_path: Path) -> None:
    listed = run(sys.executable, "-m", "uv", "pip", "list", "--quiet", "--python", str(python))
    assert {line.split()[0] for line in listed.splitlines()[2:]} == {"seamark", "msgspec", "urllib3", "click", "psutil"}
    out = run(str(python), "-c", SCRIPT % (SERVER_LIBRARIES,), cwd=tmp_path, SEAMARK_HOME=str(tmp_path / "home"))
    assert out.splitlines()[-1] == "[]"
    assert len(list((tmp_path / "home" / "journals").glob("*/*/journal.smj"))) == 1
    out = run(str(python), "-c", DROP_IN % (SERVER_LIBRARIES,), cwd=tmp_path, SEAMARK_HOME=str(tmp_path / "home"))
    assert out.splitlines()[-1] == "[]"
    assert len(list((tmp_path / "home" / "journals").glob("*/*/journal.smj"))) == 3


@pytest.mark.network
@pytest.mark.timeout(300)
def test_a_server_command_in_the_base_names_the_extra(python: Path, tmp_path: Path) -> None:
    command = [str(python.with_name("seamark")), "up"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 1
    assert 'pip install "seamark[server]"' in done.stderr
    assert "Traceback" not in done.stderr
