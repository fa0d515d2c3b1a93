"""Series as Neptune's clients fetch them: in pages by offset, in the order of the steps; or whole, as text."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from seamark.core.charts import PointWindow
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text
from seamark.doors.neptune.files import serve_bytes
from seamark.doors.neptune.translate import spell_number
from seamark.model import limits
from seamark.model.errors import FieldNotFound, FileMissing, InvalidInput, TooLarge
from seamark.storage.catalog.rows import ObjectRow

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/attributes", include_in_schema=False)

_CSV_POINTS: Final = 100_000


@router.get("/series/float")
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


def _read_floats(call: Call, row: ObjectRow, path: str, limit: int, offset: int) -> dict[str, Any]:
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


@router.get("/series/string")
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


def _read_strings(call: Call, row: ObjectRow, path: str, limit: int, offset: int) -> dict[str, Any]:
    try:
        page = call.core.reader.texts(
            row, check_text(path, "attribute"), offset=offset, limit=_check(limit, limits.LINES_PAGE)
        )
    except InvalidInput as error:
        raise _missing(row, path) from error
    points = [{"timestampMillis": line.time // 1_000, "step": line.step, "value": line.text} for line in page.lines]
    return {"totalItemCount": page.total, "values": points}


@router.get("/series/image")
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


@router.get("/series/image/single")
async def get_image(call: CallNeed, experimentId: str, attribute: str, index: int) -> Response:  # noqa: N803
    """One image, counted from 0 by step."""
    row = await call.object(experimentId)
    facts = await asyncio.to_thread(_find_image, call, row, check_text(attribute, "attribute"), index)
    return serve_bytes(call, facts)


def _find_image(call: Call, row: ObjectRow, path: str, index: int) -> Any:
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


@router.get("/floatSeries/csv")
async def get_csv(call: CallNeed, experimentId: str, attribute: str) -> Response:  # noqa: N803
    """A series of numbers, a point to a line: step, milliseconds, value."""
    row = await call.object(experimentId)
    path = check_text(attribute, "attribute")
    try:
        first = await asyncio.to_thread(_read_lines, call, row, path, "")
    except InvalidInput as error:
        raise _missing(row, path) from error
    return StreamingResponse(_write_lines(call, row, path, first), media_type="text/csv")


def _read_lines(call: Call, row: ObjectRow, path: str, after: str) -> tuple[str, str | None]:
    curves = call.core.reader.points(row, path, PointWindow(limit=_CSV_POINTS, after=after))
    steps, times, values = (column.tolist() for column in curves.columns[0])
    lines = "".join(
        f"{step!r},{int(time) // 1_000},{value!r}\n" for step, time, value in zip(steps, times, values, strict=True)
    )
    return lines, curves.head.series[0].next


def _write_lines(call: Call, row: ObjectRow, path: str, page: tuple[str, str | None]) -> Iterator[str]:
    while True:
        yield page[0]
        if page[1] is None:
            return
        page = _read_lines(call, row, path, page[1])


def _check(limit: int, most: int) -> int:
    if not 1 <= limit <= most:
        raise TooLarge(f"A page holds 1 to {most:,} points.", "Ask for the next page.", path="limit")
    return limit


def _missing(row: ObjectRow, path: str) -> FieldNotFound:
    return FieldNotFound(f'{row.id} has no such series "{path}".', "Look at its structure.", path=path)
