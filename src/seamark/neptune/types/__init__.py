"""Neptune's typed values. Where Seamark has the type itself (lists, None, NaN, 64-bit ints), none of them is needed."""

from seamark.neptune.aliases import alias
from seamark.neptune.types.atoms import Artifact, Boolean, Datetime, File, Float, GitRef, Integer, String
from seamark.neptune.types.file_set import FileSet
from seamark.neptune.types.series import FileSeries, FloatSeries, StringSeries
from seamark.neptune.types.sets import StringSet

__all__ = [
    "Artifact",
    "Boolean",
    "Datetime",
    "File",
    "FileSeries",
    "FileSet",
    "Float",
    "FloatSeries",
    "GitRef",
    "Integer",
    "String",
    "StringSeries",
    "StringSet",
]

for _name in ("artifact", "boolean", "datetime", "file", "float", "git_ref", "integer", "string"):
    alias(f"{__name__}.atoms.{_name}", f"{__name__}.atoms")
for _name in ("file_series", "float_series", "string_series", "series"):
    alias(f"{__name__}.series.{_name}", f"{__name__}.series")
alias(f"{__name__}.sets.string_set", f"{__name__}.sets")
