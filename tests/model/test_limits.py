"""Limits."""

from seamark.model import limits


def test_all_are_shown_under_their_names():
    shown = limits.as_mapping()
    assert shown["path_bytes"] == limits.PATH_BYTES == 1_024
    assert shown["string_bytes"] == 16 * 2**20
    assert all(name == name.lower() and type(value) is int and value > 0 for name, value in shown.items())
    assert len(shown) >= 20


def test_limits_fit_into_one_another():
    assert limits.STRING_HEAD_BYTES < limits.STRING_BYTES < limits.REQUEST_BYTES
    assert limits.STRING_POINT_BYTES <= limits.STRING_BYTES
    assert max(limits.as_mapping().values()) < 2**53
