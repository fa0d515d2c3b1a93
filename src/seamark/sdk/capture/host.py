"""What machine and Python a session runs on."""

import os
import platform
import sys
from collections.abc import Iterator

from seamark.sdk.machine import find_host


def read_host() -> Iterator[tuple[str, object]]:
    """Yield the names and values of a session's fields about its machine."""
    yield "host", find_host()
    yield "os", _read_system()
    yield "python", platform.python_version()
    yield "pid", os.getpid()
    yield "cpu", _read_processor()
    yield "cpu_count", os.cpu_count() or 0
    memory = _read_memory()
    if memory:
        yield "memory", memory


def _read_system() -> str:
    if not sys.platform.startswith("linux"):
        return platform.platform()
    facts = os.uname()  # platform.platform() would start a program to learn the processor's name
    return f"{facts.sysname}-{facts.release}-{facts.machine}"


def _read_processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.lower().startswith(("model name", "hardware")):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _read_memory() -> int:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        import psutil

        return int(psutil.virtual_memory().total)
