"""An experiment of the API before ``neptune.new``: a run whose fields lie where Neptune's migration put them."""

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Never

from seamark.model.errors import InvalidStep, InvalidValue
from seamark.model.objects import RunState
from seamark.neptune.exceptions import (
    DownloadArtifactsUnsupportedException,
    FileNotFound,
    MissingFieldException,
    NeptuneFeatureNotAvailableException,
)
from seamark.neptune.metadata_containers.run import SOURCES, Run
from seamark.neptune.types.atoms import File
from seamark.sdk.media import File as NativeFile
from seamark.sdk.reading import place_below

if TYPE_CHECKING:
    from seamark.neptune.legacy.projects import Project

LOGS: Final = "logs"
PARAMETERS: Final = "parameters"
PROPERTIES: Final = "properties"
ARTIFACTS: Final = "artifacts"
_STATES: Final = {"running": "running", "finished": "succeeded", "failed": "failed", "stopped": "aborted"}
_SYSTEM: Final = {
    "id": "sys/id",
    "name": "sys/name",
    "created": "sys/creation_time",
    "finished": "sys/ended_at",
    "running_time": "sys/running_time",
    "owner": "sys/owner",
    "size": "sys/size",
    "tags": "sys/tags",
    "notes": "sys/description",
    "description": "sys/description",
    "hostname": "sys/hostname",
}


class Experiment:
    """An experiment, over a run: ``logs/``, ``parameters/``, ``properties/`` and ``artifacts/`` are its fields."""

    def __init__(self, run: Run, project: "Project | None" = None) -> None:
        self.run = run
        self._project = project

    def __repr__(self) -> str:
        return f"Experiment({self.id})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Experiment) and self.internal_id == other.internal_id

    def __hash__(self) -> int:
        return hash(self.internal_id)

    @property
    def id(self) -> str:
        """The id, such as ``SUN-124``; a short uid as long as no server has given one."""
        return self.run.native.id

    @property
    def internal_id(self) -> str:
        """The name from birth."""
        return self.run.native.uid

    @property
    def name(self) -> str:
        """What it is called."""
        return self.run.native.name

    @property
    def state(self) -> str:
        """One of running, succeeded, failed, aborted."""
        return _STATES.get(self.run.native.state.value, "running")

    @property
    def limits(self) -> dict[str, Any]:
        """Nothing here is limited in number."""
        return {"channels": {"numeric": None, "text": None, "image": None}}

    # ---- logs ----

    def log_metric(self, log_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
        """Add a number ``x`` to a log; or ``y`` at step ``x``."""
        self._log(log_name, x, y, timestamp, _check_number)

    def log_text(self, log_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
        """Add a text ``x`` to a log; or ``y`` at step ``x``."""
        self._log(log_name, x, y, timestamp, _check_text)

    def log_image(
        self,
        log_name: str,
        x: Any,
        y: Any = None,
        image_name: str | None = None,
        description: str | None = None,
        timestamp: float | None = None,
    ) -> None:
        """Add a picture ``x`` to a log; or ``y`` at step ``x``: a path, an array, a PIL image, a figure."""
        self._log(log_name, x, y, timestamp, _make_image, name=image_name, description=description)

    def send_metric(self, channel_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
        """The older name of ``log_metric``."""
        self.log_metric(channel_name, x, y, timestamp)

    def send_text(self, channel_name: str, x: Any, y: Any = None, timestamp: float | None = None) -> None:
        """The older name of ``log_text``."""
        self.log_text(channel_name, x, y, timestamp)

    def send_image(
        self,
        channel_name: str,
        x: Any,
        y: Any = None,
        name: str | None = None,
        description: str | None = None,
        timestamp: float | None = None,
    ) -> None:
        """The older name of ``log_image``."""
        self.log_image(channel_name, x, y, name, description, timestamp)

    def _log(
        self, log: str, x: Any, y: Any, timestamp: float | None, convert: Callable[[str, Any], Any], **options: Any
    ) -> None:
        def append() -> None:
            step, value = (None, x) if y is None else (x, y)
            if value is None:
                raise InvalidValue(f"{log} got no value.", path=log)
            if isinstance(step, str):
                raise InvalidStep(f"{log} got the step {step[:30]!r}.", "A step is a number.", path=log)
            given = {name: option for name, option in options.items() if option is not None}
            self.run[f"{LOGS}/{log}"].append(convert(log, value), step=step, timestamp=timestamp, **given)

        self.run.call(append)

    def reset_log(self, log_name: str) -> None:
        """Empty a log."""
        self.run[f"{LOGS}/{log_name}"].clear()

    def get_logs(self) -> dict[str, Any]:
        """Return the last value of each log."""
        return {path[len(LOGS) + 1 :]: self.run[path].fetch_last() for path in self._list_logs()}

    def get_channels(self) -> dict[str, Any]:
        """The older name of ``get_logs``."""
        return self.get_logs()

    def _list_logs(self) -> list[str]:
        fields = self.run.reader().list_fields(LOGS + "/")
        return [field.path for field in fields if field.type.value in ("float_series", "string_series")]

    def get_numeric_channels_values(self, *channel_names: str) -> Any:
        """Return a frame of several logs by their steps: x, and a column for each."""
        import pandas

        whole = pandas.DataFrame({"x": []}, dtype=float)
        for name in channel_names:
            values = self.run[f"{LOGS}/{name}"].fetch_values()
            own = values.rename(columns={"step": "x", "value": name})[["x", name]]
            whole = whole.merge(own, how="outer", on="x", sort=True)
        return whole

    # ---- properties, parameters, tags ----

    def set_property(self, key: str, value: Any) -> None:
        """Set a property to the value's text."""
        self.run[f"{PROPERTIES}/{key}"].assign(str(value))

    def remove_property(self, key: str) -> None:
        """Remove a property."""
        self.run[f"{PROPERTIES}/{key}"].pop()

    def get_properties(self) -> dict[str, Any]:
        """Return all properties by name."""
        return self._read(PROPERTIES)

    def get_parameters(self) -> dict[str, Any]:
        """Return all parameters by name."""
        return self._read(PARAMETERS)

    def _read(self, prefix: str) -> dict[str, Any]:
        try:
            return dict(_flatten("", self.run[prefix].fetch()))
        except MissingFieldException:
            return {}

    def append_tag(self, tag: str | Iterable[str], *tags: str) -> None:
        """Add one or more tags."""
        self.run["sys/tags"].add([*([tag] if isinstance(tag, str) else tag), *tags])

    def append_tags(self, tag: str | Iterable[str], *tags: str) -> None:
        """Add one or more tags."""
        self.append_tag(tag, *tags)

    def remove_tag(self, tag: str) -> None:
        """Remove a tag."""
        self.run["sys/tags"].remove(tag)

    def get_tags(self) -> list[str]:
        """Return the tags."""
        return sorted(self.run["sys/tags"].fetch())

    def get_system_properties(self) -> dict[str, Any]:
        """Return id, name, times, owner, size, tags and the like; None for what is not known."""
        found: dict[str, Any] = {}
        for name, path in _SYSTEM.items():
            try:
                found[name] = self.run[path].fetch()
            except MissingFieldException:
                found[name] = None
        return {**found, "tags": sorted(found["tags"] or ())}

    def get_hardware_utilization(self) -> Never:
        """Raise NeptuneFeatureNotAvailableException."""
        raise NeptuneFeatureNotAvailableException(
            'The load is kept as series below sessions/: seamark.open_run("SUN-1")["sessions/…"].fetch_values().'
        )

    # ---- files ----

    def log_artifact(self, artifact: Any, destination: str | None = None) -> None:
        """Keep a file, all files of a folder, or what an open file has, as ``artifacts/<destination>``.

        Raises:
            FileNotFound: there is no such file.
            ValueError: an open file without a destination, or neither file nor path.
        """
        if hasattr(artifact, "read"):
            if not destination:
                raise ValueError("An open file needs a destination: log_artifact(file, 'model.pt')")
            suffix = Path(destination).suffix[1:] or None
            self.run[f"{ARTIFACTS}/{destination}"].upload(File.from_stream(artifact, seek=None, extension=suffix))
            return
        if not isinstance(artifact, (str, Path)):
            raise ValueError(f"log_artifact() takes a path or an open file, not a {type(artifact).__name__}.")
        source = Path(artifact)
        if source.is_file():
            self.run[f"{ARTIFACTS}/{destination or source.name}"].upload(str(source))
        elif source.is_dir():
            for file in sorted(file for file in source.rglob("*") if file.is_file()):
                below = file.relative_to(source).as_posix()
                self.run[f"{ARTIFACTS}/{destination or source.name}/{below}"].upload(str(file))
        else:
            raise FileNotFound(f"{source} does not exist; looked from {Path.cwd()}.")

    def send_artifact(self, artifact: Any, destination: str | None = None) -> None:
        """The older name of ``log_artifact``."""
        self.log_artifact(artifact, destination)

    def delete_artifacts(self, path: str) -> None:
        """Remove a file, or all files below a folder."""
        self.run[f"{ARTIFACTS}/{path}"].pop()

    def download_artifact(self, path: str, destination_dir: str | None = None) -> None:
        """Download a file, under its name, to a folder."""
        folder = Path(destination_dir or ".")
        folder.mkdir(parents=True, exist_ok=True)
        self.run[f"{ARTIFACTS}/{path}"].download(folder / Path(path).name)

    def download_artifacts(self, path: str | None = None, destination_dir: str | None = None) -> Never:
        """Raise DownloadArtifactsUnsupportedException, as the last clients did."""
        raise DownloadArtifactsUnsupportedException("Download one at a time: download_artifact().")

    def download_sources(self, path: str | None = None, destination_dir: str | None = None) -> None:
        """Download the source files, or those below ``path``, to a folder."""
        reader = self.run.reader()
        for facts in reader.list_files(SOURCES):
            if path is None or facts.subpath == path or facts.subpath.startswith(path.rstrip("/") + "/"):
                reader.save(SOURCES, facts, place_below(Path(destination_dir or "."), facts.subpath))

    # ---- the end ----

    def stop(self, exc_tb: Any = None) -> None:
        """End the experiment; with the text of a traceback, as a failed one."""
        if self._project is not None:
            self._project.forget(self)
        if exc_tb is not None:
            self.run.native.recorder.finish(RunState.FAILED, _last_line(exc_tb), 15)
        self.run.stop()

    def __enter__(self) -> "Experiment":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._project is not None:
            self._project.forget(self)
        self.run.__exit__(kind, error, trace)


def _check_number(log: str, value: Any) -> Any:
    if isinstance(value, str):
        raise InvalidValue(f"{log} got the text {value[:30]!r} as a metric.", "Use log_text().", path=log)
    return value


def _check_text(log: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidValue(f"{log} got a {type(value).__name__} as a text.", "Convert it first.", path=log)
    return value


def _make_image(log: str, value: Any) -> NativeFile:
    if isinstance(value, NativeFile):
        return value
    return File(str(value)) if isinstance(value, (str, Path)) else File.as_image(value)


def _flatten(prefix: str, tree: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flatten(f"{prefix}{name}/", value)
        else:
            yield prefix + name, value


def _last_line(trace: Any) -> str:
    text = trace if isinstance(trace, str) else "".join(traceback.format_tb(trace))
    return text.strip().rsplit("\n", 1)[-1][:2000]
