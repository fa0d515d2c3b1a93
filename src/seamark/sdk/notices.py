"""Every text that the client prints: once per place in the code, never more than needed."""

import os
import shutil
import sys
import textwrap
import threading
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

PREFIX: Final = "seamark  "
WIDTH: Final = 120
_PACKAGE: Final = str(Path(__file__).parent.parent) + os.sep


class Place(NamedTuple):
    """A line of the person's own code."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else "here"


NOWHERE: Final = Place("", 0)


def find_place() -> Place:
    """Return the innermost line of the call that lies outside this package."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  the documented way to a caller's line
    while frame is not None and is_own_frame(frame):
        frame = frame.f_back
    if frame is None:
        return NOWHERE
    return Place(_shorten(frame.f_code.co_filename, frame), frame.f_lineno)


def is_own_frame(frame: FrameType) -> bool:
    """Say whether the frame runs code of this package."""
    return frame.f_code.co_filename.startswith(_PACKAGE)


def _shorten(file: str, frame: FrameType) -> str:
    if "ipykernel" in file or file.startswith("<ipython-input"):
        shell = frame.f_globals.get("get_ipython")
        if callable(shell):
            return f"cell {len(shell().user_ns.get('In', ())) - 1}"
    return os.path.basename(file)  # noqa: PTH119  runs on the call path; Path costs ten times as much


class Printer:
    """Prints notices to standard error (standard output in a notebook), each once per place."""

    def __init__(self) -> None:
        self.quiet = False
        self.broken = False
        self._said: set[tuple[str, Place]] = set()
        self._lock = threading.Lock()

    def greet(self, text: str) -> None:
        """Print a line that a quiet run leaves out."""
        if not self.quiet:
            self.say(text)

    def say(self, text: str) -> None:
        """Print one notice on one line."""
        self._print(PREFIX + text)

    def explain(self, text: str) -> None:
        """Print a notice of several sentences, wrapped."""
        width = min(WIDTH, max(40, shutil.get_terminal_size((WIDTH, 24)).columns))
        self._print(
            textwrap.fill(
                PREFIX + text,
                width,
                subsequent_indent=" " * len(PREFIX),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )

    def point(self, place: Place, code: str, text: str) -> bool:
        """Print a notice about one line of code, on one line, the first time; say whether it was."""
        with self._lock:
            if (code, place) in self._said:
                return False
            self._said.add((code, place))
        self._print(f"{PREFIX}{place}: {text}")
        return True

    def forget(self) -> None:
        """Let every place be told again."""
        with self._lock:
            self._said.clear()

    def reopen(self) -> None:
        """Make the lock anew in a forked process."""
        self._lock = threading.Lock()

    def _print(self, text: str) -> None:
        if self.broken:
            return
        stream = sys.stdout if is_notebook() else sys.stderr
        if stream is None:
            return
        try:
            stream.write(text + "\n")
            stream.flush()
        except (OSError, ValueError, RuntimeError):
            self.broken = True  # a closed or narrow terminal is no reason to disturb a training


PRINTER: Final = Printer()


def is_notebook() -> bool:
    """Say whether this process is the kernel of a notebook."""
    shell = sys.modules.get("ipykernel.zmqshell")
    interactive = sys.modules.get("IPython")
    return shell is not None and interactive is not None and interactive.get_ipython() is not None


# ---- texts --------------------------------------------------------------------------------------


def shorten_home(folder: str) -> str:
    """Return the folder with ``~`` for the person's home."""
    home = os.path.expanduser("~")  # noqa: PTH111
    return "~" + folder[len(home) :] if folder == home or folder.startswith(home + os.sep) else folder


def kept_here(short: str, project: str, reason: str) -> str:
    """Say at the start that records stay on this machine."""
    return f"run {short} · project {project} · kept on this machine ({reason})"


LOOK: Final = "look: seamark up · send to a team's server: seamark login https://…"


def sent_to(short: str, project: str, url: str) -> str:
    """Say at the start where the run will be seen."""
    return f"run {short} · project {project} · {url}"


def ended(name: str, state: str, records: int, files: int, url: str) -> str:
    """Say at the end that all was sent."""
    return f"{name} {state} · {count_both(records, files)} sent · {url}"


def left_over(name: str, state: str, left: str, short: str) -> str:
    """Say at the end what is only on this machine."""
    verb = "is" if left.startswith("1 ") and " and " not in left else "are"
    return f"{name} {state}, but {left} {verb} only on this machine. Send them: seamark sync {short}"


def count_both(records: int, files: int, size: int = 0) -> str:
    """Return ``1,204 records and 1 file (1.3 GB)``."""
    text = _count(records, "record")
    if files:
        text += f" and {_count(files, 'file')}"
        if size:
            text += f" ({_size(size)})"
    return text


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _size(size: int) -> str:
    number = float(size)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 999.5 or unit == "TB":
            return f"{number:.0f} {unit}" if unit in ("B", "kB") else f"{number:.1f} {unit}"
        number /= 1000
    raise AssertionError


def token_refused(url: str, reason: str) -> str:
    """Say that the server refused the token."""
    why = f" ({reason})" if reason else ""
    return (
        f"{url} refused the token{why}. Training goes on, every record is kept. In another terminal: "
        f"seamark login {url} (this run picks it up by itself)."
    )


def not_reached(url: str, host: str, reason: str, home: str) -> str:
    """Say that the server does not answer."""
    why = f" ({reason})" if reason else ""
    return (
        f"{url} does not answer from {host}{why}. Training goes on, records are kept in {shorten_home(home)}. "
        "On a node without network, relay from the login node: seamark sync --follow"
    )


def assigned_often(path: str, times: int) -> str:
    """Say that a curve was meant."""
    return (
        f'run["{path}"] was assigned {times} times; each assignment replaces the last. '
        f'For a curve: run["{path}"].append(value)'
    )


def not_recorded(detail: str, remedy: str) -> str:
    """Say that a record was refused."""
    return f"{detail} Not recorded. {remedy}".rstrip()


_NAMES: Final = {
    "number": "a number",
    "text": "a string",
    "time": "a datetime",
    "json": "a list or None",
    "set": "a set of strings",
    "series": "a series",
    "file": "a file",
}


def other_kind(path: str, present: str, since: Place, attempt: str) -> str:
    """Say that a field of one kind was written as another."""
    when = f" since {since}" if since.file else ""
    if present == "series":
        remedy = f"Append to it, or use {path}/final"
    elif present == "set":
        remedy = "Use .add() and .remove(), or another path"
    else:
        remedy = "Use another path, or delete the field first"
    return f'"{path}" is {_NAMES.get(present, present)}{when}, so {attempt} was not recorded. {remedy}'


def after_stop(name: str, stopped: Place, again: str) -> str:
    """Say that the run was written to after its end."""
    when = f" at {stopped}" if stopped.file else ""
    return f'{name} was stopped{when}; not recorded. Continue it: init_run(id="{again}")'
