"""Where a run's operations go: the interface that handles of fields write to and read from."""

from typing import TYPE_CHECKING, Any, Protocol

from seamark.model.objects import RunState
from seamark.model.operations import Operation
from seamark.sdk.delivery import Delivery
from seamark.sdk.guard import Guard
from seamark.sdk.media import Content

if TYPE_CHECKING:
    from seamark.sdk.fields import Field
    from seamark.sdk.reading import RunReader


class Stored:
    """Where a file's bytes are: on this disk for the shipper, or in the server already."""

    __slots__ = ("digest", "size", "source")

    def __init__(self, size: int, *, source: str = "", digest: str = "") -> None:
        self.size = size
        self.source = source
        self.digest = digest


class Recorder(Protocol):
    """A way into one run: a session with its journal, or a server at once."""

    guard: Guard
    fields: "dict[str, Field]"
    logged: "dict[str, Field]"
    """Fields whose next number can be written without a look at it."""
    chosen: dict[str, Any]
    """The configuration that was assigned here, by path."""
    numbered: bool
    """Points without a step are numbered here (and not by the server)."""
    looked_at: int
    """When it was looked for news from the shipper, in microseconds; a clock that is before that was set back."""
    look_at: int
    """When to look for them next."""

    def write(self, operation: Operation) -> int:
        """Record one operation."""

    def look(self, now: int) -> None:
        """Read what the shipper says, and tell the person once."""

    def store(self, content: Content, *, copy: bool) -> Stored:
        """Put a file's bytes where they are safe."""

    def reader(self) -> "RunReader":
        """Return what reads this run from its server."""

    def report_progress(self, done: float, total: float | None) -> None:
        """Say how far the run is."""

    def wait(self, timeout: float | None) -> Delivery:
        """Wait until the server has what was written so far."""

    def finish(self, state: RunState, reason: str, timeout: float) -> None:
        """End what this process does for the run."""

    @property
    def state(self) -> RunState:
        """The run's state."""

    @property
    def uid(self) -> str:
        """The run's name from birth."""

    @property
    def url(self) -> str:
        """Where the run is seen; "" without a server."""

    @property
    def name(self) -> str:
        """The run's id, or its short uid as long as it has none."""
