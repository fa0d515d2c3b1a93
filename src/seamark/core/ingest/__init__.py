"""The one way in: every value that is written passes here."""

from seamark.core.ingest.queue import Ingest

__all__ = ["Ingest"]
