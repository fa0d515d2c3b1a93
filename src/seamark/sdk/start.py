"""``init_run``: from arguments and settings to a run that takes records."""

import math
import os
import sys
import time
from collections.abc import Iterable
from typing import Any, Final, Literal, Never

from seamark.model.errors import InvalidValue
from seamark.model.objects import is_run_id, make_uid, shorten_uid
from seamark.sdk import notices
from seamark.sdk.capture import begin_capture
from seamark.sdk.exits import WATCH
from seamark.sdk.guard import Guard
from seamark.sdk.machine import find_boot, find_host, find_process_start
from seamark.sdk.notices import PRINTER
from seamark.sdk.run import Run, begin
from seamark.sdk.session import Session
from seamark.sdk.settings import Mode, Settings, find_script_folder, load_settings
from seamark.wire.journal import Header

_OTHER_NAMES: Final = {
    "with_id": 'id="SUN-123"',
    "run": 'id="SUN-123"',
    "custom_run_id": 'id="my-key"',
    "run_id": 'id="my-key"',
    "api_token": "token=",
    "api_key": "token=",
    "experiment_name": "name=",
    "run_name": "name=",
    "notes": "description=",
    "entity": 'project="workspace/project"',
    "workspace": 'project="workspace/project"',
    "source_files": 'run["source"].upload_files("**/*.py"); capture={"source", …} keeps the script',
    "params": "config=",
    "job_type": "group= or tags=",
    "capture_stdout": 'capture={"console", …}, or capture=False',
    "capture_stderr": 'capture={"console", …}, or capture=False',
    "capture_traceback": 'capture={"console", …}, or capture=False',
    "capture_hardware_metrics": 'capture={"system", …}, or capture=False',
    "git_ref": 'capture={"git", …}, or capture=False',
    "dependencies": 'capture={"packages", …}, or capture=False',
    "monitoring_namespace": "nothing: it is sessions/…",
    "flush_period": "nothing: records are sent at once",
    "proxies": "the environment: HTTPS_PROXY",
    "dir": "home=",
}


def refuse_names(function: str, unknown: Iterable[str], known: dict[str, str] = _OTHER_NAMES) -> None:
    """Raise the TypeError that tells the right name of an argument, if there is an unknown one."""
    for name in unknown:
        remedy = known.get(name)
        raise TypeError(f"{function}() has no {name}" + (f"; use {remedy}" if remedy else ""))


def init_run(
    project: str | None = None,
    *,
    id: str | None = None,
    resume: Literal["allow", "must", "never"] = "allow",
    name: str | None = None,
    description: str | None = None,
    tags: Iterable[str] = (),
    group: str | None = None,
    parent: str | None = None,
    fork: tuple[str, float] | None = None,
    config: Any = None,
    capture: bool | Iterable[str] | None = True,
    mode: Mode | None = None,
    url: str | None = None,
    token: str | None = None,
    home: str | os.PathLike[str] | None = None,
    **unknown: Never,
) -> Run:
    """Begin a run, or go on with one; nothing is sent or waited for.

    Args:
        project: ``name`` or ``workspace/name``, made at first use where one may. By default
            SEAMARK_PROJECT, the settings file, the git repository's name, or ``default``.
        id: Your own key (the same id is the same run, from any process), or an id such as ``SUN-123``.
        resume: "allow" takes the run of that id or makes it, "must" needs one, "never" needs none.
        name: What the run is called.
        description: What it is about.
        tags: Its tags.
        group: Runs that belong together.
        parent: The run that this one is a part of.
        fork: The run and step to go on from: ``("SUN-12", 800)`` has the history of that run's series up to
            step 800. Its own points without steps count on from there.
        config: What is chosen for the run: a dictionary, dataclass, namespace, pydantic or OmegaConf object.
        capture: False, or which of console, git, source, packages, system, arguments.
        mode: "async", "sync" (each call waits for the receipt), "offline" or "disabled".
        url: The server.
        token: Its token.
        home: Where records are kept on this machine.
        unknown: Names of other trackers are told the right one.

    Raises:
        TypeError: there is no such argument.
        ValueError: an argument cannot be what it is.
    """
    refuse_names("init_run", unknown)
    _check_arguments(project, id, resume, fork)
    settings = load_settings(
        project=project,
        run_id=id,
        mode=mode,
        url=url,
        token=token,
        home=home,
        capture=_name_captures(capture),
        tags=([tags] if isinstance(tags, str) else list(tags)) or None,
    )
    PRINTER.quiet = settings.quiet
    header = _make_header(settings, resume, name, description, group, parent, fork)
    session = Session(settings, header, Guard(strict=settings.strict))
    _greet(session)
    run = begin(session)
    WATCH.add(session)
    if config is not None:
        run["config"] = config
    if settings.mode != "disabled":
        begin_capture(session, run, has_config=config is not None)
    session.launch()
    return run


def _check_arguments(project: str | None, id: str | None, resume: str, fork: object) -> None:
    if project is not None and is_run_id(project):
        raise ValueError(
            f'"{project}" is a run, not a project. Continue it: init_run(id="{project}"). '
            f'Read or annotate it: open_run("{project}")'
        )
    if resume not in ("allow", "must", "never"):
        raise InvalidValue(f"resume is {resume!r}.", 'Choose "allow", "must" or "never".')
    if id is not None and (not isinstance(id, str) or not id):
        raise InvalidValue(f"id is {id!r}.", "Give your own key as a string, or an id such as SUN-123.")
    if fork is not None and not _is_fork(fork):
        raise InvalidValue(f"fork is {fork!r}.", 'Name the run to go on from and the step: fork=("SUN-12", 800).')


def _is_fork(fork: object) -> bool:
    match fork:
        case (str(run), int() | float() as step) if run and not isinstance(step, bool):
            return math.isfinite(step)
    return False


def _name_captures(capture: Any) -> Any:
    if capture is True or capture is None:
        return None
    return capture if isinstance(capture, (bool, str)) else sorted(capture)


def _make_header(
    settings: Settings,
    resume: str,
    name: str | None,
    description: str | None,
    group: str | None,
    parent: str | None,
    fork: tuple[str, float] | None,
) -> Header:
    now = time.time_ns() // 1000
    pid = os.getpid()
    return Header(
        origin=make_uid(),
        run=make_uid(),
        project=settings.project or _name_project(),
        id=settings.run_id or None,
        resume=resume,
        name=name,
        description=description,
        tags=list(settings.tags),
        group=group,
        parent=parent,
        fork=None if fork is None else (fork[0], float(fork[1])),
        created_at=now,
        started_at=now,
        host=find_host(),
        boot=find_boot(),
        pid=pid,
        process_start=find_process_start(pid),
        command=_spell_command(),
        url=settings.destination,
        ca_bundle=settings.ca_bundle,
        mode=settings.mode,
        capture=list(settings.capture),
        notebook=notices.is_notebook(),
    )


def _spell_command() -> str:
    return " ".join(os.fsdecode(part) for part in sys.argv)[:4000].encode(errors="replace").decode()


def _name_project() -> str:
    folder = find_script_folder()
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return place.name or "default"
    return "default"


def _greet(session: Session) -> None:
    settings = session.settings
    if settings.mode == "disabled":
        return
    short = shorten_uid(session.uid)
    shown = session.header.id if session.header.id and is_run_id(session.header.id) else short
    project = session.header.project
    if settings.mode == "offline":
        PRINTER.greet(notices.kept_here(shown, project, "mode offline"))
        PRINTER.greet(f"send it later: seamark sync {short}")
    elif settings.url:
        PRINTER.greet(notices.sent_to(shown, project, session.url))
    else:
        PRINTER.greet(notices.kept_here(shown, project, "no server configured"))
        PRINTER.greet(notices.LOOK)
