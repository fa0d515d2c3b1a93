"""A copy of what the process prints, line by line, made so that printing never waits for it.

Where output goes to a file or a pipe, the copy is taken at the file descriptor, so that C libraries
and child processes are in it. On a terminal, in a notebook and on Windows it is taken at Python's
streams, which then stay what they are: a terminal to whoever asks, without a pipe in between.
"""

import io
import os
import select
import sys
import threading
import time
from array import array
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Literal, TextIO, TypeAlias

from seamark.model.operations import Extend
from seamark.sdk.capture.lines import LineSplitter
from seamark.sdk.capture.source import find_shell
from seamark.sdk.fields import find_field
from seamark.sdk.notices import is_notebook
from seamark.sdk.session import Session

Stream: TypeAlias = Literal["stdout", "stderr"]
STREAMS: Final[tuple[Stream, Stream]] = ("stdout", "stderr")
WAITING_BYTES: Final = 8 * 2**20
"""What may wait to be copied; more is passed on and not copied."""
_PIPE_BYTES: Final = 2**20
_CHUNK: Final = 2**16
_PAUSE: Final = 0.05
_F_SETPIPE_SZ: Final = 1031


class Copyist:
    """Takes pieces from the streams and writes lines into sessions, in a thread of its own."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self._pieces: deque[tuple[Stream, bytes | str, int]] = deque()
        self._waiting = 0
        self._dropped = 0
        self._splitters = {name: LineSplitter() for name in STREAMS}
        self._wake = threading.Event()
        self._working = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="seamark-console", daemon=True)
            self._thread.start()

    def offer(self, stream: Stream, piece: bytes | str) -> None:
        """Take a piece, or drop it where too much waits; never waits itself."""
        size = len(piece)
        if self._waiting + size > WAITING_BYTES:
            self._dropped += size
            return
        self._waiting += size
        self._pieces.append((stream, piece, time.time_ns() // 1000))
        if not self._wake.is_set():
            self._wake.set()

    def drain(self, *, last: bool) -> None:
        """Write what has come so far; ``last`` also the lines without an end."""
        with self._working:
            lines: dict[Stream, list[tuple[str, int]]] = {"stdout": [], "stderr": []}
            while self._pieces:
                stream, piece, moment = self._pieces.popleft()
                self._waiting -= len(piece)
                lines[stream] += [(line, moment) for line in self._splitters[stream].feed(piece)]
            now = time.time_ns() // 1000
            if last:
                for stream in STREAMS:
                    lines[stream] += [(line, now) for line in self._splitters[stream].finish()]
            dropped, self._dropped = self._dropped, 0
            if dropped:
                lines["stderr"].append((f"[seamark: {dropped:,} bytes of output came too fast to be copied]", now))
            for stream in STREAMS:
                if lines[stream]:
                    for session in list(self.sessions):
                        session.guard.call(_write_lines, session, stream, lines[stream])

    def _work(self) -> None:
        while True:
            self._wake.wait()
            time.sleep(_PAUSE)
            self._wake.clear()
            self.drain(last=False)


def _write_lines(session: Session, stream: Stream, lines: list[tuple[str, int]]) -> None:
    if not session.is_open:
        return
    field = find_field(session, f"{session.prefix}/console/{stream}")
    numbers = field.take_numbers(len(lines))
    texts: list[float | str] = [line.encode(errors="replace").decode() for line, _ in lines]
    times = array("q", [moment for _, moment in lines])
    session.write(Extend(path=field.path, values=texts, steps=numbers.tobytes(), relative=True, times=times.tobytes()))


# ---- the two ways to a copy ---------------------------------------------------------------------


class StreamCopy:
    """A copy taken where Python writes to a stream."""

    def __init__(self, stream: TextIO, name: Stream, offer: Callable[[Stream, str], None]) -> None:
        self._stream = stream
        self._name = name
        self._offer = offer
        self._before: Callable[[str], int] | None = None
        self.renew()

    def renew(self) -> None:
        """Take the copy again where somebody has put the stream's own writing back (IPython, after each cell)."""
        attributes = vars(self._stream)
        if getattr(attributes.get("write"), "copies_for_seamark", False):
            return
        self._before = attributes.get("write")
        original = self._stream.write

        def write(text: str, /) -> int:
            written = original(text)
            if type(text) is str:
                self._offer(self._name, text)
            return written

        write.copies_for_seamark = True  # type: ignore[attr-defined]
        attributes["write"] = write

    def stop(self) -> None:
        """Let the stream write as before."""
        attributes = vars(self._stream)
        if not getattr(attributes.get("write"), "copies_for_seamark", False):
            return
        if self._before is None:
            del attributes["write"]
        else:
            attributes["write"] = self._before


class DescriptorCopy:
    """A copy taken at a file descriptor: a thread passes on to its old end what comes to it."""

    def __init__(self, stream: TextIO, name: Stream, offer: Callable[[Stream, bytes], None]) -> None:
        self._stream = stream
        self._name = name
        self._offer = offer
        self._copying = True
        self._ended = False
        self._passing = threading.Lock()
        self._descriptor = stream.fileno()
        stream.flush()
        self._old = os.dup(self._descriptor)
        self._reading, writing = os.pipe()
        _widen(writing)
        os.dup2(writing, self._descriptor, inheritable=True)
        os.close(writing)
        self._buffered = not getattr(stream, "line_buffering", True)
        self._set_line_buffering(on=True)
        self._point_faulthandler(self._old)
        threading.Thread(target=self._pass_on, name=f"seamark-{name}", daemon=True).start()

    def stop(self) -> None:
        """Give the descriptor its old end back, and wait until everything has passed."""
        self._stream.flush()
        self._set_line_buffering(on=False)
        os.dup2(self._old, self._descriptor, inheritable=True)
        self._point_faulthandler(self._descriptor)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            if self._is_readable(0):
                time.sleep(0.001)
                continue
            with self._passing:
                pass
            if not self._is_readable(0):
                break
        with self._passing:
            self._copying = False
            if self._ended:
                self._close()

    def _close(self) -> None:
        os.close(self._reading)
        os.close(self._old)

    def _pass_on(self) -> None:
        """Pass bytes on, also after the end: a child process may hold the pipe."""
        while True:
            self._is_readable(None)
            with self._passing:
                piece = os.read(self._reading, _CHUNK)
                _write_all(self._old, piece)
                if not piece:
                    self._ended = True
                    if not self._copying:
                        self._close()
                    return
            if self._copying:
                self._offer(self._name, piece)

    def _is_readable(self, milliseconds: int | None) -> bool:
        waiter = select.poll()
        waiter.register(self._reading, select.POLLIN)
        return any(event & select.POLLIN for _, event in waiter.poll(milliseconds))

    def _set_line_buffering(self, *, on: bool) -> None:
        """Let a line leave Python when it is whole, also into a file."""
        if self._buffered and isinstance(self._stream, io.TextIOWrapper):
            self._stream.reconfigure(line_buffering=on)

    def _point_faulthandler(self, descriptor: int) -> None:
        """Let a crash write its traceback past the pipe, which a dead process no longer reads."""
        faulthandler: Any = sys.modules.get("faulthandler")
        if self._name == "stderr" and faulthandler is not None and faulthandler.is_enabled():
            faulthandler.enable(file=descriptor)


def _widen(writing: int) -> None:
    try:
        import fcntl

        fcntl.fcntl(writing, _F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, OSError):
        pass  # the usual 64 KiB do too


def _write_all(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            time.sleep(0.001)
        except OSError:
            return  # the terminal is gone; training goes on


# ---- one copy for the whole process -------------------------------------------------------------


class Console:
    """The copy of this process's output, shared by all its sessions."""

    def __init__(self) -> None:
        self._copyist = Copyist()
        self._copies: list[StreamCopy | DescriptorCopy] = []
        self._follows = False

    def add(self, session: Session) -> None:
        """Copy lines into this session too, until it ends."""
        self._copyist.sessions.append(session)
        session.closing.append(lambda: self._remove(session))
        if not self._copies:
            self._copies = [copy for name in STREAMS if (copy := self._open(name)) is not None]
            self._copyist.start()
            self._follow_cells()

    def _follow_cells(self) -> None:
        shell = find_shell()
        if shell is not None and not self._follows:
            self._follows = True
            shell.events.register("pre_run_cell", self._renew)

    def _renew(self, info: object) -> None:
        del info
        for copy in self._copies:
            if isinstance(copy, StreamCopy):
                copy.renew()

    def _open(self, name: Stream) -> StreamCopy | DescriptorCopy | None:
        stream = getattr(sys, name)
        if stream is None:
            return None
        try:
            if _suits_descriptor(stream, name):
                return DescriptorCopy(stream, name, self._copyist.offer)
            return StreamCopy(stream, name, self._copyist.offer)
        except (AttributeError, OSError, ValueError):
            return None  # a stream of somebody's own making

    def _remove(self, session: Session) -> None:
        if session not in self._copyist.sessions:
            return
        if len(self._copyist.sessions) == 1:
            for copy in self._copies:
                copy.stop()
            self._copies = []
        self._copyist.drain(last=not self._copies)
        self._copyist.sessions.remove(session)

    def leave_to_child(self) -> None:
        """In a forked process: its output still passes through the parent; copy nothing here."""
        for copy in self._copies:
            if isinstance(copy, StreamCopy):
                copy.stop()
        self._copies = []
        self._copyist = Copyist()


def _suits_descriptor(stream: TextIO, name: Stream) -> bool:
    if sys.platform == "win32" or is_notebook():
        return False
    try:
        return stream.fileno() == STREAMS.index(name) + 1 and not stream.isatty()
    except (AttributeError, OSError, ValueError):
        return False


CONSOLE: Final = Console()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=CONSOLE.leave_to_child)
