"""Which stretches of a series are visible when a run was resumed."""

from collections.abc import Iterable

from seamark.storage.columns.rows import BaseRow, Span


def visible_spans(object: int, path: str, generation: int, bases: Iterable[BaseRow]) -> list[Span]:
    """Return the visible stretch of each attempt: below the first step of every later one.

    ``bases`` are those of this series in this generation. Without any there is one stretch, of any
    attempt.
    """
    starts: dict[int, float] = {}
    for base in bases:
        starts[base.attempt] = min(starts.get(base.attempt, float("inf")), base.first_step)
    if not starts:
        return [Span(object=object, path=path, generation=generation)]
    return [
        Span(
            object=object,
            path=path,
            generation=generation,
            attempt=attempt,
            end=min((start for later, start in starts.items() if later > attempt), default=float("inf")),
        )
        for attempt in range(max(starts) + 1)
    ]
