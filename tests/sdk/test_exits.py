"""However a process ends, its run knows."""

import signal
import sys

import pytest

BEGIN = "import os, signal, sys, threading, seamark\nrun = seamark.init_run(capture=False)\n"


def end_of(journals) -> tuple[str, str]:
    (end,) = journals.ends()
    return end.state.value, end.reason


@pytest.mark.parametrize(
    ("text", "code", "state", "reason"),
    [
        ("", 0, "finished", ""),
        ("sys.exit(0)", 0, "finished", ""),
        ("sys.exit(3)", 3, "failed", "exit code 3"),
        ("exit(3)", 3, "failed", "exit code 3"),
        ("quit()", 0, "finished", ""),
        ("sys.exit('no data')", 1, "failed", "no data"),
        ("raise ValueError('boom')", 1, "failed", "ValueError: boom"),
        ("raise KeyboardInterrupt", -2, "stopped", "KeyboardInterrupt"),
        ("threading.Thread(target=lambda: 1 / 0).start()", 0, "finished", ""),
        ("threading.Thread(target=lambda: sys.exit(3)).start()", 0, "finished", ""),
    ],
)
def test_ends_of_a_script(script, journals, text, code, state, reason):
    assert script(BEGIN + text).returncode in (code, 130 if code == -2 else code)
    assert end_of(journals) == (state, reason)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones there")
def test_sigterm_ends_the_process_and_the_run(script, journals):
    assert script(BEGIN + "os.kill(os.getpid(), signal.SIGTERM)\nrun['never'] = 1").returncode == -signal.SIGTERM
    assert end_of(journals) == ("stopped", "SIGTERM")


def test_the_persons_own_handlers_are_called(script, journals):
    before = (
        "import signal, sys\n"
        "def hook(*error):\n"
        "    print('my hook', error[0].__name__)\n"
        "sys.excepthook = hook\n"
        "def handler(number, frame):\n"
        "    print('my handler')\n"
        "signal.signal(signal.SIGTERM, handler)\n"
    )
    done = script(before + BEGIN + "os.kill(os.getpid(), signal.SIGTERM)\nrun['after'] = 1\nraise ValueError")
    assert done.stdout.splitlines() == ["my handler", "my hook ValueError"]
    assert journals.values() == {"after": 1}
    assert end_of(journals) == ("failed", "ValueError")


def test_an_ignored_signal_stays_ignored(script, journals):
    text = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + BEGIN
    assert script(text + "os.kill(os.getpid(), signal.SIGTERM)").returncode == 0
    assert end_of(journals) == ("finished", "")


def test_two_runs_end_both(script, journals):
    script(BEGIN + "other = seamark.init_run(capture=False)\nraise ValueError('boom')")
    assert [end.reason for end in journals.ends()] == ["ValueError: boom"] * 2
