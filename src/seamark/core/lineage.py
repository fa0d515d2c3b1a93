"""Forks: the run that a run goes on from, and that one's, with the step up to which the history of each counts."""

import math
from dataclasses import dataclass

from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A run of which points up to a step, that included, are inherited."""

    object: int
    until: float


def trace(catalog: Catalog, object: ObjectRow) -> list[Ancestor]:
    """Return what a run inherits from, the nearest first; nothing for a run that is no fork.

    A run is there before its forks, so there is no circle.
    """
    line: list[Ancestor] = []
    until = math.inf
    while object.fork_of is not None:
        until = min(until, math.inf if object.fork_step is None else object.fork_step)
        line.append(Ancestor(object.fork_of, until))
        parent = catalog.objects.many([object.fork_of]).get(object.fork_of)
        if parent is None:
            break
        object = parent
    return line
