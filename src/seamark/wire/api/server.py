"""What a server says of itself, and its back-ups."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What a server says of itself to anybody."""

    name: str
    version: str
    server_id: str
    mode: Literal["local", "team"]
    url: str
    limits: dict[str, int]
    certificate: Literal["none", "own", "self-made"] = "none"
    """By which certificate the server itself speaks https; "none" also where a proxy does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectUsage:
    """How many runs a project has, its estimated share of the columns store in bytes, and the bytes of the files
    that it refers to; a file that several projects have counts in each.
    """

    project: str
    runs: int
    points: int
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the stores take on disk, in bytes."""

    catalog: int
    columns: int
    blobs: int
    free: int
    projects: list[ProjectUsage]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRequest:
    """A back-up to be taken into ``folder``, a new one on the server's machine."""

    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A back-up that was taken; ``bytes`` is its size."""

    folder: str
    bytes: int
