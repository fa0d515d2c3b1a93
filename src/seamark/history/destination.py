"""The server that history goes to: projects, runs of the past, batches, files, and what it has of them."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from seamark.model.errors import Conflict, NotFound
from seamark.model.operations import Attach
from seamark.sdk.journal_files import JournalFiles
from seamark.sdk.reading import RunReader
from seamark.sdk.transport import Transport
from seamark.sdk.uploads import FileSender
from seamark.wire.api.fields import Field, FileFacts, FilePage
from seamark.wire.api.people import Person
from seamark.wire.api.projects import Project, ProjectRequest
from seamark.wire.api.runs import Run
from seamark.wire.api.sessions import Session, SessionRequest
from seamark.wire.batches import Batch, Receipt
from seamark.wire.codecs import MSGPACK, decode_receipt, encode_batch

_PAGE = 10_000


class Destination:
    """A server, as an import sees it.

    Args:
        transport: The server.
        folder: Where it is remembered which uploads are under way; gone on with when the import is called again.
    """

    def __init__(self, transport: Transport, folder: Path) -> None:
        self._transport = transport
        folder.mkdir(parents=True, exist_ok=True)
        self._sender = FileSender(transport, JournalFiles(folder, transport.url), _ignore)

    def make_project(self, name: str, key: str) -> str:
        """Return a project's name with its workspace, making it where it is missing: with this key where that is
        free.

        Raises:
            Forbidden: the caller may not make it.
        """
        workspace, slash, project = name.rpartition("/")
        if not slash:
            workspace = self._transport.get("/me", Person).workspace
        full = f"{workspace}/{project}"
        try:
            self._transport.get(f"/projects/{full}", Project)
        except NotFound:
            self._make_project(full, key)
        return full

    def _make_project(self, name: str, key: str) -> None:
        for request in (ProjectRequest(name=name, key=key or None), ProjectRequest(name=name)):
            try:
                self._transport.send("POST", "/projects", request, Project)
            except Conflict:
                if request.key is None:
                    raise
            else:
                return

    def begin(self, request: SessionRequest) -> Session:
        """Make a run of the past, or find it; gives how far each of its streams is stored.

        Raises:
            Conflict: it was brought into another project.
        """
        return self._transport.send("POST", "/sessions", request, Session)

    def write(self, run: str, batch: Batch) -> Receipt:
        """Write a batch."""
        answer = self._transport.request(
            "POST", f"/runs/{run}/operations", body=encode_batch(batch), content_type=MSGPACK
        )
        return decode_receipt(answer.body)

    def send_file(self, attach: Attach) -> Attach:
        """Send what an operation attaches; returns the operation as it is written.

        Raises:
            FileMissing: the file cannot be read.
        """
        return replace(self._sender.send(replace(attach, time=None)), time=attach.time)

    def show(self, run: str) -> Run:
        """Return a run as it stands."""
        return self._transport.get(f"/runs/{run}", Run)

    def list_fields(self, run: str) -> Iterator[Field]:
        """Yield all fields of a run."""
        return RunReader(self._transport, run, None).list_fields()

    def list_files(self, run: str, path: str) -> Iterator[FileFacts]:
        """Yield the files of one field."""
        after: str | None = ""
        while after is not None:
            query = {"path": path, "after": after, "limit": _PAGE}
            page = self._transport.get(f"/runs/{run}/files", FilePage, query=query)
            yield from page.files
            after = page.next


def _ignore(received: int) -> None:
    del received
