"""Beginning the capture of one session: what must be of this moment at once, the rest in a thread."""

import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from seamark.sdk.capture.arguments import find_namespace
from seamark.sdk.capture.console import CONSOLE
from seamark.sdk.capture.source import find_script, find_shell, read_cells
from seamark.sdk.run import Run
from seamark.sdk.session import Session

_PATIENCE = 10.0
_SLOW = frozenset({"git", "system", "packages"})


def begin_capture(session: Session, run: Run, *, has_config: bool) -> None:
    """Begin to capture what the session's settings name; takes about a millisecond."""
    names = frozenset(session.settings.capture)
    session.guard.call(_capture_at_once, session, run, names, has_config)
    if names.isdisjoint(_SLOW):
        return
    thread = threading.Thread(target=_capture_slowly, args=(session, run, names), name="seamark-capture", daemon=True)
    thread.start()
    session.closing.append(lambda: thread.join(_PATIENCE))


def _capture_at_once(session: Session, run: Run, names: frozenset[str], has_config: bool) -> None:
    own = run[session.prefix]
    if "arguments" in names:
        own["command"] = session.header.command
        own["arguments"] = sys.argv[1:]
        own["folder"] = str(Path.cwd())
        namespace = None if has_config else find_namespace()
        if namespace is not None:
            run["config"] = namespace
    if "source" in names:
        _capture_source(session, own)
    if "console" in names:
        CONSOLE.add(session)


def _capture_source(session: Session, own: Any) -> None:
    shell = find_shell()
    script = find_script()
    if shell is not None:
        own["source/cells"] = read_cells(shell)
        follow_cells(session, own, shell)
    elif script is not None:
        own["script"] = str(script.absolute())
        own["source/script"].upload(script)


def follow_cells(session: Session, own: Any, shell: Any) -> None:
    """Keep the cells anew after each one that is executed."""

    def keep(result: Any) -> None:
        del result
        own["source/cells"] = read_cells(shell)

    shell.events.register("post_run_cell", keep)
    session.closing.append(lambda: shell.events.unregister("post_run_cell", keep))


def _capture_slowly(session: Session, run: Run, names: frozenset[str]) -> None:
    session.guard.call(_capture_rest, session, run, names)


def _capture_rest(session: Session, run: Run, names: frozenset[str]) -> None:
    """Capture what takes its time; init_run waits neither for it nor for the modules it takes."""
    prefix = session.prefix
    if "git" in names:
        from seamark.sdk.capture.git import read_git

        script = find_script()
        folder = script.absolute().parent if script is not None else Path.cwd()
        _assign(run, f"{prefix}/git", read_git(folder))
    if "system" in names:
        from seamark.sdk.capture.host import read_host

        _assign(run, prefix, read_host())
    if "packages" in names:
        from seamark.sdk.capture.packages import read_packages

        run[f"{prefix}/packages"] = read_packages()


def _assign(run: Run, prefix: str, facts: Iterable[tuple[str, object]]) -> None:
    for name, value in facts:
        run[f"{prefix}/{name}"] = value
