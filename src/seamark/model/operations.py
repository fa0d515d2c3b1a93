"""Operations: one change to a field each, tagged by ``op``.

The same structs stand in journals, in msgpack and JSON requests, and in ingest. Times are int64
microseconds since 1970 UTC; steps are finite float64. In JSON, NaN and infinities are the strings
``"NaN"``, ``"Infinity"``, ``"-Infinity"`` (``wire.codecs`` turns them into floats where a number is
meant).

A point's step comes in one of three ways: ``step`` alone is the step itself; ``step`` with
``relative=True`` is the point's number in its session (0, 1, 2 …), to which the server adds the
session's base for that series; without ``step`` the server takes the series' last step + 1.
"""

from typing import Annotated, Any, TypeAlias

import msgspec

from seamark.model.values import FieldType

Micros: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Json: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None


class _Operation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="op"):
    @property
    def weight(self) -> int:
        """How many seq numbers the operation takes."""
        return 1


class Assign(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="assign"):
    """Give a single value. ``type`` is inferred from the value where it is absent; a datetime is
    microseconds with ``type="datetime"``; an int beyond 2**53 may be a decimal string with
    ``type="int"``.
    """

    path: str
    value: Json
    type: FieldType | None = None


class Append(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="append"):
    """Add one point to a series: a number, a string, or a histogram ``{"edges": […], "counts": […]}``, which
    may have ``densities`` instead of counts.
    """

    path: str
    value: float | str | dict[str, list[float]]
    step: float | None = None
    relative: bool = False
    time: Micros | None = None
    type: FieldType | None = None


class Log(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="log"):
    """Add one point to each of several series; ``steps`` stands for ``step`` where they differ."""

    values: dict[str, float | str]
    step: float | None = None
    steps: list[float] | None = None
    relative: bool = False
    time: Micros | None = None


class Extend(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="extend"):
    """Add many points to one series.

    ``values``, ``steps`` and ``times`` (one each per point) are lists, or packed little-endian
    float64, float64 and int64. ``seqs`` (packed uint64 or a list) names each point's seq; without
    it they count up from the operation's own, which then takes as many seqs as it has points.
    """

    path: str
    values: bytes | list[float | str]
    steps: bytes | list[float] | None = None
    relative: bool = False
    times: bytes | list[int] | None = None
    seqs: bytes | list[int] | None = None

    @property
    def weight(self) -> int:
        """How many seq numbers the operation takes."""
        if self.seqs is not None:
            return 1
        return max(1, len(self.values) // 8 if isinstance(self.values, bytes) else len(self.values))


class Add(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="add"):
    """Add strings to a set."""

    path: str
    values: list[str]


class Remove(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="remove"):
    """Remove strings from a set, or files from a file set: each by its name, or all below a folder's."""

    path: str
    values: list[str]


class Attach(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="attach"):
    """Put a file (its bytes uploaded before) into a file, table, file set or file series.

    ``digest`` is the SHA-256 in hexadecimal; ``subpath`` names the file inside a file set;
    ``step``, ``relative`` and ``time`` place it in a file series. ``source`` is only in journals:
    the file on the client's disk that the shipper is to upload. ``changed`` says that a file read
    in place changed after the call. ``caption`` is what is said of an image.
    """

    path: str
    digest: str = ""
    size: int = 0
    name: str = ""
    media_type: str = ""
    caption: str = ""
    type: FieldType = FieldType.FILE
    subpath: str = ""
    step: float | None = None
    relative: bool = False
    time: Micros | None = None
    source: str = ""
    changed: bool = False


class Configure(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="configure"):
    """Set how a series is shown: its unit and the range of its axis."""

    path: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None


class Define(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="define"):
    """Have an empty series, set or file set of a type; one that is there stays as it is."""

    path: str
    type: FieldType


class Clear(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="clear"):
    """Empty a series, set or file set; it stays, in a new generation. With a ``type`` it is made where it
    is missing, and a field of another kind is left as it is: the operation is refused.
    """

    path: str
    type: FieldType | None = None


class Delete(_Operation, frozen=True, kw_only=True, omit_defaults=True, tag="delete"):
    """Remove a field."""

    path: str


Operation: TypeAlias = Assign | Append | Log | Extend | Add | Remove | Attach | Configure | Define | Clear | Delete
