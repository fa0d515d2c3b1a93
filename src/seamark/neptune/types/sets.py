"""Sets as values."""

from collections.abc import Iterable

from seamark.neptune.types.value import Value


class StringSet(Value):
    """A set of strings, as tags are."""

    def __init__(self, values: Iterable[str]) -> None:
        super().__init__(set(values))

    @property
    def values(self) -> set[str]:
        """The strings."""
        return set(self.value)
