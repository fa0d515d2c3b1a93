"""The queue: what arrives while one commit is written makes the next one.

A commit holds whole batches, of one object in the order of their arrival, so every object has its
own queue inside this one. One thread writes.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from seamark.core.caller import Caller
from seamark.core.files import Files
from seamark.core.ingest.commit import Committer, Waiting, Written
from seamark.core.live import Live
from seamark.model import limits
from seamark.model.errors import TooLarge, Unavailable
from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.storage.columns.protocol import Columns
from seamark.wire.batches import Batch, Receipt, Refusal

COMMIT_OPERATIONS: Final = 400_000
"""About how many operations and points one commit takes at most."""
WAITING_BYTES: Final = 256 * 2**20
"""Bodies of so many bytes, inflated, wait and are written at most; what comes beyond them is sent again later."""
RETRY_SECONDS: Final = 2.0
REMOVED_AT_ONCE: Final = 1_000
"""Objects whose rows are removed before other writes have their turn."""


class Ingest:
    """Takes batches, has them committed, answers with receipts."""

    def __init__(self, catalog: Catalog, columns: Columns, blobs: Blobs, files: Files, live: Live) -> None:
        self._live = live
        self._committer = Committer(catalog, columns, blobs, files)
        self._waiting: list[Waiting] = []
        self._bytes = 0
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="seamark-ingest")
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    async def start(self) -> None:
        """Mend what the last stop left, then take batches."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._committer.mend)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Write what waits, set the clean mark, stop."""
        if self._task is not None:
            self._closing = True
            self._wake.set()
            await self._task
        await asyncio.get_running_loop().run_in_executor(self._thread, self._committer.finish)
        self._thread.shutdown()

    async def note_clean_mark(self) -> None:
        """Remember up to which commit all tables agree; to be called about once a minute."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._committer.note_clean_mark)

    async def between_commits(self, work: Callable[[], None]) -> None:
        """Do something while no commit is written and all tables agree; writes wait for it."""
        await self.note_clean_mark()
        await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def remove(self, project: int, objects: Sequence[int] | None) -> None:
        """Remove what the columns have of objects, or with None of a whole project, that the catalog has no
        more. Done in portions: other writes go on in between.
        """
        loop = asyncio.get_running_loop()
        for start in range(0, 1 if objects is None else len(objects), REMOVED_AT_ONCE):
            some = None if objects is None else objects[start : start + REMOVED_AT_ONCE]
            await loop.run_in_executor(self._thread, self._committer.remove, project, some)

    def check_room(self, size: int = 0) -> None:
        """See whether a body of so many bytes may wait too. Raises Unavailable."""
        if self._bytes + size > WAITING_BYTES:
            error = Unavailable("More is sent than the server can write just now.", "Send it again a little later.")
            error.retry_after = RETRY_SECONDS
            raise error

    @contextlib.contextmanager
    def admit(self, size: int) -> Iterator[None]:
        """Count a body of so many bytes while it waits and is written.

        Raises:
            Unavailable: too much waits already; nothing was taken.
        """
        self.check_room(size)
        self._bytes += size
        try:
            yield
        finally:
            self._bytes -= size

    async def write(
        self,
        caller: Caller | None,
        object: ObjectRow,
        project: ProjectRow,
        batch: Batch,
        *,
        session: SessionRow | None = None,
        refused: Sequence[Refusal] = (),
        fresh: bool = False,
        strict: bool = False,
        body: bytes = b"",
    ) -> Receipt:
        """Apply a batch to an object and answer when it is on disk.

        ``session`` is that of the batch's origin; without one the operations are the server's own
        and may write ``sys/…``. ``refused`` are operations that could not even be decoded.
        ``fresh`` says that the object was made just now and has nothing stored. With ``strict`` each
        field keeps its type, and the steps of a series rise. ``body`` is the digest of a body whose
        protocol has no seqs: sent again within a while, it changes nothing and is answered the same.

        Raises:
            TooLarge: more operations than a batch may have.
            StorageFull: the disk is full; nothing was acknowledged.
        """
        if sum(operation.weight for operation in batch.operations) > limits.BATCH_OPERATIONS:
            raise TooLarge(
                f"The batch has more than {limits.BATCH_OPERATIONS:,} operations.", "Send it in smaller batches."
            )
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(caller, object, project, session, batch, fresh, answer, refused, strict, body))
        self._wake.set()
        return await answer

    def expect(self, origin: str) -> None:
        """Note that an origin was registered just now: nothing of it can be stored yet."""
        self._committer.expect(origin)

    def release(self, origin: str) -> None:
        """Drop what is kept of an origin whose session has ended; it may still come back."""
        self._thread.submit(self._committer.release, origin)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._closing:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                taken = self._take()
                (written,) = await asyncio.gather(
                    loop.run_in_executor(self._thread, self._committer.commit, taken), return_exceptions=True
                )
                if isinstance(written, BaseException):
                    await loop.run_in_executor(self._thread, self._committer.forget, taken)
                    self._answer(Written([(waiting, written) for waiting in taken]))
                else:
                    self._answer(written)

    def _take(self) -> list[Waiting]:
        size = count = 0
        for count, waiting in enumerate(self._waiting, 1):  # noqa: B007 - the count is what is wanted
            size += sum(operation.weight for operation in waiting.batch.operations)
            if size >= COMMIT_OPERATIONS:
                break
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _answer(self, written: Written) -> None:
        for waiting, result in written.answers:
            if waiting.answer.cancelled():
                continue
            if isinstance(result, Receipt):
                waiting.answer.set_result(result)
            else:
                waiting.answer.set_exception(result)
        for change in written.changes:
            self._live.publish(change)
