"""What a server does again and again beside its requests, whatever goes wrong with one round of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

_log: Final = logging.getLogger("seamark.core")


async def repeat(name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do something every so many seconds, until cancelled.

    A round that fails is logged with its traceback, once as long as the error stays the same, and
    the next one comes.
    """
    told = ""
    while True:
        await asyncio.sleep(seconds)
        (error,) = await asyncio.gather(work(), return_exceptions=True)
        text = "" if error is None else repr(error)
        if text not in ("", told):
            _log.error("%s failed, and is tried again every %g s", name, seconds, exc_info=error)
        told = text


async def settle(name: str, *work: Awaitable[None]) -> None:
    """Wait until all of this has ended, and log what failed."""
    for error in await asyncio.gather(*work, return_exceptions=True):
        if error is not None and not isinstance(error, asyncio.CancelledError):
            _log.error("%s failed", name, exc_info=error)
