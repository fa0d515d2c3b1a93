"""What holds for every command: nothing is imported early, help says enough, errors are sentences."""

import subprocess
import sys

import pytest

from seamark.cli.commands import COMMANDS

LISTED = "from seamark.cli.commands import run_command; import sys; sys.argv = ['seamark', '--help']\n"
LISTED += "try: run_command()\nexcept SystemExit: pass\n"
LISTED += "print(sorted(name for name in sys.modules if name.startswith('seamark.')))"


def test_help_imports_no_command() -> None:
    done = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1]
    assert not [name for name in COMMANDS if f"'seamark.cli.{name}'" in loaded]
    assert "seamark.sdk" not in loaded
    assert "seamark.core" not in loaded
    for name, text in COMMANDS.items():
        assert name in done.stdout
        assert text.split(":")[0].split(",")[0] in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str, seamark) -> None:
    done = seamark(name, "--help")
    assert done.returncode == 0
    assert f"seamark {name}" in done.stdout


@pytest.mark.parametrize("arguments", [["whoami"], ["runs", "list"], ["token", "list"]])
def test_without_a_server_a_command_says_how_to_get_one(arguments: list[str], seamark) -> None:
    done = seamark(*arguments)
    assert done.returncode == 1
    assert "No server is configured" in done.stderr
    assert "seamark up" in done.stderr
    assert "seamark login" in done.stderr


def test_a_server_that_is_not_there_is_named(seamark) -> None:
    done = seamark("whoami", SEAMARK_URL="http://127.0.0.1:9", SEAMARK_TOKEN="x")
    assert done.returncode == 1
    assert "http://127.0.0.1:9 does not answer (connection refused)" in done.stderr


def test_an_unknown_command_is_an_error(seamark) -> None:
    done = seamark("fly")
    assert done.returncode == 2
    assert "No such command 'fly'" in done.stderr


def test_open_without_a_server_says_how_to_start_one(seamark) -> None:
    done = seamark("open", "--print")
    assert done.returncode == 1
    assert "seamark up" in done.stderr
