"""Names of what is brought in: the same run from the same tracker is the same here, whoever brings it from wherever.

``kind`` says what it is, since a model may be called as a run is.
"""

import hashlib

from seamark.model.objects import ObjectKind


def make_uid(place: str, tracker: str, project: str, run: str, kind: ObjectKind = ObjectKind.RUN) -> str:
    """Return the uid of a run from elsewhere in the project here whose uid is ``place``, which only those know who
    may read it: nobody else can take the name before.
    """
    return _name(place, kind.value, tracker, project, run)


def make_origin(place: str, tracker: str, project: str, run: str, kind: ObjectKind = ObjectKind.RUN) -> str:
    """Return the origin of the session that brings it; its parts are second streams of that."""
    return _name(place, f"session of a {kind.value}", tracker, project, run)


def _name(*parts: str) -> str:
    """Return a UUIDv8 (RFC 9562) made of some texts, as 32 hexadecimal digits."""
    digest = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).digest()
    value = int.from_bytes(digest[:16])
    value = value & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62
    return f"{value:032x}"
