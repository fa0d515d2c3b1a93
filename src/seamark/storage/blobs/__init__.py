"""Files by SHA-256: write once, read many."""

from seamark.storage.blobs.opening import open_blobs
from seamark.storage.blobs.protocol import Blobs

__all__ = ["Blobs", "open_blobs"]
