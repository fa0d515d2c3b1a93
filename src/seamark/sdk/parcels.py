"""What a dispatch sends: the request for a session, and batches that are confirmed one after another."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from seamark.sdk.batching import halve_points
from seamark.wire.api.runs import Fork, RunRequest
from seamark.wire.api.sessions import SessionRequest
from seamark.wire.batches import Batch
from seamark.wire.journal import Header


@dataclass(slots=True)
class Parcel:
    """A batch that is to be confirmed before anything after it is sent.

    ``done`` is the last seq that has been sent with it, ``place`` where reading goes on behind it.
    Once tried it is sent again as it is, byte for byte, until the server has answered.
    """

    batch: Batch
    done: int
    place: tuple[int, int] | None = None
    files: int = 0
    held: frozenset[int] = frozenset()
    body: bytes = b""

    def halve(self, sent: int, *, points: bool) -> "list[Parcel]":
        """Return two parcels with half the operations each, none where there is but one; with ``points``
        its points are halved. Before the first ``sent`` is confirmed.
        """
        operations, seqs = self.batch.operations, self.batch.seqs or []
        if points and len(operations) == 1:
            operations, seqs = halve_points(operations[0], seqs[0])
        if len(operations) < 2:
            return []
        half = len(operations) // 2
        first = msgspec.structs.replace(self.batch, operations=operations[:half], seqs=seqs[:half], end=None)
        second = msgspec.structs.replace(self.batch, operations=operations[half:], seqs=seqs[half:])
        return [Parcel(first, sent), Parcel(second, self.done, self.place, self.files, self.held)]


def make_request(header: Header, ended_origins: list[str], *, listens: bool) -> SessionRequest:
    """Return what registers the session of a journal, and its run; ``listens`` says that it can be told to stop."""
    run = RunRequest(
        project=header.project,
        uid=header.run,
        id=header.id,
        resume=_read_resume(header.resume),
        name=header.name,
        description=header.description,
        tags=header.tags,
        group=header.group,
        parent=header.parent,
        created_at=header.created_at or None,
        fork=None if header.fork is None else Fork(run=header.fork[0], step=header.fork[1]),
    )
    return SessionRequest(
        run=run,
        origin=header.origin,
        host=header.host,
        pid=header.pid,
        command=header.command,
        started_at=header.started_at or None,
        ended_origins=ended_origins,
        listens=listens,
    )


def _read_resume(text: str) -> Literal["allow", "must", "never"]:
    return "must" if text == "must" else "never" if text == "never" else "allow"
