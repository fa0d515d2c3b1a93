"""How a run is connected."""

from enum import StrEnum


class Mode(StrEnum):
    """The modes of Neptune's client."""

    OFFLINE = "offline"
    DEBUG = "debug"
    ASYNC = "async"
    SYNC = "sync"
    READ_ONLY = "read-only"


RunMode = Mode
