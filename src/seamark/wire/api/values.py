"""Words and numbers that several requests and answers share."""

from typing import Literal

Aggregate = Literal["last", "first", "min", "max", "mean", "variance", "count"]
ColumnOrder = Literal["runs", "differing"]
"""Fields of most runs first; or before them the configuration in which the newest runs differ."""
Number = float | str
"""A float; NaN and infinities are the strings "NaN", "Infinity", "-Infinity" (``wire.codecs``)."""
