"""What the server has to know of a door: its routes, and which bodies it takes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fastapi import APIRouter


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A foreign tracker's wire."""

    router: APIRouter
    open_paths: Collection[str] = ()
    """Paths whose bodies are read without a secret in the headers; what is in them is the secret."""
    bodies: Sequence[tuple[re.Pattern[str], int]] = ()
    """How many bytes a body may have, for paths where that is more than for a message."""

    def find_limit(self, path: str) -> int | None:
        """Return how many bytes a body for a path may have; None where the door has no word on it."""
        return next((limit for pattern, limit in self.bodies if pattern.fullmatch(path)), None)
