"""How many lines were added to a text and removed from it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

MOST_STEPS: Final = 500_000
"""So much work is done for one pair of texts, some tenths of a second: enough for about 1,000 changed lines."""


def count_changed_lines(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how many lines the shortest way from one text to the other adds and removes.

    Where texts have too little in common to find that in bounded time, it is a longer way: the one that keeps only
    lines that stand once in either.
    """
    old, new = _trim(before, after)
    if not old or not new:
        return len(new), len(old)
    edits = _count_edits(*_number(old, new))
    if edits is None:
        edits = len(old) + len(new) - 2 * _count_kept(old, new)
    return (edits + len(new) - len(old)) // 2, (edits + len(old) - len(new)) // 2


def _trim(before: Sequence[str], after: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return two texts without the lines that both begin and end with."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return before[start : len(before) - end], after[start : len(after) - end]


def _number(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(line, len(numbers)) for line in old], [
        numbers.setdefault(line, len(numbers)) for line in new
    ]


def _count_edits(old: list[int], new: list[int]) -> int | None:
    """Return the length of the shortest way: the greedy search of Myers (1986), "An O(ND) difference algorithm and
    its variations". None where it takes more than ``MOST_STEPS``.

    ``reached[k]`` is how far along ``old`` the furthest way on the diagonal ``k`` comes. Only the length is wanted,
    so no way is kept; the standard library's matcher finds none shorter and takes quadratic time and more.
    """
    length, goal, steps = len(old), len(old) - len(new), 0
    reached = {1: 0}
    for edits in range(length + len(new) + 1):
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
            place = start = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            across = place - diagonal
            while place < length and across < len(new) and old[place] == new[across]:
                place += 1
                across += 1
            reached[diagonal] = place
            steps += place - start + 1
            if diagonal == goal and place >= length and across >= len(new):
                return edits
        if steps > MOST_STEPS:
            return None
    return None


def _count_kept(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many of the lines that stand once in either text stand in the same order in both."""
    times = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(old) if times[0][line] == times[1][line] == 1}
    ends: list[int] = []
    """Where the rising rows of each length end at the lowest."""
    for place in (places[line] for line in new if line in places):
        found = bisect_left(ends, place)
        ends[found : found + 1] = [place]
    return len(ends)
