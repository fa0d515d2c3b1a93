"""How a process ends, told to its sessions: return, exit code, exception, Ctrl-C, SIGTERM."""

import atexit
import builtins
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Final, NamedTuple

from seamark.model.objects import RunState
from seamark.sdk.session import Session

_PATIENCE: Final = 15.0
_HURRY: Final = 2.0


class Outcome(NamedTuple):
    """How something ended."""

    state: RunState
    reason: str = ""


FINISHED: Final = Outcome(RunState.FINISHED)


def judge(error: BaseException | None) -> Outcome:
    """Return what an exception (or none) that leaves the training means for its run."""
    if error is None:
        return FINISHED
    if isinstance(error, SystemExit):
        if error.code in (None, 0):
            return FINISHED
        return Outcome(RunState.FAILED, f"exit code {error.code}" if isinstance(error.code, int) else str(error.code))
    if isinstance(error, KeyboardInterrupt):
        return Outcome(RunState.STOPPED, "KeyboardInterrupt")
    return Outcome(RunState.FAILED, traceback.format_exception_only(error)[-1].strip()[:2000])


class Watch:
    """The hooks of this process, set when its first session begins; each calls what was there before."""

    def __init__(self) -> None:
        self._sessions: list[Session] = []
        self._outcome = FINISHED
        self._hooked = False

    def add(self, session: Session) -> None:
        """End this session when the process ends."""
        self._sessions.append(session)
        session.closing.append(lambda: self._forget(session))
        if not self._hooked:
            self._hooked = True
            self._set_hooks()
        session.opened.append(_end_with_worker)

    def _forget(self, session: Session) -> None:
        if session in self._sessions:
            self._sessions.remove(session)

    def _set_hooks(self) -> None:
        atexit.register(self.end_all, _PATIENCE)
        self._hook_exceptions()
        self._hook_exit()
        if threading.current_thread() is threading.main_thread():
            self._hook_signal()

    def end_all(self, timeout: float) -> None:
        """End every session that is still open."""
        for session in list(self._sessions):
            session.finish(self._outcome.state, self._outcome.reason, timeout)

    def _hook_exceptions(self) -> None:
        previous = sys.excepthook

        def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self._outcome = judge(error)
            previous(kind, error, trace)

        sys.excepthook = note

    def _hook_exit(self) -> None:
        previous: Callable[..., Any] = sys.exit

        def exit(code: Any = None, /) -> Any:
            self._note_exit(code)
            return previous(code)

        sys.exit = exit
        self._hook_quitter()

    def _note_exit(self, code: Any) -> None:
        """In another thread ``sys.exit`` ends that thread alone."""
        if threading.current_thread() is threading.main_thread():
            self._outcome = judge(SystemExit(code))

    def _hook_quitter(self) -> None:
        """``exit()`` and ``quit()`` of interactive Python raise SystemExit past ``sys.exit``."""
        quitter = type(getattr(builtins, "exit", None))
        previous = quitter.__dict__.get("__call__")
        if quitter.__module__ != "_sitebuiltins" or previous is None:
            return

        def call(of: Any, code: Any = None) -> Any:
            self._note_exit(code)
            return previous(of, code)

        quitter.__call__ = call  # type: ignore[method-assign]

    def _hook_signal(self) -> None:
        previous = signal.getsignal(signal.SIGTERM)
        if previous in (signal.SIG_IGN, None):
            return

        def stop(number: int, frame: FrameType | None) -> None:
            self._outcome = Outcome(RunState.STOPPED, signal.Signals(number).name)
            if callable(previous):
                previous(number, frame)
                return
            self.end_all(_HURRY)
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

        signal.signal(signal.SIGTERM, stop)


def _end_with_worker(session: Session) -> None:
    """In a forked worker, which runs no exit handlers, end with what multiprocessing runs."""
    util = sys.modules.get("multiprocessing.util")
    if util is not None:
        util.Finalize(None, session.finish, args=(RunState.FINISHED, "", _HURRY), exitpriority=0)


WATCH: Final = Watch()
