"""Environments of foreign clients: made once from a list of pinned packages, kept in the checkout's cache."""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Final

CACHE: Final = Path(__file__).parents[2] / ".cache" / "clients"
UV: Final = Path(sys.executable).parent / "uv"


def find_python(packages: Path) -> Path:
    """Return the Python of the environment that has exactly these packages, making it where it is missing."""
    digest = hashlib.sha256(packages.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"{packages.parent.name}-{packages.stem}-{digest}"
    python = folder / "bin" / "python"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _run("venv", "--clear", "--python", sys.executable, str(folder))
            _run("pip", "install", "--python", str(python), "--no-deps", "-r", str(packages))
            (folder / "made").touch()
    return python


def _run(*command: str) -> None:
    subprocess.run([UV, *command, "--quiet"], check=True, timeout=600)
