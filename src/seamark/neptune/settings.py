"""Where Neptune's code logs to: its arguments and variables, as arguments of ours.

First found wins: arguments, NEPTUNE_API_TOKEN, NEPTUNE_PROJECT, NEPTUNE_MODE and NEPTUNE_CUSTOM_RUN_ID, then
all that Seamark itself reads (SEAMARK_…, ``seamark.toml``, ``seamark login``, the local server). A token names its
server. ``ANONYMOUS`` is no token, as if none were given; so is one that is not of a Seamark server, such as one of
neptune.ai, whose service has ended: one line says so, and nothing is sent there.
"""

import base64
import binascii
import json
import os
from typing import Any, Final
from urllib.parse import urlsplit

from seamark.neptune.types.mode import Mode
from seamark.sdk.notices import PRINTER, find_place
from seamark.sdk.settings import load_settings
from seamark.wire.tokens import SECRET_PREFIX

ANONYMOUS: Final = "ANONYMOUS"
ANONYMOUS_API_TOKEN: Final = ANONYMOUS

API_TOKEN: Final = "NEPTUNE_API_TOKEN"  # noqa: S105 - a variable's name
_MODES: Final = {Mode.DEBUG: "disabled", Mode.READ_ONLY: None}


def find_destination(project: str | None, api_token: str | None) -> dict[str, Any]:
    """Return ``project`` and ``token`` as ``seamark.init_run`` and the like take them; None lets Seamark look further."""
    return {"project": project or os.environ.get("NEPTUNE_PROJECT") or None, "token": _find_token(api_token)}


def find_mode(mode: str | None) -> Mode | None:
    """Return the mode that is asked for. Raises ValueError when there is no such mode."""
    wanted = mode or os.environ.get("NEPTUNE_MODE")
    return Mode(wanted) if wanted else None


def find_native_mode(mode: Mode | None) -> Any:
    """Return what ``seamark.init_run`` calls the mode."""
    return None if mode is None else _MODES.get(mode, mode.value)


def find_captures(refused: set[str]) -> list[str] | None:
    """Return what is captured where some of it is refused; None for what the settings say."""
    return [name for name in load_settings().capture if name not in refused] if refused else None


def _find_token(given: str | None) -> str | None:
    token, origin = (given, "api_token") if given else (os.environ.get(API_TOKEN, ""), API_TOKEN)
    plain = "".join(token.split())
    if not plain or plain == ANONYMOUS:
        return None
    host, secret = _read_token(plain)
    if secret.startswith(SECRET_PREFIX):
        return plain
    whose = f"is a token of {host}" if host else "is no token"
    ended = ", whose service has ended" if host.endswith("neptune.ai") else ""
    told = f"{origin} {whose}{ended}, and not of a Seamark server. It is not used."
    PRINTER.point(find_place(), "foreign_token", told)
    return None


def _read_token(token: str) -> tuple[str, str]:
    """Return the host and the secret of a token; a bare secret has no host."""
    try:
        content = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), validate=True))
        address = str(content.get("api_url") or content.get("api_address") or "")
        return urlsplit(address).hostname or address, str(content.get("api_key", ""))
    except (binascii.Error, ValueError, AttributeError):
        return "", token
