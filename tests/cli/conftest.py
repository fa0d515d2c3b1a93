"""The command line as a person uses it: a process, a home of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Seamark = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def seamark(tmp_path: Path) -> Seamark:
    """Call a command in an empty home; settings are given as keywords."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SEAMARK_")}
    clean |= {
        "SEAMARK_HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "HOME": str(tmp_path),
    }
    clean.pop("SSH_CONNECTION", None)

    def call(
        *arguments: str, stdin: str = "", timeout: float = 60, **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "seamark.cli", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=clean | settings, input=stdin, capture_output=True, text=True, timeout=timeout
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return call
