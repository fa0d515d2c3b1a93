"""Small things that Neptune's code imports from here."""

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from seamark.neptune.types.value import StringifyValue

if TYPE_CHECKING:
    from seamark.neptune.metadata_containers import MetadataContainer


def stringify_unsupported(value: Any, expand: bool = False) -> Any:
    """Return a value with lists, None and foreign objects in it as texts, so that it reads back as with Neptune.

    Not needed here: Seamark has lists and None themselves. Numbers stay numbers, NaN and large ints too.

    Args:
        value: A value, or a dictionary of values.
        expand: Make dictionaries of lists, tuples and sets, with numbers as names.
    """
    if isinstance(value, Mapping):
        return {str(name): stringify_unsupported(item, expand) for name, item in value.items()}
    if expand and isinstance(value, (list, tuple, set)):
        return {str(number): stringify_unsupported(item, expand) for number, item in enumerate(value)}
    return StringifyValue(value)


def stop_synchronization_callback(neptune_object: "MetadataContainer") -> None:
    """Stop an object. Nothing calls this: there is no queue in this process that could lag."""
    neptune_object.stop(seconds=60)


class NullProgressBar:
    """A progress bar that shows nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __enter__(self) -> "NullProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def update(self, *, by: int, total: int | None = None) -> None:
        """Do nothing."""


class TqdmProgressBar(NullProgressBar):
    """Accepted where Neptune's code passes it; nothing here takes long enough to show one."""
