"""What went wrong, as an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem document (RFC 9457); ``code`` is the stable name, ``remedy`` what to do next."""

    title: str
    status: int
    detail: str
    code: str
    remedy: str = ""
    type: str = "about:blank"
    path: str | None = None
    position: int | None = None
