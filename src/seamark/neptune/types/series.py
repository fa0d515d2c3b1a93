"""Series and sets as values: assigned whole, they replace what a field had."""

from collections.abc import Iterable, Sequence
from typing import Any

from seamark.neptune.types.value import Value, read_plain

Steps = Sequence[float] | None


class Series(Value):
    """Points to be logged together."""

    steps: Steps
    timestamps: Steps

    def __init__(self, values: Iterable[Any], timestamps: Steps = None, steps: Steps = None) -> None:
        listed = getattr(values, "value", values)
        if isinstance(listed, (str, bytes)) or not isinstance(listed, Iterable):
            raise TypeError(f"{type(self).__name__} takes several values, not a {type(listed).__name__}.")
        super().__init__([read_plain(value) for value in listed])
        for name, column in (("steps", steps), ("timestamps", timestamps)):
            if column is not None and len(column) != len(self.values):
                raise ValueError(f"{type(self).__name__} got {len(self.values)} values and {len(column)} {name}.")
        self.steps = steps
        self.timestamps = timestamps

    @property
    def values(self) -> list[Any]:
        """The points' values."""
        return list(self.value)

    def __len__(self) -> int:
        return len(self.value)


class FloatSeries(Series):
    """Numbers, with the range and the unit of their axis."""

    min: float | None
    max: float | None
    unit: str | None

    def __init__(
        self,
        values: Iterable[Any],
        min: float | None = None,
        max: float | None = None,
        unit: str | None = None,
        timestamps: Steps = None,
        steps: Steps = None,
    ) -> None:
        super().__init__(values, timestamps, steps)
        self.min = min
        self.max = max
        self.unit = unit


class StringSeries(Series):
    """Texts."""

    def __init__(self, values: Iterable[Any], timestamps: Steps = None, steps: Steps = None) -> None:
        super().__init__(values, timestamps, steps)
        self.value = [str(value) for value in self.value]


class FileSeries(Series):
    """Pictures and other files; ``name`` and ``description`` are those of each."""

    def __init__(self, values: Iterable[Any], timestamps: Steps = None, steps: Steps = None, **kwargs: Any) -> None:
        super().__init__(values, timestamps, steps)
        self.name = kwargs.get("name")
        self.description = kwargs.get("description")
