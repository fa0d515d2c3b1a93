"""Handles of fields by what they hold, as ``get_attribute`` and ``get_structure`` give them."""

from typing import Any, Final

from seamark.model.values import FieldType
from seamark.neptune.handler import Handler


class Attribute(Handler):
    """A field of a known type."""

    def process_assignment(self, value: Any, *, wait: bool = False) -> None:
        """Assign."""
        self.assign(value, wait=wait)

    def copy(self, value: Handler, *, wait: bool = False) -> None:
        """Take over the value of another field."""
        self.assign(value, wait=wait)

    def configure(
        self, min: float | None = None, max: float | None = None, unit: str | None = None, *, wait: bool = False
    ) -> None:
        """Say how a series is shown."""
        self.field.configure(unit=unit or "", minimum=min, maximum=max)
        self._container.wait_if(wait)


class Artifact(Attribute):
    """A data set."""


class Boolean(Attribute):
    """A bool."""


class Datetime(Attribute):
    """A moment."""


class File(Attribute):
    """A file, or a table."""


class FileSeries(Attribute):
    """Files by step."""


class FileSet(Attribute):
    """A set of files."""


class Float(Attribute):
    """A float."""


class FloatSeries(Attribute):
    """Numbers by step."""


class GitRef(Attribute):
    """A commit."""


class Integer(Attribute):
    """An int."""


class NotebookRef(Attribute):
    """A notebook's checkpoint."""


class RunState(Attribute):
    """Whether the run is active."""


class String(Attribute):
    """A text, or a list or None of ours."""


class StringSeries(Attribute):
    """Texts by step."""


class StringSet(Attribute):
    """A set of strings."""


class HistogramSeries(Attribute):
    """Histograms by step, which Neptune has not."""


CLASSES: Final[dict[FieldType, type[Attribute]]] = {
    FieldType.BOOL: Boolean,
    FieldType.INT: Integer,
    FieldType.FLOAT: Float,
    FieldType.STRING: String,
    FieldType.DATETIME: Datetime,
    FieldType.JSON: String,
    FieldType.STRING_SET: StringSet,
    FieldType.FLOAT_SERIES: FloatSeries,
    FieldType.STRING_SERIES: StringSeries,
    FieldType.HISTOGRAM_SERIES: HistogramSeries,
    FieldType.FILE: File,
    FieldType.FILE_SERIES: FileSeries,
    FieldType.FILE_SET: FileSet,
    FieldType.TABLE: File,
    FieldType.ARTIFACT: Artifact,
    FieldType.GIT_REF: GitRef,
    FieldType.NOTEBOOK_REF: NotebookRef,
}
