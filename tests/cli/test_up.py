"""Starting servers as people do: alone, over ssh, twice, for a team."""

import contextlib
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from seamark.sdk.home import Home
from seamark.server.certificates import make_certificate


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
        token = wait_for(said, r"SEAMARK_TOKEN=\S+").partition("=")[2]
        url = wait_for(said, r"http://localhost:\d+")
        assert "OAUTHLIB_INSECURE_TRANSPORT=1" in said.read_text()
        yield url, token


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


# ---- https ----


def run_script(home: Path, script: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SEAMARK_")}
    environment = clean | {"SEAMARK_HOME": str(home), "XDG_CONFIG_HOME": str(home)} | settings
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)


LOG = "import seamark; run = seamark.init_run('tls', capture=False); run['loss'].append(0.5); run.stop()"


def test_a_certificate_of_ones_own_making_needs_nothing_on_this_machine(tmp_path: Path) -> None:
    home = tmp_path / "home"
    early = run_script(home, LOG)
    assert early.returncode == 0, early.stderr
    with running(home, "--tls") as (_, said):
        url = wait_for(said, r"https://127\.0\.0\.1:\d+")
        wait_for(said, r"tls/authority\.pem")
        authority = home / "server" / "tls" / "authority.pem"
        trust = ssl.create_default_context(cafile=str(authority))
        fetched = urllib.request.urlopen(f"{url}/api/v1/authority.pem", timeout=10, context=trust).read()
        assert fetched == authority.read_bytes()
        assert b"PRIVATE" not in fetched
        done = run_script(home, LOG)
        assert "1 record sent" in done.stderr, done.stderr
        count = "import seamark; print(len(list(seamark.open_project('tls').runs())))"
        assert run_script(home, count).stdout.strip() == "2", "the run from before the server was sent as well"
        token = Home(home).read_server().token
        elsewhere = {"SEAMARK_URL": url, "SEAMARK_TOKEN": token, "SEAMARK_HOME": str(tmp_path / "elsewhere")}
        assert "its certificate is not trusted" in run_script(home, count, **elsewhere).stderr
        assert run_script(home, count, **elsewhere, SEAMARK_CA_BUNDLE=str(authority)).stdout.strip() == "2"
        for entry in (home / "server" / "tls").iterdir():
            assert entry.stat().st_mode & 0o077 == 0


def test_a_machine_logs_in_with_the_authority_of_the_server(seamark, tmp_path: Path) -> None:
    admin = {"SEAMARK_ADMIN": "ada", "SEAMARK_ADMIN_PASSWORD": "correct horse battery"}
    with running(tmp_path / "server", "--tls", "--url", "https://localhost:0", **admin) as (_, said):
        token = wait_for(said, r"SEAMARK_TOKEN=\S+").partition("=")[2]
        assert "NEPTUNE_ALLOW_SELF_SIGNED_CERTIFICATE=TRUE" in said.read_text()
        assert "certificate is not trusted" in seamark("login", stdin=token + "\n").stderr
        authority = str(tmp_path / "server" / "server" / "tls" / "authority.pem")
        assert seamark("login", "--ca-bundle", authority, stdin=token + "\n").returncode == 0
        assert "ada at https://localhost:" in seamark("whoami").stdout
        made = seamark("token", "make", "job")
        assert "NEPTUNE_ALLOW_SELF_SIGNED_CERTIFICATE=TRUE" in made.stderr
        assert len(made.stdout.split()) == 1


def test_a_certificate_from_elsewhere_is_taken_with_its_key_alone(tmp_path: Path) -> None:
    own = make_certificate(tmp_path / "own", ["127.0.0.1"])
    files = ["--certificate", str(own.certificate), "--key", str(own.key)]
    with running(tmp_path / "home", *files) as (_, said):
        url = wait_for(said, r"https://127\.0\.0\.1:\d+")
        trust = ssl.create_default_context(cafile=str(own.authority))
        info = json.load(urllib.request.urlopen(f"{url}/api/v1/info", timeout=10, context=trust))
        assert info["certificate"] == "own"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{url}/api/v1/authority.pem", timeout=10, context=trust)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--certificate", "own/certificate.pem"], "Give both --certificate and --key"),
        (["--certificate", "own/certificate.pem", "--key", "other/key.pem"], "do not work together"),
        (["--certificate", "own/key.pem", "--key", "own/key.pem"], "do not work together"),
        (["--tls", "--url", "http://localhost:1"], "Give one of https"),
        (["--certificate", "missing.pem", "--key", "own/key.pem"], "does not exist"),
    ],
    ids=["no key", "another's key", "no certificate", "http", "missing"],
)
def test_files_that_do_not_work_are_said_at_once(seamark, tmp_path: Path, options: list[str], words: str) -> None:
    for name in ("own", "other"):
        make_certificate(tmp_path / name, ["127.0.0.1"])
    done = seamark("up", "--port", "0", *options)
    assert done.returncode != 0
    assert words in done.stderr
