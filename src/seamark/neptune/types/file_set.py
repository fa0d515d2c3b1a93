"""A set of files as a value."""

from collections.abc import Iterable

from seamark.neptune.types.value import Value


class FileSet(Value):
    """The files that patterns name."""

    def __init__(self, file_globs: str | Iterable[str]) -> None:
        super().__init__([file_globs] if isinstance(file_globs, str) else list(file_globs))

    @property
    def file_globs(self) -> list[str]:
        """The patterns."""
        return list(self.value)
