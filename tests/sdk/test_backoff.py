"""When something that failed is tried again."""

import time

import pytest

from seamark.model.errors import NotSignedIn, ServerUnreachable, Unavailable
from seamark.sdk.backoff import Backoff


def busy(seconds: float) -> Unavailable:
    error = Unavailable("Busy.")
    error.retry_after = seconds
    return error


def pauses(backoff: Backoff, errors) -> list[float]:
    found = []
    for error in errors:
        backoff.fail(error)
        found.append(backoff.next_try - time.monotonic())
    return found


def test_tries_come_later_and_later_up_to_a_bound():
    near = pytest.approx
    waits = pauses(Backoff(longest=3.0), [ServerUnreachable("Gone.")] * 40)
    assert waits[:3] == [near(0.4, rel=0.4), near(0.8, rel=0.4), near(1.6, rel=0.4)]
    assert all(3.0 * 0.6 < wait < 3.0 * 1.31 for wait in waits[3:])


def test_the_servers_word_holds_but_for_what_costs_much():
    assert all(wait < 1.31 for wait in pauses(Backoff(longest=30.0), [busy(1.0)] * 8))
    waits = pauses(Backoff(longest=30.0, is_costly=True), [busy(1.0)] * 8)
    assert 0.6 < waits[0] < 1.31
    assert waits[7] > 20.0
    assert pauses(Backoff(longest=3.0, is_costly=True), [busy(60.0)])[0] > 41.0


def test_trouble_is_told_of_what_fails_for_long_and_forgotten_with_a_success():
    backoff = Backoff(longest=1.0)
    assert backoff.find_trouble(0.0) is None
    backoff.fail(ServerUnreachable("Gone."))
    backoff.fail(NotSignedIn("Expired."))
    time.sleep(0.01)
    assert isinstance(backoff.find_trouble(0.005), NotSignedIn)
    assert backoff.find_trouble(60.0) is None
    assert backoff.failed == 2
    backoff.succeed()
    assert (backoff.failed, backoff.find_trouble(0.0)) == (0, None)
