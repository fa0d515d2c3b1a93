"""The run: what ``init_run`` and ``open_run`` return."""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Final

from seamark.model.errors import FieldNotFound, InvalidValue
from seamark.model.objects import RunState
from seamark.model.operations import Log
from seamark.sdk.columns import read_step
from seamark.sdk.delivery import Delivery
from seamark.sdk.mapping import FieldMapping
from seamark.sdk.mappings import read_leaves, read_mapping
from seamark.sdk.notices import LOOK, PRINTER
from seamark.sdk.recorder import Recorder
from seamark.sdk.session import Session

_now = time.time_ns
_FLOATS: Final = frozenset({float})
_EXACT: Final = 2**53
_active: Final[list["Run"]] = []


def current_run() -> "Run | None":
    """Return the newest run of this process that has not ended, for code deep in a library."""
    return _active[-1] if _active else None


class Run(FieldMapping):
    """One experiment, as a mapping from paths to fields.

    Example:
        run = seamark.init_run(project="digits")
        run["config/lr"] = 0.1
        run["train/loss"].append(0.3)
        run.stop()
    """

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self._logged = recorder.logged

    def log(self, values: Mapping[str, Any], *, step: float | None = None) -> None:
        """Add one point to each of several series, as one record.

        Args:
            values: Points by path; the rules are those of ``append``. Nested dictionaries are paths.
            step: Where all the points stand; without it, each series counts on by itself.
        """
        known = self._logged
        if type(values) is dict and known.keys() >= values.keys() and _FLOATS.issuperset(map(type, values.values())):
            recorder = self._recorder
            now = _now() // 1000
            if step is None:
                numbers = [known[path].next_number() for path in values]
                if not numbers:
                    return
                if numbers.count(numbers[0]) == len(numbers):
                    recorder.write(Log(values=values, step=numbers[0], relative=True, time=now))
                else:
                    recorder.write(Log(values=values, steps=numbers, relative=True, time=now))  # type: ignore[arg-type]
            elif type(step) is int and -_EXACT <= step <= _EXACT:
                recorder.write(Log(values=values, step=step, time=now))
            else:
                recorder.guard.call(self._log, values, step)
            if not recorder.looked_at <= now <= recorder.look_at:
                recorder.look(now)
            return
        self._recorder.guard.call(self._log, values, step)

    def _log(self, values: Any, step: Any) -> None:
        mapping = read_mapping(values)
        if mapping is None:
            raise InvalidValue(f"log() got a {type(values).__name__}.", 'Give a dictionary: run.log({"loss": 0.3})')
        if step is not None:
            step = read_step("log()", step)
        known = self._logged
        points: dict[str, float] = {}
        for path, value in read_leaves("", mapping):
            if path in known and isinstance(value, (float, int)):
                points[path] = float(value)
            else:
                self[path].append(value, step=step)
        if points:
            self._write_points(points, step)

    def _write_points(self, points: dict[str, Any], step: float | None) -> None:
        now = _now() // 1000
        if step is None:
            steps: list[Any] = [self._logged[path].next_number() for path in points]
            self._recorder.write(Log(values=points, steps=steps, relative=True, time=now))
        else:
            self._recorder.write(Log(values=points, step=step, time=now))

    # ---- what the run is ----

    @property
    def url(self) -> str:
        """Where the run is seen in a browser; "" without a server."""
        return self._recorder.url

    @property
    def state(self) -> RunState:
        """Whether the run is running, finished, failed or stopped."""
        return self._recorder.state

    @property
    def config(self) -> "Config":
        """The run's configuration: a mapping over ``config/``."""
        return Config(self)

    def progress(self, done: float, total: float | None = None) -> None:
        """Say how far the run is, such as ``run.progress(3, 10)``."""
        self._recorder.guard.call(self._recorder.report_progress, done, total)

    def show(self) -> None:
        """Open the run's page in a browser."""
        if not self.url:
            PRINTER.say(LOOK)
            return
        import webbrowser

        webbrowser.open(self.url)

    @property
    def recorder(self) -> Recorder:
        """Where its operations go; for other parts of this package."""
        return self._recorder

    # ---- the end ----

    def wait(self, timeout: float | None = None) -> Delivery:
        """Wait until the server has confirmed what was logged so far, and say how much it has.

        Args:
            timeout: For how many seconds at most; by default as long as it takes.
        """
        return self._recorder.wait(timeout)

    def stop(self, timeout: float = 15) -> None:
        """End this process's part of the run.

        Args:
            timeout: After how many seconds without progress to leave delivery to the shipper alone.
        """
        self._end(RunState.FINISHED, "", timeout)

    def _end(self, state: RunState, reason: str, timeout: float) -> None:
        self._recorder.finish(state, reason, timeout)

    def leave(self) -> None:
        """Be the current run no more."""
        if self in _active:
            _active.remove(self)

    def __enter__(self) -> "Run":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from seamark.sdk.exits import judge

        outcome = judge(error)
        self._end(outcome.state, outcome.reason, 15)

    def __repr__(self) -> str:
        return f"<Run {self.id} {self.state.value}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f'<a href="{escape(self.url)}" target="_blank">{escape(self.id)}</a>' if self.url else escape(repr(self))


def begin(session: Session) -> Run:
    """Return the run of a session, which is then the current one."""
    run = Run(session)
    _active.append(run)
    session.closing.append(run.leave)
    return run


class Config(Mapping[str, Any]):
    """A run's configuration. What this process chose is known here; the rest is fetched."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._chosen = run._recorder.chosen  # noqa: SLF001  one thing in two classes

    def __getitem__(self, name: str) -> Any:
        path = f"config/{name}"
        if path in self._chosen:
            return self._chosen[path]
        below = {key: value for key, value in self._local().items() if key.startswith(name + "/")}
        if below:
            return {key[len(name) + 1 :]: value for key, value in below.items()}
        try:
            return self._run[path].fetch()
        except FieldNotFound:
            raise KeyError(name) from None

    def __setitem__(self, name: str, value: Any) -> None:
        self._run[f"config/{name}"] = value

    def __iter__(self) -> Iterator[str]:
        return iter(self._local())

    def __len__(self) -> int:
        return len(self._local())

    def __contains__(self, name: object) -> bool:
        return f"config/{name}" in self._chosen or any(key.startswith(f"{name}/") for key in self._local())

    def update(self, values: Any) -> None:
        """Choose several: a dictionary, dataclass, namespace, pydantic or OmegaConf object."""
        self._run["config"] = values

    def __repr__(self) -> str:
        return repr(self._local())

    def _local(self) -> dict[str, Any]:
        return {path[7:]: value for path, value in self._chosen.items() if path.startswith("config/")}
