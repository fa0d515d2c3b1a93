"""Origins: what is known of each, and where the operations of its batches stand among its seqs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from seamark.core.ingest.points import read_seqs
from seamark.model import limits
from seamark.model.errors import InvalidValue
from seamark.model.operations import Append, Attach, Extend, Log, Operation
from seamark.model.values import FieldType
from seamark.wire.batches import Batch

_BODY_BITS: Final = limits.BATCH_OPERATIONS.bit_length()
BODY_SEQS: Final = 1 << _BODY_BITS
"""So many seqs belong to a body that has none of its own."""
UNKNOWN: Final = 2**64
"""Higher than any seq."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of an origin. Above its receipt lies what was sent past a file whose upload goes on,
    and what a commit stored whose receipt was lost.
    """

    receipt: int = -1
    top: int = UNKNOWN
    """No seq above it is stored."""
    undone: Mapping[str, int] = field(default_factory=dict)
    """Per path the seq above the receipt at which it was last cleared or deleted."""


def number_body(digest: bytes) -> int:
    """Return the seq of the first operation of a body that has none of its own: made of its digest, so
    that the same body has the same seqs again; others have others.
    """
    return int.from_bytes(digest[:8]) % (limits.SEQ >> _BODY_BITS) << _BODY_BITS


class Placed(NamedTuple):
    """An operation, its seq and the last it takes; ``first`` to ``last`` are the seqs of its points."""

    operation: Operation
    seq: int
    end: int
    first: int
    last: int

    @property
    def adds(self) -> bool:
        """Say whether it adds points, which would be there twice if it were applied twice."""
        operation = self.operation
        if isinstance(operation, Attach):
            return operation.type is FieldType.FILE_SERIES
        return isinstance(operation, Append | Log | Extend)


def place(batch: Batch, receipt: int) -> list[Placed]:
    """Return a batch's operations with their seqs; without an origin they follow on the receipt."""
    seq = batch.seq if batch.origin else receipt + 1
    placed = []
    for index, operation in enumerate(batch.operations):
        if batch.seqs is not None and index < len(batch.seqs):
            seq = batch.seqs[index]
        first, end = seq, seq + operation.weight - 1
        last = end
        if isinstance(operation, Extend) and operation.seqs is not None:
            first, last = _find_range(operation, seq)
        placed.append(Placed(operation, seq, end, first, last))
        seq = end + 1
    return placed


def find_first_point(placed: Sequence[Placed]) -> int:
    """Return the lowest seq of the points that operations add; ``UNKNOWN`` where they add none."""
    return min((one.first for one in placed if one.adds), default=UNKNOWN)


def _find_range(operation: Extend, seq: int) -> tuple[int, int]:
    assert operation.seqs is not None
    try:
        own = read_seqs(operation.path, operation.seqs)
    except InvalidValue:  # it will be refused
        return seq, seq
    return (int(own.min()), int(own.max())) if len(own) else (seq, seq)
