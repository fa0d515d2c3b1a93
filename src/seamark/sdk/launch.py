"""Starting the shipper and waking it: what a training process does of delivery, and no more."""

import os
import sys
from pathlib import Path
from typing import Final

from seamark.sdk.home import Home
from seamark.sdk.locks import FileLock
from seamark.sdk.machine import find_host

_WINDOWS: Final[bool] = sys.platform == "win32"
_HIDDEN: Final[int] = 0x08000200 if _WINDOWS else 0
"""CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP."""
LOG_BYTES: Final = 2**20
"""The shipper's log starts anew when it is longer."""


def shipper_lock(home: Home) -> FileLock:
    """Return the lock that the shipper of this machine holds while it looks after a home."""
    return FileLock(home.shipper / f"{find_host()}.lock")


def tell_wake_path(home: Home) -> Path:
    """Return the pipe through which the shipper of this machine is woken."""
    return home.shipper / f"{find_host()}.wake"


def ensure_shipper(home: Home) -> bool:
    """See that a shipper runs for this home, starting one if need be; say whether one was started.

    It is a process of its own: no descriptor but its lock, no terminal, working folder or process group of
    ours. The lock is its own from the first moment on, so that many who start at once start one.

    Raises:
        OSError: the home cannot be written to, or no process can be started.
    """
    lock = shipper_lock(home)
    if not lock.take():
        nudge(home)
        return False
    try:
        _start(home, lock)
    finally:
        lock.free()
    return True


def nudge(home: Home) -> None:
    """Wake the shipper, so that it looks at the journals now; costs some microseconds."""
    try:
        descriptor = os.open(tell_wake_path(home), os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return
    try:
        os.write(descriptor, b"!")
    except OSError:
        pass  # a full pipe wakes as well
    finally:
        os.close(descriptor)


def _start(home: Home, lock: FileLock) -> None:
    import subprocess  # most runs find a shipper that is there already

    log_path = home.shipper / f"{find_host()}.log"
    mode = "wb" if log_path.exists() and log_path.stat().st_size > LOG_BYTES else "ab"
    command = [sys.executable, "-P", "-m", "seamark.sdk.shipper", "--home", str(home.path)]
    inherited = [lock.inheritable_descriptor] if lock.inheritable_descriptor >= 0 else []
    if inherited:
        command += ["--lock", str(lock.inheritable_descriptor)]
    else:
        lock.free()
    with open(log_path, mode) as log:
        process = subprocess.Popen(
            command if _WINDOWS else ["/bin/sh", "-c", '"$0" "$@" &', *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=os.path.abspath(os.sep),  # noqa: PTH100  the root, also on Windows
            pass_fds=inherited,
            start_new_session=True,
            creationflags=_HIDDEN,
            env=_choose_environment(),
        )
    if _WINDOWS:
        process.returncode = 0  # it outlives us: nobody waits for it, and no warning is due
    else:
        process.wait()  # the shell alone: the shipper is no child of ours, whoever calls os.wait()


def _choose_environment() -> dict[str, str]:
    """Leave out what belongs to one training: its token, and what would load its code."""
    dropped = {"PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONWARNINGS", "PYTHONDEVMODE", "LD_PRELOAD"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith(("SEAMARK_", "COVERAGE_"))
    }
