"""The printed texts, as they stand in the paper on the client's surface."""

import pytest

from seamark.sdk import notices
from seamark.sdk.notices import NOWHERE, PRINTER, Place

CURVE = """
import numpy as np, seamark
class Tensor:
    shape = (32,)
run = seamark.init_run("digits", capture=False)
for step in range(40):
    run["loss"] = step
run["train/loss"].append(Tensor())
run["acc"].append(0.5)
for step in range(3):
    run["acc"] = 0.9
run.stop()
run["acc"].append(0.5)
"""


def test_notices_point_at_the_line_once(script):
    lines = script(CURVE).stderr.splitlines()
    run = lines[0].split()[2]
    assert lines == [
        f"seamark  run {run} · project digits · kept on this machine (mode offline)",
        f"seamark  send it later: seamark sync {run}",
        (
            'seamark  train.py:7: run["loss"] was assigned 20 times; each assignment replaces the last. '
            'For a curve: run["loss"].append(value)'
        ),
        (
            "seamark  train.py:8: train/loss got a tensor of shape (32,); a point is one number. "
            "Not recorded. Try loss.mean()"
        ),
        (
            'seamark  train.py:11: "acc" is a series since train.py:9, so run["acc"] = 0.9 was not recorded. '
            "Append to it, or use acc/final"
        ),
        f"seamark  {run} finished, but 43 records are only on this machine. Send them: seamark sync {run}",
        f'seamark  train.py:13: {run} was stopped at train.py:12; not recorded. Continue it: init_run(id="{run}")',
    ]


def test_nothing_configured(script, own_home):
    text = "import seamark\nseamark.init_run('digits', capture=False, mode='async').stop()"
    lines = script(text).stderr.splitlines()
    run = lines[0].split()[2]
    assert lines == [
        f"seamark  run {run} · project digits · kept on this machine (no server configured)",
        "seamark  look: seamark up · send to a team's server: seamark login https://…",
    ]


def test_connected_texts():
    url = "https://sm.lab.org/r/kx4t9w2mqa7d"
    assert notices.sent_to("kx4t9w2mqa7d", "vision/digits", url) == (
        "run kx4t9w2mqa7d · project vision/digits · https://sm.lab.org/r/kx4t9w2mqa7d"
    )
    assert notices.ended("SUN-124", "finished", 12_400, 3, url) == (
        "SUN-124 finished · 12,400 records and 3 files sent · https://sm.lab.org/r/kx4t9w2mqa7d"
    )
    left = notices.count_both(1_204, 1, 1_300_000_000)
    assert notices.left_over("SUN-124", "finished", left, "kx4t9w2mqa7d") == (
        "SUN-124 finished, but 1,204 records and 1 file (1.3 GB) are only on this machine. "
        "Send them: seamark sync kx4t9w2mqa7d"
    )
    assert notices.left_over("SUN-124", "failed", notices.count_both(1, 0), "kx") == (
        "SUN-124 failed, but 1 record is only on this machine. Send them: seamark sync kx"
    )


def test_problems_are_wrapped(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    PRINTER.explain(notices.token_refused("https://sm.lab.org", "expired 3 Nov"))
    home = notices.os.path.expanduser("~/.seamark")
    PRINTER.explain(notices.not_reached("https://sm.lab.org", "gpu3", "connection timed out", home))
    assert capsys.readouterr().err.splitlines() == [
        "seamark  https://sm.lab.org refused the token (expired 3 Nov). Training goes on, every record is kept. In another",
        "         terminal: seamark login https://sm.lab.org (this run picks it up by itself).",
        "seamark  https://sm.lab.org does not answer from gpu3 (connection timed out). Training goes on, records are kept in",
        "         ~/.seamark. On a node without network, relay from the login node: seamark sync --follow",
    ]


def test_quiet_leaves_out_greetings_and_keeps_problems(script):
    text = "import seamark\nrun = seamark.init_run('digits', capture=False)\nrun['a//b'] = 1\n"
    assert script(text, SEAMARK_QUIET="1").stderr.startswith("seamark  train.py:3: 'a//b' has an empty part.")


def test_other_kinds():
    assert notices.other_kind("a", "set", Place("t.py", 3), 'run["a"] = 1') == (
        '"a" is a set of strings since t.py:3, so run["a"] = 1 was not recorded. Use .add() and .remove(), or another path'
    )
    assert "since" not in notices.other_kind("a", "file", NOWHERE, 'run["a"] = 1')


def test_a_closed_terminal_disturbs_nobody(monkeypatch):
    class Closed:
        def write(self, text: str) -> None:
            raise ValueError("I/O operation on closed file")

    monkeypatch.setattr("sys.stderr", Closed())
    printer = notices.Printer()
    printer.say("something")
    assert printer.broken


@pytest.mark.parametrize(
    ("size", "text"), [(900, "900 B"), (64_000, "64 kB"), (1_300_000_000, "1.3 GB"), (2e12, "2.0 TB")]
)
def test_sizes(size, text):
    assert notices.count_both(1, 2, int(size)) == f"1 record and 2 files ({text})"
