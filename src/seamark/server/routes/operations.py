"""Where all values come in."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from seamark.core import edits, sessions
from seamark.server.bodies import find_form, find_inflate
from seamark.server.headers import tell_stop
from seamark.server.needs import CoreNeed, HolderNeed, WriterNeed
from seamark.server.routing import Route
from seamark.wire.codecs import Decoded, Form, decode_batch, encode_receipt

router = APIRouter(route_class=Route, tags=["operations"])


@router.post("/runs/{run}/operations", summary="Write operations to a run")
async def write_operations(core: CoreNeed, caller: WriterNeed, row: HolderNeed, request: Request) -> Response:
    """Answers when they are on disk, also where some were refused; the receipt names those and why.

    While more is sent than can be written the answer is 503; `Retry-After` says when to send it again. The header
    `Seamark-Stop` names, percent-encoded, who wishes that the process of the batch's origin stops.
    """
    form, inflate = find_form(request), find_inflate(request)
    core.ingest.check_room(int(request.headers.get("content-length", "0")))
    body = await request.body()
    decoded, size = await asyncio.to_thread(_decode, body, form, inflate)
    with core.ingest.admit(size):
        write = edits.receive_by_hand if edits.is_by_hand(caller, decoded.batch) else sessions.receive
        receipt = await write(core, caller, row, decoded.batch, decoded.refused)
    headers = tell_stop(core, decoded.batch.origin)
    return Response(encode_receipt(receipt.shorten(), form), headers=headers, media_type=form)


def _decode(body: bytes, form: Form, inflate: Callable[[bytes], bytes]) -> tuple[Decoded, int]:
    plain = inflate(body)
    return decode_batch(plain, form), len(plain)
