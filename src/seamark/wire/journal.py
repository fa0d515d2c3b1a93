"""The journal's records and their frames: how operations lie on the client's disk.

A frame is 18 bytes of head and the payload, one record in msgpack::

    2 bytes   magic, by which frames are found again after damage
    4 bytes   length of the payload, uint32
    4 bytes   CRC-32 of the payload, begun with the low 32 bits of the seq
    8 bytes   seq, int64; -1 in headers

All little-endian. A seq whose high bits are damaged lies far from its neighbours, which readers take
for damage. The header stands twice, so that one flipped byte never costs it. The first magic byte
occurs in no UTF-8 text and in no msgpack, so that no logged string is ever taken for a frame.
"""

import struct
from typing import Final, TypeAlias
from zlib import crc32

import msgspec

from seamark.model.objects import RunState
from seamark.model.operations import Operation

FORMAT: Final = 1
MAGIC: Final = b"\xc1\x5e"
HEAD: Final = struct.Struct("<2sIIq")
FRAME_BYTES: Final = 2**30
"""Longest payload; a longer length is damage."""
HEADER_SEQ: Final = -1


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op", tag="header"):
    """The first record: whose journal this is and where it is to go.

    ``url`` is the server it was written for, or "" for the home alone. ``of`` is set where the origin
    only adds to another session (system series, which the shipper writes). No token ever stands here.
    """

    version: int = FORMAT
    origin: str
    run: str
    project: str
    id: str | None = None
    resume: str = "allow"
    name: str | None = None
    description: str | None = None
    tags: list[str] = []
    group: str | None = None
    parent: str | None = None
    fork: tuple[str, float] | None = None
    created_at: int = 0
    started_at: int = 0
    host: str = ""
    boot: str = ""
    pid: int = 0
    process_start: float = 0.0
    command: str = ""
    url: str = ""
    ca_bundle: str = ""
    mode: str = "async"
    capture: list[str] = []
    of: str = ""
    notebook: bool = False
    """A person sits at it: a wish to stop interrupts it and does not end the process."""

    @property
    def run_key(self) -> tuple[str, str]:
        """What is the same for all journals of one run."""
        return (self.project, self.id) if self.id else ("", self.run)


class Progress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op", tag="progress"):
    """How far the run is; it travels with the next heartbeat."""

    done: float
    total: float | None = None


class End(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op", tag="end"):
    """The last record of a session that could say how it ended."""

    state: RunState
    reason: str = ""
    ended_at: int = 0


Record: TypeAlias = Operation | Header | Progress | End

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final[msgspec.msgpack.Decoder[Record]] = msgspec.msgpack.Decoder(Record)
encode_record: Final = _encoder.encode
decode_record: Final = _decoder.decode


def make_frame(payload: bytes, seq: int) -> bytes:
    """Return the frame of an encoded record."""
    return HEAD.pack(MAGIC, len(payload), crc32(payload, seq), seq) + payload
