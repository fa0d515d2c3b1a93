"""Writing to what this process does not run: each operation goes to the server at once."""

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final, Protocol

from seamark.model.objects import RunState
from seamark.model.operations import Attach, Operation
from seamark.sdk.delivery import Delivery
from seamark.sdk.files import keep
from seamark.sdk.guard import Guard
from seamark.sdk.journal_files import JournalFiles
from seamark.sdk.media import Content
from seamark.sdk.reading import RunReader
from seamark.sdk.recorder import Stored
from seamark.sdk.run import Run
from seamark.sdk.settings import Settings, load_settings
from seamark.sdk.transport import Transport, make_error
from seamark.sdk.uploads import FileSender
from seamark.wire.api.problems import Problem
from seamark.wire.api.runs import Run as RunFacts
from seamark.wire.batches import Batch, Refusal
from seamark.wire.codecs import MSGPACK, decode_receipt, encode_batch

if TYPE_CHECKING:
    from seamark.sdk.fields import Field

_SIGN_UP: Final = "Start one here: seamark up. Or sign in to one: seamark login https://…"


class Facts(Protocol):
    """What a server says of a run, model, model version or project."""

    @property
    def uid(self) -> str:
        """Its name from birth."""

    @property
    def id(self) -> str:
        """Its id."""


class Remote:
    """A run, model, model version or project on a server, without a session: writing to it changes no state
    and captures nothing.
    """

    numbered = False
    looked_at = 0
    look_at = 2**62

    def __init__(self, reader: RunReader, facts: "Facts") -> None:
        self.guard = Guard(strict=True)
        self.fields: dict[str, Field] = {}
        self.logged: dict[str, Field] = {}
        self.chosen: dict[str, Any] = {}
        self._reader = reader
        self._facts = facts
        self._sent = 0
        self._kept: Path | None = None

    def write(self, operation: Operation | Any) -> int:
        """Send one operation.

        Raises:
            SeamarkError: what the server refused, and why.
        """
        if isinstance(operation, Attach) and operation.source:
            sender = FileSender(self._reader.transport, JournalFiles(self._keep_folder(), ""), _ignore)
            operation = sender.send(operation)
        answer = self._reader.transport.request(
            "POST",
            f"/runs/{self._reader.run}/operations",
            body=encode_batch(Batch(operations=[operation])),
            content_type=MSGPACK,
        )
        for refusal in decode_receipt(answer.body).refused:
            self.forget(operation)
            raise make_error(_as_problem(refusal))
        self._sent += operation.weight
        return self._sent - 1

    def forget(self, operation: Operation) -> None:
        """Do not take a field for one that was written: the operation was refused."""
        field = self.fields.get(getattr(operation, "path", ""))
        if field is not None:
            field.forget()

    def look(self, now: int) -> None:
        """Nothing is delivered later, so there is no news."""

    def store(self, content: Content, *, copy: bool) -> Stored:
        """Keep bytes until they are sent; a file is read in its place."""
        del copy
        kept = keep(content, self._keep_folder(), copy=False)
        return Stored(kept.size, source=kept.source)

    def _keep_folder(self) -> Path:
        if self._kept is None:
            self._kept = Path(mkdtemp(prefix="seamark-"))
            weakref.finalize(self, shutil.rmtree, self._kept, True)
        return self._kept

    def reader(self) -> RunReader:
        """Return what reads the run."""
        return self._reader

    def report_progress(self, done: float, total: float | None) -> None:
        """Refuse: only a session has progress."""
        del done, total
        raise RuntimeError("This run was opened to read or annotate; only init_run() reports progress.")

    def wait(self, timeout: float | None) -> Delivery:
        """Return at once: all was sent."""
        del timeout
        return Delivery(sent=self._sent, left=0)

    def finish(self, state: RunState, reason: str, timeout: float) -> None:
        """Let go of the connection; the run's state stays what it is."""
        del state, reason, timeout
        self._reader.transport.close()

    @property
    def state(self) -> RunState:
        """The run's state now."""
        return self._reader.find().state

    @property
    def uid(self) -> str:
        """The run's uid."""
        return self._facts.uid

    @property
    def url(self) -> str:
        """Where the run is seen; "" for anything else."""
        return self._facts.url if isinstance(self._facts, RunFacts) else ""

    @property
    def name(self) -> str:
        """The run's id."""
        return self._facts.id


def _ignore(received: int) -> None:
    del received


def _as_problem(refusal: Refusal) -> Problem:
    return Problem(
        title=refusal.code,
        status=422,
        detail=refusal.detail,
        code=refusal.code,
        remedy=refusal.remedy,
        path=refusal.path,
    )


def connect(settings: Settings) -> Transport:
    """Return the server that the settings name.

    Raises:
        ValueError: they name none.
    """
    if not settings.url:
        raise ValueError(f"No server is configured, so there is nothing to read from. {_SIGN_UP}")
    return Transport(settings.url, settings.token, settings.ca_bundle)


def open_remote(transport: Transport, run: str, project: str | None) -> Run:
    """Return a run of a server, to be read or annotated. Raises RunNotFound."""
    reader = RunReader(transport, run, project)
    facts = reader.find()
    return Run(Remote(RunReader(transport, facts.uid, None), facts))


def open_run(
    id: str,
    project: str | None = None,
    *,
    url: str | None = None,
    token: str | None = None,
) -> Run:
    """Open a run to read or annotate it: no session, nothing captured, its state untouched.

    Args:
        id: An id such as ``SUN-123``, a uid, or the run's own key.
        project: Where to look for it; by default the configured one, which an own key needs.
        url: The server.
        token: Its token.

    Raises:
        RunNotFound: there is no such run, with what is near.
        ServerUnreachable: the server does not answer.

    Example:
        run = seamark.open_run("SUN-123")
        run["LB_score"] = 0.5
    """
    settings = load_settings(project=project, url=url, token=token)
    return open_remote(connect(settings), id, settings.project or None)
