"""Typed single values, and files."""

import io
import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Any, ClassVar

from seamark.neptune.types.value import Value, read_plain
from seamark.sdk.media import File as NativeFile
from seamark.sdk.media import Image, read_content
from seamark.sdk.values import shape_of


class Integer(Value):
    """An int."""

    def __init__(self, value: Any) -> None:
        super().__init__(int(read_plain(value)))


class Float(Value):
    """A float."""

    def __init__(self, value: Any) -> None:
        super().__init__(float(read_plain(value)))


class Boolean(Value):
    """A bool."""

    def __init__(self, value: Any) -> None:
        super().__init__(bool(read_plain(value)))


class String(Value):
    """A text."""

    def __init__(self, value: Any) -> None:
        super().__init__(str(read_plain(value)))


class Datetime(Value):
    """A moment."""


class Artifact(Value):
    """A data set by its hash, as ``fetch()`` gives it."""

    def __init__(self, value: Any = None) -> None:
        super().__init__(value)
        self.hash = self.value


class GitRef(Value):
    """A git repository; ``GitRef.DISABLED`` keeps nothing of it."""

    DISABLED: "ClassVar[GitRef]"

    def __init__(self, repository_path: "str | Path | None" = None) -> None:
        super().__init__(Path(repository_path or Path.cwd()))
        self.repository_path = repository_path

    def resolve_path(self) -> Path | None:
        """Return the folder of the repository; None where it is disabled."""
        return None if self is GitRef.DISABLED else Path(self.value).expanduser().resolve()


GitRef.DISABLED = GitRef()


class File(NativeFile):
    """A file to be logged; Seamark takes it as one of its own."""

    def __init__(self, path: str | None = None) -> None:
        if path is None:
            raise ValueError("File() needs a path; File.from_content() takes bytes.")
        super().__init__(path)

    @classmethod
    def _make(cls, content: Any, extension: str | None, *, stem: str = "") -> "File":
        made = cls.__new__(cls)
        name = None if extension is None else f"{stem}.{extension.lstrip('.')}"
        NativeFile.__init__(made, content, name=name)
        return made

    @staticmethod
    def from_path(path: str, *, extension: str | None = None) -> "File":
        """Return a file of this disk, under another extension where one is given."""
        return File(path) if extension is None else File._make(path, extension, stem=Path(path).stem)

    @staticmethod
    def from_content(content: str | bytes, *, extension: str | None = None) -> "File":
        """Return a file of a text or of bytes."""
        if isinstance(content, str):
            return File._make(content.encode(), extension or "txt")
        return File._make(content, extension or "bin")

    @staticmethod
    def from_stream(stream: IO[Any], *, seek: int | None = 0, extension: str | None = None) -> "File":
        """Return a file of what an open file has, from position ``seek`` on (None: from where it is)."""
        if seek is not None and stream.seekable():
            stream.seek(seek)
        return File.from_content(stream.read(), extension=extension)

    @staticmethod
    def as_image(image: Any, autoscale: bool = True) -> "File":
        """Return a picture of an array (0 to 1, or 0 to 255), tensor, PIL image or figure."""
        content = Image(image if read_content(image) is not None else _read_pixels(image, autoscale)).content
        return File._make(content.data or content.file, "png")

    @staticmethod
    def as_html(chart: Any, **kwargs: Any) -> "File":
        """Return a page of a figure or frame; ``kwargs`` go to the library that writes it."""
        return File.from_content(_write_html(chart, kwargs), extension="html")

    @staticmethod
    def as_pickle(obj: Any) -> "File":
        """Return a pickle of an object."""
        return File.from_content(pickle.dumps(obj), extension="pkl")

    @staticmethod
    def create_from(value: Any, **kwargs: Any) -> "File":
        """Return a file of a path, figure, chart, picture or file. Raises TypeError for anything else."""
        if isinstance(value, str):
            return File(value)
        if isinstance(value, File):
            return value
        if File.is_convertable_to_image(value):
            return File.as_image(value)
        if File.is_convertable_to_html(value):
            return File.as_html(value, **kwargs)
        raise TypeError(f"A {type(value).__name__} is no file. Use File.as_image(), as_html() or as_pickle().")

    @staticmethod
    def is_convertable(value: Any) -> bool:
        """Say whether a file can be made of the value by itself."""
        kinds = ("numpy", "pandas")
        return (
            isinstance(value, File)
            or File.is_convertable_to_image(value)
            or File.is_convertable_to_html(value)
            or (_module(value) in kinds and type(value).__name__ in ("ndarray", "DataFrame"))
        )

    @staticmethod
    def is_convertable_to_image(value: Any) -> bool:
        """Say whether the value is a PIL image or a figure of matplotlib or seaborn."""
        return _module(value) == "PIL" or hasattr(_figure(value), "savefig")

    @staticmethod
    def is_convertable_to_html(value: Any) -> bool:
        """Say whether the value is a chart of plotly, altair, bokeh or seaborn."""
        return _module(value) in ("plotly", "altair", "bokeh", "seaborn")

    @property
    def extension(self) -> str:
        """What the file's name ends in, without the dot."""
        return Path("x" + self.content.name if self.content.name.startswith(".") else self.content.name).suffix[1:]

    @property
    def path(self) -> str:
        """Where it lies on this disk; "" for bytes."""
        return "" if self.content.file is None else str(self.content.file)


def _module(value: Any) -> str:
    return (type(value).__module__ or "").partition(".")[0]


def _figure(value: Any) -> Any:
    return (getattr(value, "figure", None) or value) if _module(value) in ("matplotlib", "seaborn") else None


def _read_pixels(image: Any, autoscale: bool) -> Any:
    """Return an array whose floats are 0 to 1 and whose integers are 0 to 255, as Image takes them."""
    if hasattr(image, "detach"):
        image = image.detach().cpu()
    numpy = sys.modules.get("numpy")
    if numpy is None or shape_of(image) is None:
        return image
    pixels = numpy.asarray(image)
    if pixels.size and autoscale and pixels.min() >= 0 and pixels.max() <= 1:
        return pixels.astype("float64")
    return numpy.nan_to_num(pixels).clip(0, 255).astype("uint8")


def _write_html(chart: Any, options: dict[str, Any]) -> str:
    module = _module(chart)
    if module == "bokeh":
        embed, resources = import_module("bokeh.embed"), import_module("bokeh.resources")
        return str(embed.file_html(chart, resources.CDN))
    for name in ("to_html", "as_html"):
        if module in ("pandas", "polars", "plotly", "altair") and hasattr(chart, name):
            return str(getattr(chart, name)(**options))
    figure = _figure(chart)
    if hasattr(figure, "savefig"):
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg")
        return buffer.getvalue()
    raise TypeError(f"A {type(chart).__name__} has no HTML; take a figure of matplotlib, plotly, altair or bokeh.")
