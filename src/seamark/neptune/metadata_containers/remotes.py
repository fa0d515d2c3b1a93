"""Where what is written to models, versions and projects goes: to the server, at once; and what takes nothing."""

from typing import Any

from seamark.model.errors import InvalidInput
from seamark.model.objects import RunState
from seamark.model.operations import Operation
from seamark.neptune.exceptions import InactiveContainerException, neptune_errors
from seamark.neptune.types.mode import Mode
from seamark.sdk.guard import Guard
from seamark.sdk.reading import RunReader
from seamark.sdk.recorder import Recorder
from seamark.sdk.remote import Facts, Remote
from seamark.sdk.settings import load_settings
from seamark.sdk.start import init_run as begin_run
from seamark.sdk.transport import Transport


class AtOnce(Remote):
    """What is written until it is stopped; what the server refuses is raised under Neptune's name of it."""

    def __init__(self, reader: RunReader, facts: Facts, stopped: type[InactiveContainerException]) -> None:
        super().__init__(reader, facts)
        self._inactive = stopped
        self._is_stopped = False

    def write(self, operation: Operation) -> int:
        """Send one operation. Raises InactiveContainerException after the end."""
        if self._is_stopped:
            raise self._inactive(f"{self.name} was stopped; open it again with with_id=.")
        with neptune_errors():
            return super().write(operation)

    def finish(self, state: RunState, reason: str, timeout: float) -> None:
        """Take nothing more, and let go of the connection."""
        self._is_stopped = True
        super().finish(state, reason, timeout)


class ReadOnly(Remote):
    """What takes nothing; what is written is told and not recorded."""

    def __init__(self, reader: RunReader, facts: Facts) -> None:
        super().__init__(reader, facts)
        self.guard = Guard(strict=load_settings().strict)

    def write(self, operation: Operation) -> int:
        """Refuse. Raises InvalidInput, which the guard tells."""
        self.forget(operation)
        raise InvalidInput(f"{self.name} was opened read-only.", "Leave mode= out to write to it.")


def make_recorder(
    transport: Transport, facts: Facts, mode: Mode | None, stopped: type[InactiveContainerException]
) -> Recorder:
    """Return where operations on a model, a version or a project go."""
    reader = RunReader(transport, facts.uid, None)
    return ReadOnly(reader, facts) if mode is Mode.READ_ONLY else AtOnce(reader, facts, stopped)


def make_debug_run() -> Any:
    """Return what keeps nothing, for ``mode="debug"``; it is not the process's current run."""
    run = begin_run(project="debug", mode="disabled", capture=False)
    run.leave()
    return run
