"""Objects and their names: run, project, model, model version; uid, id and short uid; states and stages."""

import os
import re
import time
from enum import StrEnum
from typing import Final

from seamark.model.errors import InvalidValue

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, in lower case."""
SHORT_CHARACTERS: Final = 12

_UID: Final = re.compile(r"[0-9a-f]{32}\Z|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_ID: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}-[1-9][0-9]*\Z")
_MODEL_KEY: Final = re.compile(r"[A-Z][A-Z0-9]{0,19}\Z")


class ObjectKind(StrEnum):
    """What an object is."""

    PROJECT = "project"
    RUN = "run"
    MODEL = "model"
    MODEL_VERSION = "model_version"


class RunState(StrEnum):
    """The state of a run, of a session alike."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"
    NOT_RESPONDING = "not_responding"


class Stage(StrEnum):
    """How far a model version is."""

    NONE = "none"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"


KILLED: Final = "killed"
"""Why a session failed of which only that is known that its process is gone."""


def make_uid() -> str:
    """Return a new UUIDv7 (RFC 9562) as 32 hexadecimal digits."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (stamp & (2**48 - 1)) << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & (2**62 - 1)
    return f"{value:032x}"


def read_uid(text: str) -> str:
    """Return a uid as 32 hexadecimal digits in lower case, with or without dashes in ``text``.

    Raises:
        InvalidValue: it is none.
    """
    plain = text.lower()
    if not _UID.match(plain):
        raise InvalidValue(f"{text[:80]!r} is no uid.", "Give a UUID, as 32 hexadecimal digits.", path="uid")
    return plain.replace("-", "")


def shorten_uid(uid: str) -> str:
    """Return the 12 characters that are shown of a uid: its last 60 bits, which are random.

    Raises:
        InvalidValue: it is no uid.
    """
    value = int(read_uid(uid), 16) & (2**60 - 1)
    return "".join(ALPHABET[value >> shift & 31] for shift in range(55, -5, -5))


def is_run_id(text: str) -> bool:
    """Say whether ``text`` has the form of an id given by the server, such as ``SUN-123``."""
    return _ID.match(text) is not None


def is_model_key(text: str) -> bool:
    """Say whether ``text`` can be the key of a model: the part of its id behind the project's key."""
    return _MODEL_KEY.match(text) is not None


def session_prefix(origin: str) -> str:
    """Return the path below which a session's own fields lie: ``sessions/<8 characters>``."""
    return f"sessions/{shorten_uid(origin)[-8:]}"
