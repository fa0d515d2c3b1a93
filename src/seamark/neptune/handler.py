"""``run["path"]``: what Neptune's code does with a field or a namespace."""

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from seamark.model.errors import InvalidValue
from seamark.model.values import FieldType
from seamark.neptune import fetching
from seamark.neptune.exceptions import neptune_errors
from seamark.neptune.types.atoms import Artifact, File, GitRef
from seamark.neptune.types.file_set import FileSet
from seamark.neptune.types.series import FileSeries, FloatSeries, Series, StringSeries
from seamark.neptune.types.sets import StringSet
from seamark.neptune.types.value import StringifyValue, read_plain
from seamark.sdk.capture.git import read_git
from seamark.sdk.fields import Field
from seamark.sdk.mappings import read_leaves, read_mapping
from seamark.sdk.media import Content
from seamark.sdk.media import File as NativeFile
from seamark.sdk.values import shape_of
from seamark.wire.neptune_names import to_ours

if TYPE_CHECKING:
    from seamark.neptune.metadata_containers.container import Container

_PLAIN: Final = frozenset({bool, int, float, str})
_SERIES: Final = {
    FloatSeries: FieldType.FLOAT_SERIES,
    StringSeries: FieldType.STRING_SERIES,
    FileSeries: FieldType.FILE_SERIES,
}


class Handler:
    """A field, or the namespace below a path: both have the same handle until something is written.

    What is written wrong is told and not recorded, as everywhere in Seamark; a training goes on. What is
    read wrong raises.
    """

    def __init__(self, container: "Container", path: str) -> None:
        self._container = container
        self.path = str(path)
        if self.path[:1] == "/" or self.path[-1:] == "/" or "//" in self.path:
            self.path = "/".join(part for part in self.path.split("/") if part)

    def __repr__(self) -> str:
        return f'<{type(self).__name__} "{self.path}" of {self._container!r}>'

    def __getitem__(self, path: str) -> "Handler":
        return Handler(self._container, f"{self.path}/{path}")

    def __setitem__(self, key: str, value: Any) -> None:
        self[key].assign(value)

    def __delitem__(self, path: str) -> None:
        self.pop(path)

    def __contains__(self, path: str) -> bool:
        return self._container.exists(f"{self.path}/{path}")

    __iter__ = None
    """A handle cannot be walked through; ``fetch()`` gives what is in a namespace."""

    @property
    def container(self) -> "Container":
        """The run that it belongs to."""
        return self._container

    def get_root_object(self) -> "Container":
        """Return the run that it belongs to."""
        return self._container

    @property
    def field(self) -> Field:
        """The field as Seamark's own client has it."""
        return self._container.field(self.path)

    # ---- single values, sets, files ----

    def assign(self, value: Any, *, wait: bool = False) -> None:
        """Give the field a value; a dictionary gives each of its names a field below this path.

        Args:
            value: A number, text, time, file, figure, set, list, dictionary, or one of ``types``. Another
                handle copies the value that it has on the server.
            wait: Return when the server has it.
        """
        if type(value) in _PLAIN and self.path:
            self.field.assign(value)
        else:
            self._container.call(self._assign, value)
        self._container.wait_if(wait)

    def upload(self, value: Any, *, wait: bool = False, **kwargs: Any) -> None:
        """Keep a file: a path, a ``File``, a figure, a chart, a picture, a frame.

        Args:
            value: What to keep. A plotly figure is kept as such and drawn by Seamark.
            wait: Return when the server has it.
            kwargs: ``include_plotlyjs`` has no effect.
        """
        self.field.upload(value)
        self._container.wait_if(wait)

    def upload_files(self, value: str | Iterable[str], *, wait: bool = False) -> None:
        """Keep all files that patterns or folders name, as one set of files."""
        self.field.upload_files(value)
        self._container.wait_if(wait)

    def delete_files(self, paths: str | Iterable[str], *, wait: bool = False) -> None:
        """Remove files from a set of files: each by its name, or all below a folder's."""
        self.field.delete_files(paths)
        self._container.wait_if(wait)

    def track_files(self, path: str, *, destination: str | None = None, wait: bool = False) -> None:
        """Record what a data set is, its files with sizes and hashes, without their content.

        Args:
            path: A file, a folder, or an address such as ``s3://…``.
            destination: Not taken: the files keep their names below ``path``.
            wait: Return when the server has it.
        """
        self._container.call(self._track_files, path, destination)
        self._container.wait_if(wait)

    def add(self, values: str | Iterable[str], *, wait: bool = False) -> None:
        """Add one or more strings to a set."""
        self.field.add(values)
        self._container.wait_if(wait)

    def remove(self, values: str | Iterable[str], *, wait: bool = False) -> None:
        """Remove one or more strings from a set."""
        self.field.remove(values)
        self._container.wait_if(wait)

    def clear(self, *, wait: bool = False) -> None:
        """Empty a set, a series or a set of files."""
        self.field.clear()
        self._container.wait_if(wait)

    def pop(self, path: str | None = None, *, wait: bool = False) -> None:
        """Remove the field, or all fields of the namespace."""
        whole = f"{self.path}/{path}" if path else self.path
        self._container.call(self._container.remove_fields, Handler(self._container, whole).path)
        self._container.wait_if(wait)

    # ---- series ----

    def append(
        self,
        value: Any,
        *,
        step: float | None = None,
        timestamp: float | None = None,
        wait: bool = False,
        **kwargs: Any,
    ) -> None:
        """Add one point to a series; a dictionary appends to each of its names.

        Args:
            value: A number, a text, a ``File``, a figure or a picture.
            step: Where the point stands; without it, points count 0, 1, 2 … in this session.
            timestamp: When it was, in seconds since 1970; now by default.
            wait: Return when the server has it.
            kwargs: ``name`` and ``description`` of a file; the description becomes its caption.
        """
        if type(value) in _PLAIN and not kwargs:
            self.field.append(value, step=step, timestamp=timestamp)
        else:
            self._container.call(self._append, value, step, timestamp, kwargs)
        self._container.wait_if(wait)

    def extend(
        self,
        values: Any,
        *,
        steps: Iterable[float] | None = None,
        timestamps: Iterable[float] | None = None,
        wait: bool = False,
        **kwargs: Any,
    ) -> None:
        """Add many points to a series; of a dictionary, the values of each name to its series."""
        self._container.call(self._extend, values, steps, timestamps, kwargs)
        self._container.wait_if(wait)

    def log(
        self,
        value: Any,
        *,
        step: float | None = None,
        timestamp: float | None = None,
        wait: bool = False,
        **kwargs: Any,
    ) -> None:
        """Add one point or, of a list, tuple or set, several: the older name of ``append`` and ``extend``."""
        listed = read_plain(value) if isinstance(value, Series) else getattr(value, "value", value)
        if isinstance(listed, (list, tuple, set)):
            several = value if isinstance(value, (Series, StringifyValue)) else list(listed)
            steps = None if step is None else [step] * len(listed)
            times = None if timestamp is None else [timestamp] * len(listed)
            self.extend(several, steps=steps, timestamps=times, wait=wait, **kwargs)
        else:
            self.append(value, step=step, timestamp=timestamp, wait=wait, **kwargs)

    # ---- reading ----

    @neptune_errors()
    def fetch(self) -> Any:
        """Return the value of a single field or set; of a namespace, its single values as a dictionary.

        Raises:
            MissingFieldException: there is nothing at the path.
        """
        return fetching.fetch(self._container.reader(), self.path)

    @neptune_errors()
    def fetch_last(self) -> Any:
        """Return the last value of a series. Raises MissingFieldException."""
        return fetching.fetch_last(self._container.reader(), self.path)

    @neptune_errors()
    def fetch_values(self, *, include_timestamp: bool | None = True, progress_bar: Any = None) -> Any:
        """Return the points of a series as a frame: step, value, timestamp. ``progress_bar`` has no effect."""
        frame = self._container.reader().fetch_values(to_ours(self.path))
        names = {"time": "timestamp"}
        frame = frame.rename(names) if type(frame).__module__.startswith("polars") else frame.rename(columns=names)
        return frame[["step", "value", "timestamp"] if include_timestamp else ["step", "value"]]

    @neptune_errors()
    def fetch_hash(self) -> str:
        """Return the hash of a data set."""
        return fetching.read_manifest(self._container.reader(), self.path).digest

    @neptune_errors()
    def fetch_extension(self) -> str:
        """Return what a file's name ends in."""
        return fetching.fetch_extension(self._container.reader(), self.path)

    @neptune_errors()
    def fetch_files_list(self) -> "list[fetching.ArtifactFileData]":
        """Return the files of a data set with their hashes."""
        return fetching.list_tracked(self._container.reader(), self.path)

    @neptune_errors()
    def list_fileset_files(self, path: str | None = None) -> "list[fetching.FileEntry]":
        """Return what lies in a set of files, at its top or in a folder of it."""
        return fetching.list_files(self._container.reader(), self.path, path or "")

    @neptune_errors()
    def download(self, destination: str | PathLike[str] | None = None, progress_bar: Any = None) -> None:
        """Download the file, the files of a series, a set of files as a zip archive, or copy a data set
        from where it lies.

        Args:
            destination: A file or folder; by default the working folder, under the field's name.
            progress_bar: No effect.
        """
        fetching.download(self._container.reader(), self.path, destination)

    @neptune_errors()
    def download_last(self, destination: str | PathLike[str] | None = None) -> None:
        """Download the newest file of a series."""
        fetching.download(self._container.reader(), self.path, destination, last=True)

    # ---- what the guard calls ----

    def _assign(self, value: Any) -> None:
        mapping = None if isinstance(value, Handler) else read_mapping(value)
        if not mapping:
            self._assign_leaf(value)
            return
        for path, item in read_leaves(self.path, mapping):
            handler = Handler(self._container, path)
            self._container.call(handler._assign_leaf, item)

    def _assign_leaf(self, value: Any) -> None:
        if not self.path:
            raise InvalidValue(f"A {type(value).__name__} was assigned to the whole run.", "Assign a dictionary.")
        match value:
            case Handler():
                self._assign(value.fetch())
            case Series():
                self._assign_series(value)
            case StringSet():
                self.field.assign(value.values)
            case FileSet():
                self.field.upload_files(value.file_globs)
            case GitRef():
                for name, fact in read_git(value.value) if value is not GitRef.DISABLED else ():
                    self[name].field.assign(fact)
            case Artifact():
                raise InvalidValue(
                    f"{self.path} was assigned an Artifact; a data set is not known by its hash alone.",
                    f'Track it: run["{self.path}"].track_files(…)',
                    path=self.path,
                )
            case _:
                self.field.assign_leaf(read_plain(value))

    def _assign_series(self, value: Series) -> None:
        self.field.empty(_SERIES[value.__class__])
        if isinstance(value, FloatSeries) and (value.min, value.max, value.unit) != (None, None, None):
            self.field.configure(unit=value.unit or "", minimum=value.min, maximum=value.max)
        self._extend(value, None, None, {})

    def _append(self, value: Any, step: Any, timestamp: Any, options: dict[str, Any]) -> None:
        value = read_plain(value)
        mapping = read_mapping(value)
        if mapping is not None:
            for path, item in read_leaves(self.path, mapping):
                Handler(self._container, path).append(item, step=step, timestamp=timestamp, **options)
            return
        name, description = options.get("name"), options.get("description")
        if (name or description) and isinstance(value, NativeFile):
            value = _describe(value, str(name or ""), str(description or ""))
        self.field.append(value, step=step, timestamp=timestamp)

    def _extend(self, values: Any, steps: Any, timestamps: Any, options: dict[str, Any]) -> None:
        if isinstance(values, Series):
            own = {name: getattr(values, name, None) for name in ("name", "description")}
            values, steps, timestamps, options = values.values, values.steps, values.timestamps, {**own, **options}
        if isinstance(values, StringifyValue):
            listed = values.value if isinstance(values.value, Iterable) else [values.value]
            values = [StringifyValue(item).read() for item in listed]
        mapping = read_mapping(values)
        if mapping is not None:
            for path, items in read_leaves(self.path, mapping):
                Handler(self._container, path).extend(items, steps=steps, timestamps=timestamps, **options)
            return
        column = (
            values if shape_of(values) is not None else [read_plain(value) for value in _iterate(self.path, values)]
        )
        if shape_of(column) is not None or all(isinstance(item, (int, float, str)) for item in column):
            self.field.extend(column, steps=steps, timestamps=timestamps)
            return
        for item, step, timestamp in zip(column, *_pair(self.path, len(column), steps, timestamps), strict=True):
            self._append(item, step, timestamp, options)

    def _track_files(self, path: str, destination: str | None) -> None:
        if destination:
            raise InvalidValue(
                f"{self.path} was to track {path} as {destination!r}; the files keep their names.",
                "Leave destination= out, and give each data set a field of its own.",
                path=self.path,
            )
        self.field.track_files(path)


def _iterate(path: str, values: Any) -> Iterable[Any]:
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise InvalidValue(f"{path} got a {type(values).__name__} to extend by.", "Give a list or an array.", path=path)
    return values


def _pair(path: str, count: int, *columns: Any) -> Iterator[list[Any]]:
    for column in columns:
        listed = [None] * count if column is None else list(column)
        if len(listed) != count:
            raise InvalidValue(f"{path} got {count} values and {len(listed)} steps or timestamps.", path=path)
        yield listed


def _describe(file: NativeFile, name: str, caption: str) -> NativeFile:
    content = file.content
    described = File.__new__(File)
    ending = content.name[content.name.rfind(".") :] if "." in content.name and "." not in name else ""
    described.content = Content(
        name + ending if name else content.name,
        content.media_type,
        data=content.data,
        file=content.file,
        type=content.type,
        caption=caption,
    )
    return described
