"""What Neptune's typed values have in common, and values of which the text is kept."""

from datetime import datetime
from typing import Any, Final

from seamark.sdk.media import File as NativeFile
from seamark.sdk.media import read_content
from seamark.sdk.values import read_scalar

_KEPT: Final = (bool, int, float, str, datetime, NativeFile)


class Value:
    """A value of a type that Neptune has a name for."""

    def __init__(self, value: Any) -> None:
        self.value = read_plain(value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), str(self.value)))


class StringifyValue:
    """A value that is kept as its text, unless it is a number, a string, a time, a file or a figure."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def read(self) -> Any:
        """Return what is kept."""
        if isinstance(self.value, _KEPT) or read_scalar(self.value) is not None:
            return self.value
        is_file = not isinstance(self.value, (bytes, bytearray, memoryview)) and read_content(self.value) is not None
        return self.value if is_file else str(self.value)

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


def read_plain(value: Any) -> Any:
    """Return what a typed or stringified value holds; anything else as it is."""
    match value:
        case Value():
            return value.value
        case StringifyValue():
            return value.read()
        case _:
            return value
