"""Lines added and removed are those of the shortest way from one text to the other."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamark.core import line_counts
from seamark.core.line_counts import count_changed_lines

LINES = st.lists(st.sampled_from("abcd"), max_size=30)


def longest_in_common(before, after):
    """The length of the longest common subsequence, by the table that everybody knows."""
    row = [0] * (len(after) + 1)
    for old in before:
        above, row = row, [0]
        for index, new in enumerate(after):
            row.append(above[index] + 1 if old == new else max(above[index + 1], row[index]))
    return row[-1]


@given(LINES, LINES)
def test_the_shortest_way(before, after):
    common = longest_in_common(before, after)
    assert count_changed_lines(before, after) == (len(after) - common, len(before) - common)


def test_plain_cases():
    text = [f"line {index}" for index in range(1000)]
    halves = text[:400]
    assert count_changed_lines(halves, [*halves[200:], *halves[:200]]) == (200, 200)
    assert count_changed_lines(text, text) == (0, 0)
    assert count_changed_lines([], text) == (1000, 0)
    assert count_changed_lines(text, []) == (0, 1000)
    assert count_changed_lines(text, [*text[:500], "new", *text[501:]]) == (1, 1)


def test_what_has_nothing_in_common_is_counted_in_bounded_time():
    before = [f"old {index}" for index in range(10_000)]
    after = [f"new {index}" for index in range(9_000)]
    started = time.process_time()
    assert count_changed_lines(before, after) == (9_000, 10_000)
    woven = [line for index in range(5_000) for line in ("same", f"a{index}")]
    other = [line for index in range(5_000) for line in ("same", f"b{index}")]
    added, removed = count_changed_lines(woven, other)
    assert added == removed
    assert 5_000 <= added < 10_000  # the first of the repeated lines is where both begin
    assert time.process_time() - started < 10


@given(LINES, LINES)
def test_beyond_the_bound_it_is_a_way_all_the_same(before, after):
    """Never a shorter one than there is, and with the right difference."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_counts, "MOST_STEPS", 0)
        added, removed = count_changed_lines(before, after)
    common = longest_in_common(before, after)
    assert added >= len(after) - common
    assert removed >= len(before) - common
    assert added - removed == len(after) - len(before)


def test_beyond_the_bound_lines_of_their_own_are_kept(monkeypatch):
    monkeypatch.setattr(line_counts, "MOST_STEPS", 10)
    text = [f"line {index}" for index in range(1000)]
    assert count_changed_lines(text, [*text[500:], *text[:500]]) == (500, 500)
    assert count_changed_lines(text, ["new", *text[1:400], *text[600:], "end"]) == (2, 201)
