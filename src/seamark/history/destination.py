"""The server that history goes to: projects, runs of the past, batches, files, and what it has of them."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from seamark.model.errors import Conflict, NotFound, ProxyLimit
from seamark.model.operations import Attach
from seamark.sdk.batching import halve_points
from seamark.sdk.journal_files import JournalFiles
from seamark.sdk.reading import RunReader
from seamark.sdk.transport import Transport
from seamark.sdk.uploads import FileSender
from seamark.wire.api.fields import Field, FileFacts, FilePage
from seamark.wire.api.people import Person
from seamark.wire.api.projects import Project, ProjectRequest
from seamark.wire.api.sessions import Session, SessionRequest
from seamark.wire.batches import Batch, Refusal
from seamark.wire.codecs import MSGPACK, decode_receipt, encode_batch

_PAGE: Final = 10_000
_LARGE_BYTES: Final = 2**20
_PATIENCE: Final = 120.0
"""For so many seconds a server that is busy with what was sent before is asked again."""


class Destination:
    """A server, as an import sees it.

    Args:
        transport: The server.
        folder: Where it is remembered which uploads are under way; gone on with when the import is called again.
    """

    def __init__(self, transport: Transport, folder: Path) -> None:
        self._transport = transport
        transport.patience = max(transport.patience, _PATIENCE)
        folder.mkdir(parents=True, exist_ok=True)
        self._large = threading.Lock()
        self._sender = FileSender(transport, JournalFiles(folder, transport.url), _ignore)

    def make_project(self, name: str, key: str) -> Project:
        """Return a project, making it where it is missing: with this key where that is free.

        Raises:
            Forbidden: the caller may not make it.
        """
        workspace, slash, project = name.rpartition("/")
        if not slash:
            workspace = self._transport.get("/me", Person).workspace
        full = f"{workspace}/{project}"
        try:
            return self._transport.get(f"/projects/{full}", Project)
        except NotFound:
            return self._make_project(full, key)

    def _make_project(self, name: str, key: str) -> Project:
        try:
            return self._transport.send("POST", "/projects", ProjectRequest(name=name, key=key or None), Project)
        except Conflict:
            if not key:
                raise
            return self._transport.send("POST", "/projects", ProjectRequest(name=name), Project)

    def begin(self, request: SessionRequest) -> Session:
        """Make a run of the past, or find it; gives how far each of its streams is stored.

        Raises:
            Conflict: it was brought into another project.
        """
        return self._transport.send("POST", "/sessions", request, Session)

    def write(self, run: str, batch: Batch, stored: int) -> list[Refusal]:
        """Write a batch whose origin is stored up to a seq; returns what was refused.

        Where a proxy takes no request of its size it goes in halves: the receipt moves with the last.
        """
        try:
            answer = self._transport.request(
                "POST", f"/runs/{run}/operations", body=encode_batch(batch), content_type=MSGPACK
            )
        except ProxyLimit:
            operations, seqs = batch.operations, batch.seqs or []
            if len(operations) == 1:
                operations, seqs = halve_points(operations[0], seqs[0])
            if len(operations) < 2:
                raise
            half = len(operations) // 2
            first = replace(batch, operations=operations[:half], seqs=seqs[:half], upto=stored)
            second = replace(batch, operations=operations[half:], seqs=seqs[half:])
            return [*self.write(run, first, stored), *self.write(run, second, stored)]
        return decode_receipt(answer.body).refused

    def send_file(self, attach: Attach) -> Attach:
        """Send what an operation attaches; returns the operation as it is written.

        Large files go one after another, since the same one may be wanted by several runs.

        Raises:
            FileMissing: the file cannot be read.
        """
        with self._large if attach.size >= _LARGE_BYTES else contextlib.nullcontext():
            sent = self._sender.send(replace(attach, time=None))
        return replace(sent, time=attach.time)

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
