"""Notebooks and their checkpoints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook of a project, with name and path of its newest checkpoint; ``number`` is the cursor of lists."""

    uid: str
    name: str
    path: str
    owner: str
    created_at: int
    updated_at: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A state of a notebook; ``size`` in bytes."""

    uid: str
    name: str
    description: str
    path: str
    size: int
    has_content: bool
    created_at: int
    owner: str
