"""A project of the API before ``neptune.new``."""

import logging
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final, Never

from seamark.neptune.exceptions import NeptuneFeatureNotAvailableException, NeptuneNoExperimentContextException
from seamark.neptune.integrations.python_logger import NeptuneHandler
from seamark.neptune.legacy.experiments import PARAMETERS, Experiment
from seamark.neptune.metadata_containers.project import Names
from seamark.neptune.metadata_containers.project import Project as ReadProject
from seamark.neptune.metadata_containers.run import GIT, Run
from seamark.neptune.settings import find_destination
from seamark.sdk.capture.source import find_script
from seamark.sdk.remote import open_run
from seamark.sdk.settings import load_settings
from seamark.wire.api.members import ProjectMember

_COLUMNS: Final = (
    ("logs/", "channel_"),
    ("parameters/", "parameter_"),
    ("properties/", "property_"),
    ("sys/", ""),
)
_SYSTEM: Final = {
    "creation_time": "created",
    "ended_at": "finished",
    "description": "notes",
}


class Project:
    """A project by its name, in which experiments are made and found. Making it asks no server."""

    def __init__(self, name: str | None = None, api_token: str | None = None, mode: str | None = None) -> None:
        self._given = name
        self._api_token = api_token
        self._mode = mode
        self._experiments: list[Experiment] = []
        self._lock = threading.RLock()
        self._handlers: list[tuple[Experiment, logging.Logger, logging.Handler]] = []

    def __repr__(self) -> str:
        return f"Project({self.full_id})"

    @property
    def full_id(self) -> str:
        """``workspace/name``."""
        return find_destination(self._given, self._api_token)["project"] or load_settings().project or "default"

    @property
    def name(self) -> str:
        """The name without its workspace."""
        return self.full_id.rpartition("/")[2]

    @property
    def namespace(self) -> str:
        """The workspace."""
        return self.full_id.rpartition("/")[0]

    @property
    def internal_id(self) -> str:
        """The name, which is one here."""
        return self.full_id

    # ---- experiments ----

    def create_experiment(
        self,
        name: str | None = None,
        description: str | None = None,
        params: dict[str, Any] | None = None,
        properties: dict[str, Any] | None = None,
        tags: Iterable[str] | None = None,
        upload_source_files: str | Iterable[str] | None = None,
        abort_callback: Any = None,
        logger: logging.Logger | None = None,
        upload_stdout: bool = True,
        upload_stderr: bool = True,
        send_hardware_metrics: bool = True,
        run_monitoring_thread: bool = True,
        handle_uncaught_exceptions: bool = True,
        git_info: Any = None,
        hostname: str | None = None,
        notebook_id: str | None = None,
        notebook_path: str | None = None,
    ) -> Experiment:
        """Begin an experiment.

        Args:
            name: What it is called.
            description: What it is about.
            params: Its parameters, as ``parameters/…``.
            properties: Its properties, as ``properties/…``, each as its text.
            tags: Its tags.
            upload_source_files: Patterns of files to keep; without them the script is captured.
            abort_callback: Never called.
            logger: A logger of ``logging`` whose records are kept too.
            upload_stdout: False captures no console at all.
            upload_stderr: The same.
            send_hardware_metrics: False captures neither machine nor load.
            run_monitoring_thread: No effect.
            handle_uncaught_exceptions: No effect: what ends a script with an exception failed.
            git_info: What is known of the repository, as an object with attributes; without it git is asked.
            hostname: The machine's name, where another one is to be shown.
            notebook_id: No effect: a notebook's cells are captured.
            notebook_path: No effect.
        """
        run = self.begin(
            name=name,
            description=description,
            tags=tags,
            source_files=upload_source_files,
            capture_stdout=None if upload_stdout else False,
            capture_stderr=None if upload_stderr else False,
            capture_hardware_metrics=None if send_hardware_metrics else False,
            git_ref=None if git_info is None else False,
        )
        experiment = Experiment(run, self)
        if params:
            run[PARAMETERS].assign(params)
        for key, value in (properties or {}).items():
            experiment.set_property(str(key), value)
        if git_info is not None:
            run[GIT].assign({key: str(value) for key, value in vars(git_info).items() if value is not None})
        if hostname:
            run["sys/hostname"].assign(hostname)
        script = find_script()
        if script is not None and "source" in run.captured:
            run["source_code/entrypoint"].assign(script.name)
        if logger is not None:
            self._listen(experiment, logger)
        with self._lock:
            self._experiments.append(experiment)
        return experiment

    def begin(self, **arguments: Any) -> Run:
        """Begin a run in the project."""
        return Run(project=self._given, api_token=self._api_token, mode=self._mode, **arguments)

    def _listen(self, experiment: Experiment, logger: logging.Logger) -> None:
        handler = NeptuneHandler(run=experiment.run, path="monitoring/logger")
        logger.addHandler(handler)
        self._handlers.append((experiment, logger, handler))

    def forget(self, experiment: Experiment) -> None:
        """Have an experiment that has ended be the current one no more."""
        with self._lock:
            self._experiments = [other for other in self._experiments if other is not experiment]
            for own, logger, handler in self._handlers:
                if own is experiment:
                    logger.removeHandler(handler)

    def get_current_experiment(self) -> Experiment:
        """Return the newest experiment that goes on. Raises NeptuneNoExperimentContextException."""
        with self._lock:
            if not self._experiments:
                raise NeptuneNoExperimentContextException("There is no experiment: create_experiment() comes first.")
            return self._experiments[-1]

    # ---- reading ----

    def _open(self) -> ReadProject:
        return ReadProject(self._given, api_token=self._api_token, mode="read-only")

    def get_experiments(
        self,
        id: Names = None,
        state: Names = None,
        owner: Names = None,
        tag: Names = None,
        min_running_time: float | None = None,
    ) -> list[Experiment]:
        """Return experiments that are one of these, of one of these owners, and so on.

        Args:
            id: One or more ids.
            state: "running", or "succeeded", "failed", "aborted".
            owner: One or more names.
            tag: One or more tags, all of which an experiment has.
            min_running_time: The shortest running time in seconds.
        """
        token = find_destination(self._given, self._api_token)["token"]
        rows = self._fetch(id, state, owner, tag, min_running_time, [])
        return [Experiment(Run.over(open_run(row["sys/id"], self.full_id, token=token)), self) for row in rows]

    def get_leaderboard(
        self,
        id: Names = None,
        state: Names = None,
        owner: Names = None,
        tag: Names = None,
        min_running_time: float | None = None,
    ) -> Any:
        """Return experiments as a frame of pandas; the arguments are those of ``get_experiments``. Logs are the
        columns ``channel_…``, parameters ``parameter_…``, properties ``property_…``.
        """
        import pandas

        rows = self._fetch(id, state, owner, tag, min_running_time, None)
        named = [{_name_column(path): cell for path, cell in row.items() if _name_column(path)} for row in rows]
        frame = pandas.DataFrame(named)
        return frame.reindex(sorted(frame.columns, key=_rank), axis="columns")

    def _fetch(
        self, id: Names, state: Names, owner: Names, tag: Names, shortest: float | None, columns: list[str] | None
    ) -> list[dict[str, Any]]:
        states: Any = None if state is None else [_spell_state(one) for one in _list(state)]
        more = None if columns is None else ["sys/running_time", "sys/state"]
        table = self._open().fetch_runs_table(id=id, owner=owner, tag=tag, state=states, columns=more)
        rows = [entry.values for entry in table]
        return [row for row in rows if shortest is None or row.get("sys/running_time", 0) >= shortest]

    def get_members(self) -> list[str]:
        """Return the names of the project's members."""
        native = self._open().native_project
        found = native.transport.get(f"/projects/{native.name}/members", list[ProjectMember])
        return [member.name for member in found]

    def create_notebook(self) -> Never:
        """Raise NeptuneFeatureNotAvailableException."""
        raise NeptuneFeatureNotAvailableException("A notebook's cells are kept with each run that begins in it.")

    def get_notebook(self, notebook_id: str) -> Never:
        """Raise NeptuneFeatureNotAvailableException."""
        self.create_notebook()


class Opened(Project):
    """What the oldest ``init()`` returns: a project, and a run as soon as it is used as one.

    Whichever comes first, ``create_experiment`` or a use as a run, begins the one run.
    """

    def __init__(self, name: str | None = None, api_token: str | None = None, mode: str | None = None) -> None:
        super().__init__(name, api_token, mode)
        self._run: Run | None = None

    def begin(self, **arguments: Any) -> Run:
        """Begin a run in the project; the first one is also what this object becomes."""
        with self._lock:
            run = super().begin(**arguments)
            self._run = self._run or run
            return run

    @property
    def run(self) -> Run:
        """The run, begun now if there is none."""
        with self._lock:
            return self._run or self.begin()

    def __getitem__(self, path: str) -> Any:
        return self.run[path]

    def __setitem__(self, key: str, value: Any) -> None:
        self.run[key] = value

    def __delitem__(self, path: str) -> None:
        del self.run[path]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(Run, name):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self.run, name)

    def __enter__(self) -> Run:
        return self.run

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run.__exit__(kind, error, trace)


def _list(values: Names) -> list[str]:
    return [values] if isinstance(values, str) else list(values or ())


def _spell_state(state: str) -> str:
    return "active" if str(state).lower() in ("running", "active") else "inactive"


def _name_column(path: str) -> str:
    for prefix, name in _COLUMNS:
        if path.startswith(prefix):
            own = path[len(prefix) :]
            return name + own if name else _SYSTEM.get(own, own)
    return ""


def _rank(column: str) -> tuple[int, str]:
    kinds = {"channel": 1, "parameter": 2, "property": 3}
    first, _, _ = column.partition("_")
    order = ["id", "name", "created", "finished", "owner", "state"]
    return (
        (kinds[first], column) if first in kinds else (0, f"{order.index(column)}" if column in order else "9" + column)
    )
