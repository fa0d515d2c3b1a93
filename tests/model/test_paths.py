"""Paths of fields."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seamark.model.errors import InvalidPath
from seamark.model.limits import PATH_BYTES
from seamark.model.paths import check_path, is_reserved

any_text = st.text(st.characters(), max_size=40) | st.text("a/é\u0301\n\x85 ", max_size=12)


def is_right(text):
    """The rules as DESIGN says them, one by one."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return False
    normal = unicodedata.normalize("NFC", text)
    return (
        1 <= len(text.encode()) <= PATH_BYTES
        and len(normal.encode()) <= PATH_BYTES
        and all(normal.split("/"))
        and not any(unicodedata.category(character) == "Cc" for character in normal)
    )


@given(any_text)
@example("a/b")
@example("e\u0301")
@example("a\x7f")
@example("a\x85b")
@example(" ")
@example("\u2028")
def test_a_path_is_taken_in_normal_form_or_refused(text):
    if is_right(text):
        assert check_path(text) == unicodedata.normalize("NFC", text)
    else:
        with pytest.raises(InvalidPath) as caught:
            check_path(text)
        assert caught.value.remedy


@given(any_text.filter(is_right))
def test_checking_again_changes_nothing(text):
    once = check_path(text)
    assert check_path(once) == once


@pytest.mark.parametrize("path", ["", "/", "/a", "a/", "a//b", "//", "a/\n", "\0", "a\x1fb", "\ud800", "é//x"])
def test_these_are_refused(path):
    with pytest.raises(InvalidPath):
        check_path(path)


@pytest.mark.parametrize("path", ["a", "a/b", "train/loss", " ", "a b/c.d", "öäü/数字", "a\\b", "..", "a/../b", "🙂"])
def test_these_are_taken_as_they_are(path):
    assert check_path(path) == path


@pytest.mark.parametrize("part", ["x", "é", "🙂"])
def test_the_longest_path(part):
    most = PATH_BYTES // len(part.encode())
    assert check_path(part * most) == part * most
    with pytest.raises(InvalidPath, match="Shorten it"):
        check_path(part * (most + 1))


def test_normal_form_c_can_be_longer():
    character = "\u0958"  # is taken apart in normal form C: 3 bytes become 6
    assert check_path(character * 100) == unicodedata.normalize("NFC", character * 100)
    with pytest.raises(InvalidPath, match="normal form C"):
        check_path(character * (PATH_BYTES // 3))


@pytest.mark.parametrize("path", [None, 1, b"a", ["a"], type("Text", (str,), {})("a")])
def test_only_plain_strings_are_paths(path):
    with pytest.raises(InvalidPath, match="is a string, not"):
        check_path(path)


def test_a_long_path_is_shown_short():
    with pytest.raises(InvalidPath) as caught:
        check_path("x" * 5_000)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("path", ["sys", "sys/id", "sys/name/x", "sys/"])
def test_what_the_server_keeps_for_itself(path):
    assert is_reserved(path)


@pytest.mark.parametrize(
    "path", ["sys/name", "sys/tags", "sys/description", "sys/group", "sys/failed", "system", "a/sys"]
)
def test_what_people_may_write(path):
    assert not is_reserved(path)
