"""Which machine, boot and process this is, and whether another one still lives."""

import errno
import os
import re
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

_LINUX: Final[bool] = sys.platform == "linux"


class Life(StrEnum):
    """What can be known of a process."""

    ALIVE = "alive"
    GONE = "gone"
    UNKNOWN = "unknown"


@cache
def find_host() -> str:
    """Return this machine's name, as it stands in headers, locks and file names."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", _read_host_name())[:80] or "localhost"


def _read_host_name() -> str:
    if hasattr(os, "uname"):
        return os.uname().nodename  # what socket would say, without loading it
    import socket

    return socket.gethostname()


@cache
def find_boot() -> str:
    """Return what tells this boot from the others, and on Linux this container from its neighbours."""
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            boot = file.read().strip()
        return f"{boot}:{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        import psutil

        return str(round(psutil.boot_time() / 10))


def is_running(pid: int) -> bool:
    """Say whether there is a process of this pid; far cheaper than to ask which one it is."""
    if sys.platform == "win32":
        return find_process_start(pid) > 0
    try:
        os.kill(pid, 0)
    except OSError as error:
        return pid > 0 and error.errno == errno.EPERM
    return pid > 0


def find_process_start(pid: int) -> float:
    """Return when a process started (in the system's own unit), or 0.0 if there is no such process."""
    if _LINUX:
        return _read_start_ticks(pid)
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def _read_start_ticks(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return 0.0 if fields[0] in {b"Z", b"X"} else float(fields[19])


def judge_process(host: str, boot: str, pid: int, start: float) -> Life:
    """Say whether the process still lives; of another machine or container nothing is known."""
    if host != find_host():
        return Life.UNKNOWN
    if boot != find_boot():
        same_boot = boot.partition(":")[0] == find_boot().partition(":")[0]
        return Life.UNKNOWN if same_boot else Life.GONE
    return Life.ALIVE if start and find_process_start(pid) == start else Life.GONE


def signal_process(host: str, boot: str, pid: int, start: float, number: int) -> bool:
    """Send a signal to a process of this machine that still lives; says whether it was sent."""
    if judge_process(host, boot, pid, start) is not Life.ALIVE:
        return False
    try:
        os.kill(pid, number)
    except OSError:
        return False
    return True
