"""Lock files: held by one process at a time, free when it is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seamark.sdk.locks import FileLock

pytestmark = pytest.mark.usefixtures("no_settings_of_the_user")


def test_locks_are_free_again_when_their_holder_is_gone(tmp_path: Path):
    path = tmp_path / "lock"
    code = "import sys, time, pathlib\nfrom seamark.sdk.locks import FileLock\nlock = FileLock(pathlib.Path(sys.argv[1]))\nprint(lock.take(), flush=True)\ntime.sleep(60)\n"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        lock = FileLock(path)
        assert not lock.take()
        process.kill()
        process.wait()
        assert lock.take()
        lock.free()


@pytest.mark.skipif(sys.platform == "win32", reason="nothing forks there")
def test_a_process_that_is_forked_holds_no_lock_of_its_parent(tmp_path: Path):
    code = """
import os, pathlib, sys, time
from seamark.sdk.locks import FileLock
lock = FileLock(pathlib.Path(sys.argv[1]))
lock.take()
child = os.fork()
if not child:
    os.write(1, b"forked\\n")
    time.sleep(60)
os.write(1, b"%d %r\\n" % (child, FileLock(lock.path).take()))
os._exit(0)
"""
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "lock")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        words = sorted((process.stdout.readline().split() for _ in range(2)), key=len)
    (forked,), (child, is_free) = words
    try:
        assert (forked, is_free) == (b"forked", b"False")  # though the child has let go of it
        assert FileLock(tmp_path / "lock").take()
    finally:
        os.kill(int(child), signal.SIGKILL)


def test_where_the_file_system_knows_no_locks_a_file_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import errno

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("seamark.sdk.locks._lock", refuse)
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    first.free()
    assert second.take()
    monkeypatch.setattr("seamark.sdk.machine.find_process_start", lambda pid: 1.0)
    assert first.take()  # its holder is gone, as far as can be seen
