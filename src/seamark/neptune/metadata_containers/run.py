"""``init_run`` and the run that it returns."""

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from seamark.model.objects import is_run_id, session_prefix
from seamark.neptune.exceptions import (
    NeedExistingRunForReadOnlyMode,
    NeptuneRunResumeAndCustomIdCollision,
    neptune_errors,
)
from seamark.neptune.metadata_containers.container import Container
from seamark.neptune.metadata_containers.remotes import ReadOnly
from seamark.neptune.settings import find_captures, find_destination, find_mode, find_native_mode
from seamark.neptune.types.atoms import GitRef
from seamark.neptune.types.mode import Mode
from seamark.sdk.machine import find_host
from seamark.sdk.notices import PRINTER
from seamark.sdk.remote import open_run
from seamark.sdk.run import Run as NativeRun
from seamark.sdk.session import Session
from seamark.sdk.start import init_run as begin_run

REQUIREMENTS: Final = "source_code/requirements"
SOURCES: Final = "source_code/files"
GIT: Final = "source_code/git"


class Run(Container):
    """A run: begun, resumed, or opened to be read. See ``seamark.init_run`` for what is captured.

    Args:
        with_id: The id of a run to go on with, such as ``SUN-123``. (As the first argument a project's name, with
            a slash, is taken for that: clients before 1.0 had it there.)
        project: ``workspace/name``; by default NEPTUNE_PROJECT, then what Seamark's settings say.
        api_token: By default NEPTUNE_API_TOKEN. It names its server.
        custom_run_id: Your own key: the same one is the same run, from any process. Default NEPTUNE_CUSTOM_RUN_ID.
        mode: "async", "sync", "offline", "read-only" (needs ``with_id``) or "debug" (nothing is kept).
        name: What the run is called.
        description: What it is about.
        tags: Its tags.
        source_files: Patterns of files to keep as ``source_code/files``; without them, the script is captured.
        capture_stdout: False captures no console at all: both streams are captured together.
        capture_stderr: The same.
        capture_hardware_metrics: False captures neither machine nor load.
        fail_on_exception: No effect: what ends a script with an exception is a failed run.
        monitoring_namespace: No effect: what is captured lies below ``sessions/``.
        flush_period: No effect: records are sent at once.
        proxies: No effect: HTTPS_PROXY and the like are read.
        capture_traceback: No effect: the exception's last line is kept.
        git_ref: False keeps nothing of the git repository; a ``GitRef`` names another one than the script's.
        dependencies: "infer" is what is done anyway; a path is kept as ``source_code/requirements``.
        async_lag_callback: Never called: there is no queue in this process.
        async_lag_threshold: No effect.
        async_no_progress_callback: Never called: records lie on disk until they can be sent.
        async_no_progress_threshold: No effect.
        kwargs: ``run`` is ``with_id`` by its name before 1.0.

    Raises:
        NeptuneRunResumeAndCustomIdCollision: both ids are given.
        NeedExistingRunForReadOnlyMode: ``mode="read-only"`` has no run.
        RunNotFound: ``mode="read-only"``, and there is no such run.
        TypeError: there is no such argument.
    """

    def __init__(
        self,
        with_id: str | None = None,
        *,
        project: str | None = None,
        api_token: str | None = None,
        custom_run_id: str | None = None,
        mode: str | None = None,
        name: str | None = None,
        description: str | None = None,
        tags: str | Iterable[str] | None = None,
        source_files: str | Iterable[str] | None = None,
        capture_stdout: bool | None = None,
        capture_stderr: bool | None = None,
        capture_hardware_metrics: bool | None = None,
        fail_on_exception: bool = True,
        monitoring_namespace: str | None = None,
        flush_period: float = 5,
        proxies: dict[str, str] | None = None,
        capture_traceback: bool = True,
        git_ref: GitRef | bool | None = None,
        dependencies: str | os.PathLike[str] | None = None,
        async_lag_callback: Callable[..., None] | None = None,
        async_lag_threshold: float = 1800.0,
        async_no_progress_callback: Callable[..., None] | None = None,
        async_no_progress_threshold: float = 300.0,
        **kwargs: Any,
    ) -> None:
        with_id = kwargs.pop("run", None) or with_id
        if kwargs:
            raise TypeError(f"init_run() has no {next(iter(kwargs))}; its arguments are those of Neptune's")
        if with_id and "/" in with_id and project is None:
            with_id, project = None, with_id
        if with_id and custom_run_id:
            raise NeptuneRunResumeAndCustomIdCollision("Give with_id or custom_run_id, not both.")
        found_mode = find_mode(mode)
        place = find_destination(project, api_token)
        if found_mode is Mode.READ_ONLY:
            opened = _open(with_id, place)
            super().__init__(opened, opened.recorder)
            return
        own_id = custom_run_id or os.environ.get("NEPTUNE_CUSTOM_RUN_ID") or None
        refused = _refuse_captures(capture_stdout, capture_stderr, capture_hardware_metrics, git_ref, source_files)
        native = begin_run(
            **place,
            id=with_id or own_id,
            resume="must" if with_id else "allow",
            mode=find_native_mode(found_mode),
            name=name,
            description=description,
            tags=_list(tags) or (),
            capture=find_captures(refused),
        )
        super().__init__(native, native.recorder)
        if with_id or own_id:
            self._describe(name, description, tags)
        if "system" in self.captured and not with_id:
            self["sys/hostname"].assign(find_host())
        self._keep(source_files, git_ref, dependencies)

    @classmethod
    def over(cls, native: NativeRun) -> "Run":
        """Return a run of Seamark's own client with the methods of Neptune's."""
        made = cls.__new__(cls)
        Container.__init__(made, native, native.recorder)
        return made

    @property
    def native(self) -> NativeRun:
        """The run as Seamark's own client has it: a way out to all that it can."""
        assert isinstance(self._native, NativeRun)
        return self._native

    def _describe(self, name: str | None, description: str | None, tags: str | Iterable[str] | None) -> None:
        """Say what the run is, for one that was there before and is to be called otherwise."""
        for path, text in (("sys/name", name), ("sys/description", description)):
            if text is not None:
                self[path].assign(text)
        if tags:
            self["sys/tags"].add(_list(tags))

    def _keep(
        self,
        source_files: str | Iterable[str] | None,
        git_ref: GitRef | bool | None,
        dependencies: str | os.PathLike[str] | None,
    ) -> None:
        if source_files:
            self[SOURCES].upload_files(_list(source_files))
        if isinstance(git_ref, GitRef):
            self[GIT].assign(git_ref)
        if dependencies and dependencies != "infer":
            self[REQUIREMENTS].upload(os.fspath(dependencies))

    @property
    def captured(self) -> frozenset[str]:
        """What is captured of this process: console, git, source, packages, system, arguments."""
        recorder = self.recorder
        return frozenset(recorder.header.capture if isinstance(recorder, Session) else ())

    @property
    def monitoring_namespace(self) -> str:
        """The path below which this process's console, machine and load lie."""
        recorder = self.recorder
        return recorder.prefix if isinstance(recorder, Session) else session_prefix(recorder.uid)

    def get_run_url(self) -> str:
        """Return where it is seen, by the name before 1.0."""
        return self.get_url()


init_run = Run


def begin_as_before(
    project: str | None = None, api_token: str | None = None, with_id: str | None = None, **kwargs: Any
) -> Run:
    """Begin a run with the order of arguments that ``neptune.new`` had before 1.0; ``init_run`` has the rest."""
    if project and with_id is None and is_run_id(project):
        project, with_id = None, project
    return Run(with_id, project=project, api_token=api_token, **kwargs)


def _list(values: str | Iterable[str] | None) -> list[str]:
    return [values] if isinstance(values, str) else list(values or ())


def _refuse_captures(
    stdout: bool | None,
    stderr: bool | None,
    hardware: bool | None,
    git_ref: GitRef | bool | None,
    source_files: str | Iterable[str] | None,
) -> set[str]:
    refused = set()
    if stdout is False or stderr is False:
        refused.add("console")
    if {stdout, stderr} == {True, False}:
        PRINTER.say("stdout and stderr are captured together or not at all; neither is now.")
    if hardware is False:
        refused.add("system")
    if git_ref is False or isinstance(git_ref, GitRef):
        refused.add("git")
    if source_files is not None:
        refused.add("source")
    return refused


def _open(with_id: str | None, place: dict[str, Any]) -> NativeRun:
    if not with_id:
        raise NeedExistingRunForReadOnlyMode('mode="read-only" needs a run: init_run(with_id="SUN-123", …)')
    with neptune_errors():
        reader = open_run(with_id, **place).recorder.reader()
        return NativeRun(ReadOnly(reader, reader.find()))
