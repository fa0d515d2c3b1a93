"""Pages of series as Neptune's clients fetch them: by offset, in the order of the steps."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from seamark.core.charts import PointWindow
from seamark.doors.neptune.calls import CallNeed, DoorRoute, answer, check_text
from seamark.doors.neptune.files import serve_bytes
from seamark.doors.neptune.translate import spell_number
from seamark.model import limits
from seamark.model.errors import FieldNotFound, FileMissing, InvalidInput, TooLarge
from seamark.storage.catalog.rows import ObjectRow

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/attributes/series", include_in_schema=False)


@router.get("/float")
async def get_floats(
    call: CallNeed,
    experimentId: str,  # noqa: N803 - Neptune's names
    attribute: str,
    limit: int = 1_000,
    offset: int = 0,
) -> Response:
    """Numbers."""
    row = await call.object(experimentId)
    return answer(await asyncio.to_thread(_read_floats, call, row, attribute, limit, offset))


def _read_floats(call: CallNeed, row: ObjectRow, path: str, limit: int, offset: int) -> dict[str, Any]:
    window = PointWindow(limit=_check(limit, limits.POINTS_PAGE), offset=max(0, offset))
    try:
        curves = call.core.reader.points(row, check_text(path, "attribute"), window)
    except InvalidInput as error:
        raise _missing(row, path) from error
    steps, times, values = (column.tolist() for column in curves.columns[0])
    points = [
        {"timestampMillis": int(time) // 1_000, "step": step, "value": spell_number(value)}
        for step, time, value in zip(steps, times, values, strict=True)
    ]
    return {"totalItemCount": curves.head.series[0].total, "values": points}


@router.get("/string")
async def get_strings(
    call: CallNeed,
    experimentId: str,  # noqa: N803
    attribute: str,
    limit: int = 1_000,
    offset: int = 0,
) -> Response:
    """Texts."""
    row = await call.object(experimentId)
    return answer(await asyncio.to_thread(_read_strings, call, row, attribute, limit, offset))


def _read_strings(call: CallNeed, row: ObjectRow, path: str, limit: int, offset: int) -> dict[str, Any]:
    try:
        page = call.core.reader.texts(
            row, check_text(path, "attribute"), offset=offset, limit=_check(limit, limits.LINES_PAGE)
        )
    except InvalidInput as error:
        raise _missing(row, path) from error
    points = [{"timestampMillis": line.time // 1_000, "step": line.step, "value": line.text} for line in page.lines]
    return {"totalItemCount": page.total, "values": points}


@router.get("/image")
async def get_images(
    call: CallNeed,
    experimentId: str,  # noqa: N803
    attribute: str,
    limit: int = 1,
    offset: int = 0,
) -> Response:
    """How many images there are; they are fetched one by one."""
    del limit, offset
    row = await call.object(experimentId)
    page = await asyncio.to_thread(call.core.reader.files, row, check_text(attribute, "attribute"), limit=1)
    return answer({"totalItemCount": page.total})


@router.get("/image/single")
async def get_image(call: CallNeed, experimentId: str, attribute: str, index: int) -> Response:  # noqa: N803
    """One image, counted from 0 by step."""
    row = await call.object(experimentId)
    facts = await asyncio.to_thread(_find_image, call, row, check_text(attribute, "attribute"), index)
    return serve_bytes(call, facts)


def _find_image(call: CallNeed, row: ObjectRow, path: str, index: int) -> Any:
    after, passed = "", 0
    while index >= 0:
        page = call.core.reader.files(row, path, after=after, limit=min(limits.FILES_PAGE, index - passed + 1))
        passed += len(page.files)
        if passed == index + 1:
            return page.files[-1]
        if page.next is None:
            break
        after = page.next
    raise FileMissing(f'{row.id} has no image {index} in "{path}".', "Count from 0.", path=path)


def _check(limit: int, most: int) -> int:
    if not 1 <= limit <= most:
        raise TooLarge(f"A page holds 1 to {most:,} points.", "Ask for the next page.", path="limit")
    return limit


def _missing(row: ObjectRow, path: str) -> FieldNotFound:
    return FieldNotFound(f'{row.id} has no such series "{path}".', "Look at its structure.", path=path)
