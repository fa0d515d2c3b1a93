"""Sacred's observer: an experiment of Sacred as a run, whole.

``NeptuneObserver`` is made at its first use, so that this module can be imported without Sacred. What goes wrong in
an event is told and never reaches the experiment.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from seamark.model.objects import RunState
from seamark.neptune.handler import Handler
from seamark.neptune.metadata_containers.run import SOURCES, Run
from seamark.neptune.types.atoms import File
from seamark.neptune.version import __version__
from seamark.sdk.guard import Guard
from seamark.sdk.settings import load_settings

VERSION: Final = "source_code/integrations/neptune-sacred"


class Layout(NamedTuple):
    """Where an experiment's parts lie."""

    config: str
    facts: str
    metrics: str
    results: str
    artifacts: str
    resources: str


NEW: Final = Layout("config", "sacred_config", "metrics", "metrics/results", "io_files/artifacts", "io_files/resources")
"""As neptune-sacred has it, below its base namespace."""
OLD: Final = Layout("parameters", "properties", "logs", "properties/results", "artifacts", "properties/resources")
"""As neptune-contrib has it."""


class Events:
    """What Sacred tells an observer, written to a run."""

    layout: Layout = NEW
    stops = False
    """The run was begun here, and ends with the experiment."""

    def __init__(self, begin: Callable[[], Run | Handler], sources: Iterable[str] | None = None) -> None:
        super().__init__()
        self._guard = Guard(strict=load_settings().strict)
        self._begin = begin
        self._sources = None if sources is None else list(sources)
        self._root: Run | Handler | None = None
        self._base: Run | Handler | None = None
        self._resources: dict[str, str] = {}
        self._printed = 0
        self._rest = ""
        self._info = ""

    def place(self, root: Run | Handler) -> Run | Handler:
        """Return what everything lies below."""
        return root

    def started_event(
        self,
        ex_info: Mapping[str, Any],
        command: str,
        host_info: Mapping[str, Any],
        start_time: datetime,
        config: Mapping[str, Any],
        meta_info: Mapping[str, Any],
        _id: Any,
    ) -> None:
        """Begin the run; keep configuration, machine, sources and repositories."""
        facts = {
            "sacred_id": str(_id),
            "command": command,
            "status": "RUNNING",
            "host_info": host_info,
            "meta_info": meta_info,
            "experiment_info": ex_info,
        }
        self._guard.call(self._start, ex_info, config, facts)

    def heartbeat_event(self, info: Mapping[str, Any], captured_out: str, beat_time: datetime, result: Any) -> None:
        """Keep the lines printed since the last time, and what the experiment put into ``info``."""
        self._guard.call(self._beat, info, captured_out)

    def log_metrics(self, metrics_by_name: Mapping[str, Mapping[str, list[Any]]], info: Mapping[str, Any]) -> None:
        """Keep the metrics' new points, of which Sacred tells the times in UTC."""
        for name, points in metrics_by_name.items():
            times = [moment.replace(tzinfo=UTC) for moment in points["timestamps"]]
            self._write(
                f"{self.layout.metrics}/{name}", "extend", points["values"], steps=points["steps"], timestamps=times
            )

    def artifact_event(
        self, name: str, filename: str, metadata: Mapping[str, Any] | None = None, content_type: str | None = None
    ) -> None:
        """Keep a file that the experiment made."""
        self._write(f"{self.layout.artifacts}/{name}", "upload", str(filename))
        if metadata:
            self._write(f"{self.layout.artifacts}/{name}/metadata", "assign", metadata)

    def resource_event(self, filename: str) -> None:
        """Keep the hash of a file that the experiment reads."""
        self._guard.call(self._keep_resource, str(filename))

    def completed_event(self, stop_time: datetime, result: Any) -> None:
        """Keep the result: of a dictionary each name, of a tuple each place."""
        if result is not None:
            self._write(self.layout.results, "assign", _name_results(result))
        self._end("COMPLETED", RunState.FINISHED, "")

    def interrupted_event(self, interrupt_time: datetime, status: str) -> None:
        """Keep why it was interrupted."""
        self._end(str(status), RunState.STOPPED, str(status))

    def failed_event(self, fail_time: datetime, fail_trace: Iterable[str]) -> None:
        """Keep the traceback."""
        trace = "".join(fail_trace)
        self._write(f"{self.layout.facts}/fail_trace", "assign", trace)
        self._end("FAILED", RunState.FAILED, trace.strip().rsplit("\n", 1)[-1][:2000])

    # ---- how ----

    def _start(self, ex_info: Mapping[str, Any], config: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
        self._root = self._begin()
        self._base = self.place(self._root)
        run = self._root.get_root_object()
        run[VERSION].assign(__version__)
        run["sys/name"].assign(str(ex_info["name"]))
        self._base[self.layout.config].assign(dict(config))
        self._base[self.layout.facts].assign(dict(facts))
        folder = Path(ex_info.get("base_dir") or ".")
        listed = [str(folder / name) for name, _ in ex_info.get("sources", ())]
        sources = listed if self._sources is None else self._sources
        if sources:
            run[SOURCES].upload_files(sources)

    def _write(self, path: str, verb: str, *values: Any, **options: Any) -> None:
        if self._base is not None:
            self._guard.call(lambda: getattr(self._base[path], verb)(*values, **options))  # type: ignore[index]

    def _beat(self, info: Mapping[str, Any], captured_out: str) -> None:
        own = {name: value for name, value in (info or {}).items() if name != "metrics"}
        if own and repr(own) != self._info:
            self._info = repr(own)
            self._write(f"{self.layout.facts}/info", "assign", own)
        text = captured_out or ""
        end = text.rfind("\n") + 1
        if end > self._printed:
            self._write(f"{self.layout.facts}/captured_out", "extend", text[self._printed : end - 1].split("\n"))
            self._printed = end
        self._rest = text[self._printed :]

    def _keep_resource(self, filename: str) -> None:
        if filename not in self._resources:
            with open(filename, "rb") as file:
                self._resources[filename] = hashlib.file_digest(
                    file, lambda: hashlib.md5(usedforsecurity=False)
                ).hexdigest()
        self._write(self.layout.resources, "assign", [list(pair) for pair in self._resources.items()])

    def _end(self, status: str, state: RunState, reason: str) -> None:
        if self._rest:
            self._write(f"{self.layout.facts}/captured_out", "append", self._rest)
        self._write(f"{self.layout.facts}/status", "assign", status)
        if self.stops and self._root is not None:
            self._guard.call(self._root.get_root_object().recorder.finish, state, reason, 15.0)


def _name_results(result: Any) -> dict[str, Any]:
    if isinstance(result, Mapping):
        return {str(name): _read_result(value) for name, value in result.items()}
    listed = result if isinstance(result, tuple) else (result,)
    return {f"result_{number}": _read_result(value) for number, value in enumerate(listed)}


def _read_result(value: Any) -> Any:
    known = (bool, int, float, str, list, tuple, Mapping, File, type(None))
    return value if isinstance(value, known) or hasattr(type(value), "__float__") else File.as_pickle(value)


class _Observer(Events):
    """Logs an experiment of Sacred to a run, or below a namespace of one.

    Args:
        run: A run, or a handle such as ``run["first"]``.
        base_namespace: Where everything lies below it.
    """

    def __init__(self, run: Run | Handler, *, base_namespace: str = "experiment") -> None:
        super().__init__(lambda: run)
        self.base_namespace = base_namespace

    def place(self, root: Run | Handler) -> Run | Handler:
        """Return what everything lies below."""
        return root[self.base_namespace]


class _ContribObserver(Events):
    """Begins a run with each experiment, and logs it there as neptune-contrib did.

    Args:
        project_name: ``workspace/name``.
        api_token: By default NEPTUNE_API_TOKEN.
        source_extensions: Patterns of source files to keep; by default those that Sacred found.
    """

    layout = OLD
    stops = True

    def __init__(
        self, project_name: str, api_token: str | None = None, source_extensions: Iterable[str] | None = None
    ) -> None:
        super().__init__(lambda: Run(project=project_name, api_token=api_token), source_extensions)


@cache
def make_observer(contrib: bool) -> type[Events]:
    """Return the observer of neptune-sacred, or of neptune-contrib, as a class that Sacred takes.

    Raises:
        ImportError: Sacred cannot be imported.
    """
    try:
        from sacred.observers import RunObserver
    except ImportError as error:
        remedy = "pip install sacred 'setuptools<82'"
        raise ImportError(f"NeptuneObserver needs Sacred, which cannot be imported ({error}): {remedy}") from error
    kind = _ContribObserver if contrib else _Observer
    return type("NeptuneObserver", (kind, RunObserver), {"__doc__": kind.__doc__, "__module__": __name__})


def __getattr__(name: str) -> Any:
    if name == "NeptuneObserver":
        return make_observer(contrib=False)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
