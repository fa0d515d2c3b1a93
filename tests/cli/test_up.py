"""Starting servers as people do: alone, over ssh, twice, for a team."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from seamark.sdk.home import Home


@contextlib.contextmanager
def running(home: Path, *options: str, **settings: str) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Run `seamark up` until the block ends; what it prints goes to a file."""
    home.mkdir(exist_ok=True)
    said = home / "said.txt"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SEAMARK_", "SSH_"))}
    clean |= {"SEAMARK_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with said.open("w") as out:
        command = [sys.executable, "-m", "seamark.cli", "up", "--port", "0", *options]
        process = subprocess.Popen(command, env=clean | settings, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        yield process, said
    finally:
        process.terminate()
        process.wait(30)


def wait_for(said: Path, pattern: str, seconds: float = 40) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = re.search(pattern, said.read_text())
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(said.read_text())


def test_the_printed_link_signs_in_and_the_server_ends_cleanly(tmp_path: Path) -> None:
    with running(tmp_path / "home") as (process, said):
        link = wait_for(said, r"http://127\.0\.0\.1:\d+/open\?key=\S+")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.open(link, timeout=10).close()
        me = opener.open(link.partition("/open")[0] + "/api/v1/me", timeout=10).read()
        assert b'"admin":true' in me
        assert "ssh" not in said.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert Home(tmp_path / "home").read_server() is None
    assert "Traceback" not in said.read_text()


def test_a_second_server_says_where_the_first_one_runs(tmp_path: Path) -> None:
    with running(tmp_path / "home") as (process, said):
        url = wait_for(said, r"http://127\.0\.0\.1:\d+")
        (tmp_path / "second").mkdir()
        with running(tmp_path / "second", "--data", str(tmp_path / "home" / "server")) as (second, answer):
            assert second.wait(40) == 1
        assert f"A server runs already at {url} (process {process.pid}" in answer.read_text()
        assert "seamark open" in answer.read_text()


def test_over_ssh_the_tunnel_is_printed(tmp_path: Path) -> None:
    with running(tmp_path / "home", SSH_CONNECTION="10.0.0.1 5000 10.0.0.2 22") as (_, said):
        port = wait_for(said, r"127\.0\.0\.1:\d+/open").split(":")[1].split("/")[0]
        wait_for(said, "kept in")
    assert re.search(rf"ssh -N -L {port}:127\.0\.0\.1:{port} \S+@10\.0\.0\.2", said.read_text())


def test_a_team_server_does_not_start_without_an_admin(tmp_path: Path) -> None:
    with running(tmp_path / "home", "--url", "http://localhost:0") as (process, said):
        assert process.wait(40) == 1
    assert "SEAMARK_ADMIN and SEAMARK_ADMIN_PASSWORD" in said.read_text()
    assert "Traceback" not in said.read_text()


def test_a_server_for_others_needs_its_address(seamark) -> None:
    done = seamark("up", "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 1
    assert "--url https://" in done.stderr


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A team's server: its address and the first admin's token."""
    home = tmp_path_factory.mktemp("team") / "home"
    admin = {"SEAMARK_ADMIN": "ada", "SEAMARK_ADMIN_PASSWORD": "correct horse battery"}
    with running(home, "--host", "127.0.0.1", "--url", "http://localhost:0", **admin) as (_, said):
        line = wait_for(said, r"shown this once: \S+")
        url = wait_for(said, r"http://localhost:\d+")
        yield url, line.split()[-1]


def test_the_token_of_the_first_admin_signs_in(seamark, team: tuple[str, str]) -> None:
    url, token = team
    done = seamark("login", stdin=token + "\n")
    assert done.returncode == 0, done.stderr
    assert f"ada at {url}" in done.stdout
    assert token not in done.stdout
    assert f"ada at {url}" in seamark("whoami").stdout
    assert "is forgotten" in seamark("logout").stdout
    assert seamark("whoami").returncode == 1


def test_name_and_password_make_a_token_for_this_machine(seamark, team: tuple[str, str]) -> None:
    url, _ = team
    done = seamark("login", url, "--name", "ada", stdin="correct horse battery\n")
    assert done.returncode == 0, done.stderr
    assert "(seamark login)" in seamark("token", "list").stdout


def test_a_wrong_token_is_refused_and_nothing_is_kept(seamark, team: tuple[str, str], tmp_path: Path) -> None:
    done = seamark("login", team[0], stdin="wrong\n")
    assert done.returncode == 1
    assert not list((tmp_path / "config").rglob("settings.toml"))


def test_tokens_are_made_listed_and_revoked(seamark, team: tuple[str, str]) -> None:
    _, token = team
    made = seamark("token", "make", "nightly", "--read", "--expires", "30d", SEAMARK_TOKEN=token).stdout.strip()
    assert "may read, until" in seamark("whoami", SEAMARK_TOKEN=made).stdout
    listed = next(
        line for line in seamark("token", "list", SEAMARK_TOKEN=token).stdout.splitlines() if "nightly" in line
    )
    assert seamark("token", "revoke", listed.split()[0], SEAMARK_TOKEN=token).returncode == 0
    assert seamark("whoami", SEAMARK_TOKEN=made).returncode == 1
    assert "12h, 30d or 8w" in seamark("token", "make", "x", "--expires", "soon", SEAMARK_TOKEN=token).stderr
