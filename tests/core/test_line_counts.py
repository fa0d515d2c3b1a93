"""Lines added and removed are those of the shortest way from one text to the other."""

import time

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
    assert count_changed_lines(text, text) == (0, 0)
    assert count_changed_lines([], text) == (1000, 0)
    assert count_changed_lines(text, []) == (0, 1000)
    assert count_changed_lines(text, [*text[:500], "new", *text[501:]]) == (1, 1)
    assert count_changed_lines(text, [*text[500:], *text[:500]]) == (500, 500)


def test_what_has_nothing_in_common_is_counted_in_bounded_time():
    before = [f"old {index}" for index in range(10_000)]
    after = [f"new {index}" for index in range(9_000)]
    started = time.perf_counter()
    assert count_changed_lines(before, after) == (9_000, 10_000)
    # repeated lines, each followed by one of its own: the standard library's matcher takes minutes
    woven = [line for index in range(5_000) for line in ("same", f"a{index}")]
    other = [line for index in range(5_000) for line in ("same", f"b{index}")]
    assert count_changed_lines(woven, other) == (5_000, 5_000)
    assert time.perf_counter() - started < 10


def test_beyond_the_bound_lines_that_moved_do_not_count(monkeypatch):
    monkeypatch.setattr(line_counts, "MOST_STEPS", 10)
    assert count_changed_lines(list("abcdefgh"), list("hgfedcbax")) == (1, 0)
