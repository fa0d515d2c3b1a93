"""Reading journals while they grow, past whatever damage they have."""

import os
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec

from seamark.model.operations import Extend
from seamark.wire.journal import FRAME_BYTES, HEAD, HEADER_SEQ, MAGIC, End, Header, Record, decode_record

CHUNK_BYTES: Final = 2**22
_TAIL_BYTES: Final = 2**16
_NEAR: Final = 2**31
"""A seq further from its neighbours than this is damage."""


class Placed(msgspec.Struct, gc=False):
    """A record and where it lies: from ``offset`` to ``end`` in the file."""

    seq: int
    offset: int
    end: int
    record: Record


class JournalReader:
    """Reads a journal from a place on, piece by piece.

    ``offset`` is where reading goes on and ``next_seq`` the seq expected there; both can be kept and
    given again. ``damaged`` counts records that were lost to damage. Behind the last record of a
    journal that is open, or whose writer was killed, lie zeros.
    """

    def __init__(self, path: Path, *, offset: int = 0, next_seq: int = 0) -> None:
        self.path = path
        self.offset = offset
        self.next_seq = next_seq
        self.damaged = 0
        self._suspected = -1
        self._passed_over = False
        self._unsorted = False

    def read(self, *, final: bool = False, limit: int = CHUNK_BYTES) -> list[Placed]:
        """Return the records that are there, about ``limit`` bytes of them; [] means none for now.

        A frame that is not whole is waited for as long as no sound one follows, unless ``final`` says
        that the writer is gone.

        Raises:
            OSError: the file cannot be read.
        """
        placed: list[Placed] = []
        with open(self.path, "rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            while limit and not placed and self.offset < size:
                begin = self.offset
                file.seek(begin)
                if not final and not any(file.read(HEAD.size)):
                    break
                file.seek(begin)
                data = file.read(min(limit, size - begin))
                limit = self._scan(data, placed, at_end=begin + len(data) >= size, final=final)
        if self._unsorted:
            self._unsorted = False
            placed.sort(key=lambda item: item.seq)
        return placed

    def _scan(self, data: bytes, placed: list[Placed], *, at_end: bool, final: bool) -> int:
        """Take the records of ``data``; return how much to read next, 0 where there is no more for now."""
        begin, position, size = self.offset, 0, len(data)
        limit = 0 if at_end else size
        while (position := self._take_sound(data, position, placed)) < size:
            if position and not at_end and size - position < HEAD.size:
                break
            end = _measure(data, position, self.next_seq)
            found = _find_frame(data, position + 1, self.next_seq, whole=True)
            if found < 0 and end > size and not (at_end and final):
                limit = 0 if at_end else end - position
                break
            if found < 0 and not final:
                limit = 0 if at_end or not any(data[position : position + HEAD.size]) else 2 * size
                break
            if found < 0 and end <= size:
                found = _find_frame(data, position + 1, self.next_seq, whole=False)
            if found < 0:
                position = self._pass_over(data, position, at_end=at_end)
                break
            if not final and self._suspected != begin + position:
                # The writer may have filled this place after we had read it: it is looked at once more.
                self._suspected, limit = begin + position, size
                break
            position = found
        self.offset = begin + position
        return limit

    def _take_sound(self, data: bytes, position: int, placed: list[Placed]) -> int:
        """Take records as long as they are whole and sound; return where they end. Millions pass here."""
        begin, size, next_seq, start = self.offset, len(data), self.next_seq, position
        head, unpack = HEAD.size, HEAD.unpack_from
        while position + head <= size:
            magic, length, check, seq = unpack(data, position)
            end = position + head + length
            if magic != MAGIC or end > size or not -_NEAR < seq - next_seq < _NEAR or seq < HEADER_SEQ:
                break
            payload = data[position + head : end]
            if crc32(payload, seq) != check:
                break
            try:
                record = decode_record(payload)
            except msgspec.MsgspecError:
                break
            placed.append(Placed(seq, begin + position, begin + end, record))
            position = end
            if seq != HEADER_SEQ:
                if seq != next_seq:
                    self.damaged += max(0, seq - next_seq)
                    self._unsorted |= seq < next_seq
                after = seq + (record.weight if type(record) is Extend else 1)
                if after > next_seq:
                    next_seq = after
        if position != start:
            self._passed_over = False
        self.next_seq = next_seq
        return position

    def _pass_over(self, data: bytes, position: int, *, at_end: bool) -> int:
        """Return where to go on when nothing that follows is a frame; zeros are no loss."""
        rest = len(data) if at_end else max(position + 1, len(data) - HEAD.size + 1)
        self._passed_over |= data.count(0, position, rest) != rest - position
        if at_end and self._passed_over:
            self.damaged += 1
        return rest


def read_header(path: Path) -> Header | None:
    """Return whose journal this is; None while it is not written, or both its headers are damaged.

    Raises:
        OSError: the file cannot be read.
    """
    for placed in JournalReader(path).read(limit=2**16):
        if isinstance(placed.record, Header):
            return placed.record
    return None


def read_end(path: Path) -> End | None:
    """Return how the session ended, if that is the last thing its journal says.

    Raises:
        OSError: the file cannot be read.
    """
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read()
    position = tail.rfind(MAGIC)
    while position >= 0:
        end = position + HEAD.size + HEAD.unpack_from(tail, position)[1] if len(tail) - position >= HEAD.size else 0
        if end == len(tail):
            record = _read_frame(tail, position, end)
            return record if isinstance(record, End) else None
        position = tail.rfind(MAGIC, 0, position)
    return None


def _measure(data: bytes, position: int, next_seq: int) -> int:
    """Return where a frame that begins here ends, or 0 if none does."""
    if len(data) - position < HEAD.size:
        return 0
    magic, length, _, seq = HEAD.unpack_from(data, position)
    near = seq == HEADER_SEQ or (seq >= 0 and abs(seq - next_seq) < _NEAR)
    return position + HEAD.size + length if magic == MAGIC and length <= FRAME_BYTES and near else 0


def _read_frame(data: bytes, position: int, end: int) -> Record | None:
    _, _, check, seq = HEAD.unpack_from(data, position)
    payload = data[position + HEAD.size : end]
    if crc32(payload, seq) != check:
        return None
    try:
        return decode_record(payload)
    except msgspec.MsgspecError:
        return None


def _find_frame(data: bytes, position: int, next_seq: int, *, whole: bool) -> int:
    """Return where the next sound frame begins, or one that reaches beyond the data; or -1."""
    while (position := data.find(MAGIC, position)) >= 0:
        end = _measure(data, position, next_seq)
        if end > len(data) and not whole:
            return position
        if whole and 0 < end <= len(data) and _read_frame(data, position, end) is not None:
            return position
        position += 1
    return -1
