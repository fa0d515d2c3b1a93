"""Names of objects."""

import re
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamark.model.errors import InvalidValue
from seamark.model.objects import (
    ALPHABET,
    SHORT_CHARACTERS,
    is_run_id,
    make_uid,
    read_uid,
    session_prefix,
    shorten_uid,
)

uids = st.uuids().map(lambda value: value.hex)


def test_a_uid_is_a_uuid_of_version_7():
    before = time.time_ns() // 1_000_000
    uid = make_uid()
    after = time.time_ns() // 1_000_000
    assert re.fullmatch("[0-9a-f]{32}", uid)
    value = uuid.UUID(uid)
    assert (value.version, value.variant) == (7, uuid.RFC_4122)
    assert before <= value.int >> 80 <= after


def test_uids_differ_in_all_their_random_bits():
    values = [int(make_uid(), 16) for _ in range(500)]
    assert len(set(values)) == 500
    random_bits = (0xFFF << 64) | (2**62 - 1)
    ones = zeros = 0
    for value in values:
        ones |= value
        zeros |= ~value
    assert ones & random_bits == zeros & random_bits == random_bits


def test_later_uids_sort_behind():
    first = make_uid()
    time.sleep(0.002)
    assert make_uid() > first


@given(uids)
def test_a_short_uid_is_the_last_60_bits(uid):
    short = shorten_uid(uid)
    assert len(short) == SHORT_CHARACTERS
    value = 0
    for character in short:
        value = value * 32 + ALPHABET.index(character)
    assert value == int(uid, 16) & (2**60 - 1)


@given(uids)
def test_however_a_uid_is_written(uid):
    for text in (uid, uid.upper(), str(uuid.UUID(uid))):
        assert read_uid(text) == uid
        assert shorten_uid(text) == shorten_uid(uid)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "SUN-1",
        "0" * 31,
        "0" * 33,
        "g" * 32,
        "٣" * 32,
        "0x" + "1" * 30,
        " " + "1" * 31,
        "1_" * 16,
        "1" * 32 + "\n",
        "{94bc0206-e88c-40e8-be79-45d1addf2846}",
    ],
)
def test_what_is_no_uid_is_refused(text):
    for call in (read_uid, shorten_uid, session_prefix):
        with pytest.raises(InvalidValue, match="no uid"):
            call(text)


def test_the_alphabet_cannot_be_misread():
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ilou")


@pytest.mark.parametrize("text", ["SUN-1", "S-1", "A234567890-99", "DIG2-1000000"])
def test_ids_of_the_server(text):
    assert is_run_id(text)


@pytest.mark.parametrize(
    "text", ["", "SUN", "SUN-", "SUN-0", "SUN-01", "sun-1", "1SUN-1", "SUN-1 ", "SUN-1\n", "A2345678901-1", "SUN-١"]
)
def test_what_may_be_a_persons_own_id(text):
    assert not is_run_id(text)


@given(uids)
def test_a_session_has_a_place_of_its_own(uid):
    assert session_prefix(uid) == f"sessions/{shorten_uid(uid)[4:]}"
