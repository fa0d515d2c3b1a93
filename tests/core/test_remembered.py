"""Answers that are kept: of the version asked for, and old ones only where that is meant."""

import threading

import pytest

from seamark.core import remembered
from seamark.core.remembered import Remembered


@pytest.fixture
def clock(monkeypatch):
    """A clock that only goes on when it is told to."""
    now = [1_000.0]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: now[0])
    return now


def make_finder(clock, takes=1.0):
    asked = []

    def find():
        asked.append(len(asked) + 1)
        clock[0] += takes
        return asked[-1]

    return find


def test_one_version_is_found_once(clock):
    kept, find = Remembered[str, int](), make_finder(clock)
    assert [kept.get("a", version, find, False) for version in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 3]
    assert kept.get("b", 1, find, False) == 4


def test_an_old_answer_is_given_as_long_as_it_is_worth(clock):
    kept, find = Remembered[str, int](), make_finder(clock, takes=2.0)
    assert kept.get("a", 1, find, True) == 1
    clock[0] += 2.0 * remembered.WORTH - 3
    assert kept.get("a", 2, find, True) == 1
    clock[0] += 2
    assert kept.get("a", 2, find, True) == 2
    assert kept.get("a", 3, find, False) == 3


def test_what_nobody_asks_for_goes_and_failures_are_not_kept(clock, monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 2)
    kept, find = Remembered[str, int](), make_finder(clock)
    assert [kept.get(name, 1, find, False) for name in "abac"] == [1, 2, 1, 3]
    assert kept.get("b", 1, find, False) == 4, "it went"

    def fail():
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        kept.get("new", 1, fail, False)
    assert kept.get("new", 1, find, False) == 5


def test_who_asks_meanwhile_waits_for_the_same_answer():
    kept, began, may_end = Remembered[str, int](), threading.Event(), threading.Event()
    asked, answers = [], []

    def find():
        asked.append(1)
        began.set()
        assert may_end.wait(10)
        return len(asked)

    threads = [threading.Thread(target=lambda: answers.append(kept.get("a", 1, find, False))) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert began.wait(10)
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert answers == [1, 1, 1]
