"""Keys for one visit, made of a lasting one: a browser's command line can be read by all users of a machine."""

import hmac
import secrets
from typing import Final

VISIT_SECONDS: Final = 60
"""For how long such a key opens the door, once."""


def make_visit_key(key: str, now: float) -> str:
    """Return a key for one visit at about ``now``, in seconds since 1970."""
    stamp = f"{int(now)}-{secrets.token_hex(8)}"
    return f"{stamp}.{_sign(key, stamp)}"


def is_visit_key(text: str, key: str, now: float) -> bool:
    """Say whether a key for one visit was made of this key, and a moment ago."""
    stamp, _, signature = text.partition(".")
    if not hmac.compare_digest(signature.encode(errors="replace"), _sign(key, stamp).encode()):
        return False
    return abs(now - int(stamp.partition("-")[0])) <= VISIT_SECONDS


def _sign(key: str, stamp: str) -> str:
    return hmac.new(key.encode(), stamp.encode(errors="replace"), "sha256").hexdigest()
