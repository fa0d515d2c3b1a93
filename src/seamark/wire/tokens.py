"""API tokens as people carry them: the server's address and a secret, in one word.

The form is also that of a Neptune token, so a Seamark token is a valid ``NEPTUNE_API_TOKEN``.
"""

import base64
import binascii
from typing import Final

import msgspec

from seamark.model.errors import InvalidValue

SECRET_PREFIX: Final = "smk_"  # noqa: S105 - what every secret begins with, so that scanners find a leaked one


class _Token(msgspec.Struct, frozen=True, kw_only=True):
    api_address: str
    api_url: str
    api_key: str


def encode_token(url: str, secret: str) -> str:
    """Return the token for a secret of the server at ``url``.

    >>> decode_token(encode_token("https://seamark.example.org", "smk_secret"))
    ('https://seamark.example.org', 'smk_secret')
    """
    content = msgspec.json.encode(_Token(api_address=url, api_url=url, api_key=secret))
    return base64.b64encode(content).decode()


def read_secret(text: str) -> tuple[str, str]:
    """Return server and secret of a token, or of a secret by itself, which names no server."""
    if text.startswith(SECRET_PREFIX):
        return "", text
    try:
        return decode_token(text)
    except InvalidValue:
        return "", text


def decode_token(token: str) -> tuple[str, str]:
    """Return a token's server and secret.

    Raises:
        InvalidValue: it is no token. The text itself is not repeated: it may be a secret.
    """
    plain = "".join(token.split())
    try:
        content = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        found = msgspec.json.decode(content, type=_Token)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise InvalidValue("This is no API token.", "Copy it whole, from where it was made.") from None
    return found.api_url.rstrip("/"), found.api_key
