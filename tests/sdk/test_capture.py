"""What a run holds without anybody asking."""

import subprocess
import sys
from pathlib import Path

import pytest

from seamark.sdk.capture.git import hide_secret
from seamark.sdk.capture.lines import LineSplitter
from seamark.sdk.capture.packages import read_packages


def lines_of(journals, stream: str) -> list[str]:
    return [
        line for record in journals.operations() if record.path.endswith(f"console/{stream}") for line in record.values
    ]


def own_values(journals) -> dict[str, object]:
    return {
        path.partition("/")[2].partition("/")[2]: value
        for path, value in journals.values().items()
        if path.startswith("sessions/")
    }


def own_files(journals) -> dict[str, bytes]:
    return {
        record.path.partition("/")[2].partition("/")[2]: Path(record.source).read_bytes()
        for record in journals.operations("sessions/")
        if type(record).__name__ == "Attach"
    }


PRINTING = """
import os, sys, seamark
run = seamark.init_run()
print("from Python")
os.system("echo from a child")
os.write(1, b"from C\\n")
for step in range(50):
    sys.stderr.write(f"\\r{step} of 50")
sys.stderr.write("\\nwarning\\n")
print("no end", end="")
"""


def test_the_console_is_copied_at_the_descriptor(script, journals):
    done = script(PRINTING)
    assert done.stdout == "from Python\nfrom a child\nfrom C\nno end"
    assert lines_of(journals, "stdout") == ["from Python", "from a child", "from C", "no end"]
    assert "49 of 50" in lines_of(journals, "stderr")
    assert "warning" in lines_of(journals, "stderr")
    assert not any("12 of 50" in line for line in lines_of(journals, "stderr"))


def test_a_lot_of_output_passes_whole(script):
    done = script("import seamark\nrun = seamark.init_run()\nfor i in range(200_000): print(i, 'x' * 40)\n")
    assert done.stdout.count("\n") == 200_000
    assert done.returncode == 0


def test_a_traceback_is_in_the_copy(script, journals):
    done = script("import seamark\nrun = seamark.init_run()\nraise ValueError('boom')\n")
    assert done.returncode == 1
    assert "ValueError: boom" in done.stderr
    assert "ValueError: boom" in lines_of(journals, "stderr")


@pytest.mark.skipif(sys.platform == "win32", reason="a system without pseudo-terminals")
def test_a_terminal_stays_a_terminal(script, journals, tmp_path):
    text = (
        "import sys, seamark\nrun = seamark.init_run()\nprint('tty', sys.stdout.isatty())\nrun.stop()\nprint('after')\n"
    )
    (tmp_path / "inner.py").write_text(text)
    outer = (
        "import os, pty, sys\n"
        "out = []\n"
        "def read(fd):\n"
        "    piece = os.read(fd, 1024)\n"
        "    out.append(piece)\n"
        "    return piece\n"
        f"pty.spawn([sys.executable, {str(tmp_path / 'inner.py')!r}], read)\n"
    )
    script(outer)
    assert lines_of(journals, "stdout") == ["tty True"]


def test_lines():
    splitter = LineSplitter()
    assert splitter.feed(b"a\nb") == ["a"]
    assert splitter.feed("c\r\n") == ["bc"]
    assert splitter.feed("10%\r") == []
    assert splitter.feed("20%\r30%") == []
    assert splitter.feed(b"\n\xe2\x82") == ["30%"]
    assert splitter.feed(b"\xac\n") == ["€"]
    assert splitter.feed("rest") == []
    assert splitter.finish() == ["rest"]
    assert splitter.finish() == []


def test_facts_of_the_start(script, journals):
    script("import argparse, seamark\nseamark.init_run().stop()\n", "--lr", "0.5")
    values = own_values(journals)
    assert values["arguments"] == ["--lr", "0.5"]
    assert values["command"] == "train.py --lr 0.5"
    assert values["python"] == ".".join(map(str, sys.version_info[:3]))
    assert values["cpu_count"] >= 1
    assert values["memory"] > 2**20
    assert values["script"].endswith("train.py")
    files = own_files(journals)
    assert files["source/script"].startswith(b"import argparse")
    assert b"\nmsgspec==" in files["packages"]


PARSING = """
import argparse, seamark
def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--fast", action="store_true")
    args = parser.parse_args()
    train()
def train():
    seamark.init_run({})
main()
"""


def test_what_argparse_read_is_configuration(script, journals):
    script(PARSING.replace("{}", ""), "--lr", "0.5", "--fast")
    assert {path: value for path, value in journals.values().items() if path.startswith("config/")} == {
        "config/lr": 0.5,
        "config/fast": True,
    }


def test_a_given_configuration_stands_alone(script, journals):
    script(PARSING.replace("{}", "config={'seed': 1}"), "--lr", "0.5")
    assert {path for path in journals.values() if path.startswith("config/")} == {"config/seed"}


def git(folder, *words: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_git(script, journals, tmp_path):
    folder = tmp_path / "digits"
    script("")
    (folder / "model.py").write_text("depth = 1\n")
    git(folder, "init", "-q", "-b", "trunk")
    git(folder, "remote", "add", "origin", "https://me:secret@example.org/me/digits.git")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "The first\n\nwith a body")
    (folder / "model.py").write_text("depth = 2\n")
    script("import seamark\nseamark.init_run().stop()\n", SEAMARK_PROJECT="")
    values = own_values(journals)
    assert values["git/commit"] == git(folder, "rev-parse", "HEAD")
    assert values["git/branch"] == "trunk"
    assert values["git/remote"] == "https://example.org/me/digits.git"
    assert values["git/message"] == "The first\n\nwith a body"
    assert values["git/dirty"] is True
    diff = own_files(journals)["git/diff"]
    assert b"-depth = 1" in diff
    assert b"+depth = 2" in diff
    assert journals.read()[0].project == "digits"


def test_nothing_is_captured_where_it_is_switched_off(script, journals):
    done = script("import seamark\nrun = seamark.init_run(capture=False)\nprint('x')\nrun.stop()\n")
    assert done.returncode == 0
    assert journals.operations() == []


def test_one_capture_alone(script, journals):
    script("import seamark\nseamark.init_run(capture={'console'})\nprint('x')\n")
    assert {record.path.partition("/")[2].partition("/")[2] for record in journals.operations()} <= {
        "console/stdout",
        "console/stderr",
    }
    assert lines_of(journals, "stdout") == ["x"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:token@host/a.git", "https://host/a.git"),
        ("https://host/a@b.git", "https://host/a@b.git"),
        ("HTTPS://me:to@ken@host/a.git", "HTTPS://host/a.git"),
        ("ssh://me:secret@host/a.git", "ssh://host/a.git"),
        ("ssh://git@host/a.git", "ssh://git@host/a.git"),
        ("git@host:a.git", "git@host:a.git"),
    ],
)
def test_secrets_of_remotes(url, shown):
    assert hide_secret(url) == shown


def test_packages_have_a_form_that_pip_reads():
    lines = read_packages().content.data.decode().splitlines()
    assert all("==" in line or " @ " in line for line in lines)
    assert any(line.lower().startswith("scikit-learn==") for line in lines)
