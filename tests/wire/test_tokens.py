"""Tokens that carry their server."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamark.model.errors import InvalidValue
from seamark.wire.tokens import SECRET_PREFIX, decode_token, encode_token

URL = "https://seamark.example.org"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda url: not url.endswith("/")),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_it_says_what_was_put_into_it(url, secret):
    assert decode_token(encode_token(url, secret)) == (url, secret)


def test_it_has_the_form_of_a_neptune_token():
    content = json.loads(base64.b64decode(encode_token(URL, "smk_x")))
    assert content == {"api_address": URL, "api_url": URL, "api_key": "smk_x"}


def test_what_copying_does_to_it_is_no_harm():
    token = encode_token(URL + "/", "smk_x")
    broken = f" {token[:20]}\n{token[20:]} \n"
    assert decode_token(broken) == decode_token(token.rstrip("=")) == (URL, "smk_x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "smk_secret",
        "Ünicode",
        "%%%%",
        base64.b64encode(b"not json").decode(),
        base64.b64encode(b'"text"').decode(),
        base64.b64encode(b'{"api_key": 1}').decode(),
        base64.b64encode(b'{"api_address": "x", "api_key": "y"}').decode(),
        encode_token(URL, "smk_secret")[:-9],
    ],
)
def test_anything_else_is_refused_without_repeating_it(text):
    with pytest.raises(InvalidValue) as caught:
        decode_token(text)
    assert SECRET_PREFIX not in str(caught.value)
    assert text not in str(caught.value) or not text
