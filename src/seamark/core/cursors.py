"""Places in a list, as text for the wire."""

from seamark.model.errors import InvalidInput


def write_line_cursor(place: tuple[int, int, int]) -> str:
    """Return the place behind a line (time, origin, seq)."""
    return ".".join(map(str, place))


def read_line_cursor(text: str) -> tuple[int, int, int]:
    """Return the place (time, origin, seq). Raises InvalidInput."""
    try:
        time, origin, seq = map(int, text.split("."))
    except ValueError:
        raise _wrong(text) from None
    return time, origin, seq


def write_point_cursor(place: tuple[float, int, int, int]) -> str:
    """Return the place behind a point (step, time, origin, seq); the step to its last bit."""
    step, time, origin, seq = place
    return f"{step.hex()}_{time}_{origin}_{seq}"


def read_point_cursor(text: str) -> tuple[float, int, int, int]:
    """Return the place (step, time, origin, seq). Raises InvalidInput."""
    try:
        step, time, origin, seq = text.split("_")
        return float.fromhex(step), int(time), int(origin), int(seq)
    except (ValueError, OverflowError):
        raise _wrong(text) from None


def write_file_cursor(place: tuple[str, float, int, int]) -> str:
    """Return the place behind a file (subpath, step, origin, seq); the step to its last bit."""
    subpath, step, origin, seq = place
    return f"{step.hex()}_{origin}_{seq}_{subpath}"


def read_file_cursor(text: str) -> tuple[str, float, int, int]:
    """Return the place (subpath, step, origin, seq). Raises InvalidInput."""
    try:
        step, origin, seq, subpath = text.split("_", 3)
        place = subpath, float.fromhex(step), int(origin), int(seq)
    except (ValueError, OverflowError):
        raise _wrong(text) from None
    if not all(0 <= number < 2**64 for number in place[2:]):
        raise _wrong(text)
    return place


def _wrong(text: str) -> InvalidInput:
    return InvalidInput(f"{text[:80]!r} is no cursor.", "Send the cursor that the page before gave.", path="after")
