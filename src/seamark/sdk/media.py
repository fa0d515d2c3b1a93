"""Files as values: File, Image, Audio, Histogram, and what figures and pictures become."""

import io
import math
import struct
import sys
import wave
import zlib
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO, Final

from seamark.model import limits
from seamark.model.errors import InvalidValue
from seamark.model.values import FieldType
from seamark.sdk.values import shape_of


class Content:
    """What will lie in a file: bytes, or a file on this disk."""

    __slots__ = ("caption", "data", "file", "media_type", "name", "type")

    def __init__(
        self,
        name: str,
        media_type: str,
        *,
        data: bytes = b"",
        file: Path | None = None,
        type: FieldType = FieldType.FILE,
        caption: str = "",
    ) -> None:
        self.name = name
        self.media_type = media_type
        self.data = data
        self.file = file
        self.type = type
        self.caption = caption

    def named(self, stem: str) -> "Content":
        """Return the content with a name made from ``stem``, where it has only an ending."""
        if not self.name.startswith("."):
            return self
        return Content(
            stem + self.name, self.media_type, data=self.data, file=self.file, type=self.type, caption=self.caption
        )


_MEDIA_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".toml": "application/toml",
    ".txt": "text/plain",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".py": "text/x-python",
    ".ipynb": "application/x-ipynb+json",
    ".parquet": "application/vnd.apache.parquet",
    ".arrow": "application/vnd.apache.arrow.file",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"%PDF-", ".pdf"),
    (b"PAR1", ".parquet"),
    (b"ARROW1", ".arrow"),
)


def guess_media_type(name: str) -> str:
    """Return the media type that a file's ending says."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    known = _MEDIA_TYPES.get(ending)
    if known is not None:
        return known
    import mimetypes

    return mimetypes.guess_type("x" + ending)[0] or "application/octet-stream"


def guess_ending(data: bytes) -> str:
    """Return the ending that the first bytes of a file ask for, ``.bin`` where they say nothing."""
    if data[:4] == b"RIFF":
        return {b"WAVE": ".wav", b"WEBP": ".webp"}.get(data[8:12], ".bin")
    return next((ending for magic, ending in _MAGIC if data.startswith(magic)), ".bin")


class File:
    """A file to be logged: a path, bytes, or an open binary file.

    Example:
        run["model"] = seamark.File("model.pt")
    """

    def __init__(
        self,
        content: "str | PathLike[str] | bytes | BinaryIO",
        *,
        name: str | None = None,
        media_type: str | None = None,
    ) -> None:
        if isinstance(content, (str, PathLike)):
            file: Path | None = Path(fspath(content))
            data = b""
            called = name or Path(fspath(content)).name
        else:
            file, data = None, content if isinstance(content, bytes) else bytes(content.read())
            called = name or Path(str(getattr(content, "name", ""))).name or guess_ending(data)
        self.content = Content(called, media_type or guess_media_type(called), data=data, file=file)


class Image:
    """An image: an array of (height, width) or (height, width, 1 to 4), a PIL image, a figure,
    encoded bytes, or a file. Floats are taken as 0 to 1, integers as 0 to 255. The caption, of at most
    10,000 characters, is shown with it.
    """

    def __init__(self, data: Any, *, caption: str = "") -> None:
        self.content = _read_image(data)
        if caption:
            self.content.caption = caption


class Audio:
    """A sound: samples from -1 to 1 (or int16) of shape (samples,) or (samples, channels), encoded
    bytes, or a file.
    """

    def __init__(self, data: Any, *, rate: int = 44_100) -> None:
        if isinstance(data, (str, PathLike, bytes)):
            self.content = File(data).content
        else:
            self.content = Content(".wav", "audio/wav", data=_encode_wav(data, rate))


class Histogram:
    """The distribution of many numbers at one step; NaN and infinities are left out.

    It has ``edges``, and between them ``counts``; one that was made of densities has these instead.

    Example:
        run["weights"].append(seamark.Histogram(layer.weight))
    """

    def __init__(self, values: Any, *, bins: int = 64) -> None:
        if not 0 < bins <= limits.HISTOGRAM_BINS:
            raise InvalidValue(f"A histogram has 1 to {limits.HISTOGRAM_BINS} bins, not {bins}.", "Change bins=.")
        self.edges, self.counts = _count_bins(values, bins)
        self.densities: list[float] = []

    @classmethod
    def from_counts(cls, edges: Iterable[float], counts: Iterable[float]) -> "Histogram":
        """Make a histogram that was counted elsewhere; there is one edge more than counts."""
        made = cls.__new__(cls)
        made.edges, made.counts = _read_bins(edges, counts, "counts")
        made.densities = []
        return made

    @classmethod
    def from_densities(cls, edges: Iterable[float], densities: Iterable[float]) -> "Histogram":
        """Make a histogram of densities that were computed elsewhere; there is one edge more than densities."""
        made = cls.__new__(cls)
        made.edges, made.densities = _read_bins(edges, densities, "densities")
        made.counts = []
        return made

    def as_point(self) -> dict[str, list[float]]:
        """Return the point of a series that it becomes."""
        return {"edges": self.edges} | ({"densities": self.densities} if self.densities else {"counts": self.counts})

    def __repr__(self) -> str:
        values = self.densities or self.counts
        return f"Histogram({len(values)} bins from {self.edges[0]:g} to {self.edges[-1]:g})"


def _read_bins(edges: Iterable[float], values: Iterable[float], kind: str) -> tuple[list[float], list[float]]:
    read, between = [float(edge) for edge in edges], [float(value) for value in values]
    if len(read) != len(between) + 1 or not between or len(between) > limits.HISTOGRAM_BINS:
        raise InvalidValue(
            f"A histogram of {len(between)} {kind} has {len(read)} edges.",
            f"Give one edge more than {kind}, and at most {limits.HISTOGRAM_BINS} {kind}.",
        )
    return read, between


def read_histogram(point: Mapping[str, Any]) -> Histogram:
    """Return the histogram that a point of a series is; in JSON hard numbers are words, which ``float`` reads."""
    make = Histogram.from_densities if "densities" in point else Histogram.from_counts
    return make(point["edges"], point["densities" if "densities" in point else "counts"])


def read_content(value: Any) -> Content | None:
    """Return what a value looks like as a file, None where it is none: File, Image, Audio, bytes,
    PIL images, and figures of matplotlib, plotly, altair and bokeh.
    """
    if isinstance(value, (File, Image, Audio)):
        return value.content
    if isinstance(value, (bytes, bytearray, memoryview)):
        return File(bytes(value)).content
    module = type(value).__module__ or ""
    if module.startswith("PIL."):
        return _encode_pil(value)
    return _read_figure(value, module)


def _read_figure(value: Any, module: str) -> Content | None:
    if module.startswith(("matplotlib.", "mpl_", "seaborn.")):
        figure = getattr(value, "figure", None) or getattr(value, "fig", None) or value
        if hasattr(figure, "savefig"):
            buffer = io.BytesIO()
            figure.savefig(buffer, format="png")
            return Content(".png", "image/png", data=buffer.getvalue())
    if module.startswith("plotly.") and hasattr(value, "to_json"):
        return Content(".plotly.json", "application/vnd.plotly.v1+json", data=value.to_json().encode())
    if module.startswith("altair.") and hasattr(value, "to_html"):
        return Content(".html", "text/html", data=value.to_html().encode())
    return None


# ---- images -------------------------------------------------------------------------------------


def _read_image(data: Any) -> Content:
    if isinstance(data, (str, PathLike)):
        return File(data).content
    found = read_content(data)
    if found is not None:
        return found
    shape = shape_of(data)
    if shape is not None:
        return Content(".png", "image/png", data=_encode_array(data, shape))
    raise InvalidValue(
        f"An Image cannot be made of a {type(data).__name__}.", "Give an array, a PIL image, a figure, bytes or a file."
    )


def _encode_pil(picture: Any) -> Content:
    buffer = io.BytesIO()
    writable = picture if picture.mode in ("1", "L", "LA", "I", "P", "RGB", "RGBA") else picture.convert("RGB")
    writable.save(buffer, format="PNG")
    return Content(".png", "image/png", data=buffer.getvalue())


def _encode_array(data: Any, shape: tuple[int, ...]) -> bytes:
    numpy = sys.modules.get("numpy")
    if numpy is None or len(shape) not in (2, 3):
        raise InvalidValue(
            f"An Image got an array of shape {shape}.", "Give (height, width) or (height, width, 1 to 4)."
        )
    pixels = _to_numpy(data, numpy)
    if pixels.ndim == 3 and pixels.shape[-1] > 4 and pixels.shape[0] in (1, 3, 4):
        pixels = pixels.transpose(1, 2, 0)  # channels first, as torch has them
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if not 1 <= pixels.shape[2] <= 4 or 0 in pixels.shape:
        raise InvalidValue(
            f"An Image got an array of shape {shape}.", "Give (height, width) or (height, width, 1 to 4)."
        )
    if pixels.dtype.kind == "f":
        pixels = numpy.nan_to_num(pixels, nan=0.0).clip(0, 1) * 255
        pixels = numpy.rint(pixels)
    elif pixels.dtype.kind == "b":
        pixels = pixels * 255
    return encode_png(pixels.clip(0, 255).astype("uint8"))


def _to_numpy(data: Any, numpy: Any) -> Any:
    if hasattr(data, "detach"):
        data = data.detach().cpu()
    return numpy.asarray(data)


def encode_png(pixels: Any) -> bytes:
    """Return the PNG of a uint8 array of shape (height, width, 1 to 4)."""
    height, width, channels = pixels.shape
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    stride = width * channels
    body = pixels.tobytes()
    rows = b"".join(b"\0" + body[start : start + stride] for start in range(0, height * stride, stride))
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk)) + tag + chunk + struct.pack(">I", zlib.crc32(tag + chunk))
        for tag, chunk in ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    )


# ---- sounds and distributions -------------------------------------------------------------------


def _encode_wav(data: Any, rate: int) -> bytes:
    numpy = sys.modules.get("numpy")
    shape = shape_of(data)
    if numpy is None or shape is None or len(shape) not in (1, 2) or (len(shape) == 2 and shape[1] > 16):
        raise InvalidValue(
            f"Audio got a {type(data).__name__} of shape {shape}.", "Give (samples,) or (samples, channels)."
        )
    samples = _to_numpy(data, numpy)
    if samples.dtype.kind == "f":
        samples = numpy.rint(numpy.nan_to_num(samples).clip(-1, 1) * 32_767)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.clip(-32_768, 32_767).astype("<i2").tobytes())
    return buffer.getvalue()


def _count_bins(values: Any, bins: int) -> tuple[list[float], list[float]]:
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numbers = _to_numpy(values, numpy).astype("float64").ravel()
        numbers = numbers[numpy.isfinite(numbers)]
        if not numbers.size:
            return [0.0, 1.0], [0.0]
        counts, edges = numpy.histogram(numbers, bins=bins)
        return edges.tolist(), counts.astype("float64").tolist()
    return _count_plainly([float(value) for value in values if math.isfinite(value)], bins)


def _count_plainly(numbers: Sequence[float], bins: int) -> tuple[list[float], list[float]]:
    if not numbers:
        return [0.0, 1.0], [0.0]
    low, high = min(numbers), max(numbers)
    if low == high:
        low, high = low - 0.5, high + 0.5
    width = (high - low) / bins
    counts = [0.0] * bins
    for number in numbers:
        counts[min(bins - 1, int((number - low) / width))] += 1
    return [low + width * place for place in range(bins)] + [high], counts
