"""Batches and receipts: what ``POST /api/v1/runs/{run}/operations`` takes and answers."""

from typing import Annotated, Final, TypeAlias

import msgspec

from seamark.model import limits
from seamark.model.operations import Operation
from seamark.wire.api.sessions import SessionEnd

Seq: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=limits.SEQ)]
Upto: TypeAlias = Annotated[int, msgspec.Meta(ge=-1, le=limits.SEQ)]
_MANY: Final = msgspec.Meta(max_length=limits.BATCH_OPERATIONS)
Seqs: TypeAlias = Annotated[list[Seq], _MANY]


class Batch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Operations of one object from one origin, in the order of their seqs.

    ``seq`` is the number of the first operation; the others count on by weight. ``seqs`` lists them
    one by one where they do not follow each other. Without an ``origin`` the batch is applied as
    often as it is sent.
    """

    operations: Annotated[list[Operation], _MANY]
    origin: str = ""
    seq: Seq = 0
    seqs: Seqs | None = None
    upto: Upto | None = None
    """The seq that is stored once this batch is; by default the last operation's last."""
    end: SessionEnd | None = None
    """How the session ended, where this is its last batch: stored together."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One operation that was not applied; the rest of its batch stands."""

    seq: int
    code: str
    detail: str
    remedy: str = ""
    path: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """What ingest answers, and remembers, of an origin: the highest seq stored."""

    origin: str
    seq: int
    commit: int
    refused: list[Refusal] = []

    def shorten(self) -> "Receipt":
        """Return a receipt that tells so many refusals one by one, and of the rest how many there are."""
        told, rest = self.refused[: limits.REFUSALS], self.refused[limits.REFUSALS :]
        if not rest:
            return self
        more = Refusal(seq=rest[-1].seq, code=rest[-1].code, detail=f"{len(rest):,} more operations were refused.")
        return msgspec.structs.replace(self, refused=[*told, more])
