"""From pieces of output to lines."""

import codecs
from typing import Final

LINE_CHARACTERS: Final = 64 * 2**10


class LineSplitter:
    """Makes lines of text that comes in pieces; a progress bar that redraws itself is one line."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, piece: bytes | str) -> list[str]:
        """Return the lines that are whole now."""
        text = piece if isinstance(piece, str) else self._decoder.decode(piece)
        parts = (self._rest + text).split("\n")
        self._rest = _collapse(parts.pop(), keep_return=True)
        if len(self._rest) > LINE_CHARACTERS:
            parts.append(self._rest)
            self._rest = ""
        return [_collapse(part, keep_return=False)[:LINE_CHARACTERS] for part in parts]

    def finish(self) -> list[str]:
        """Return what is left, a line without an end."""
        rest, self._rest = _collapse(self._rest, keep_return=False), ""
        return [rest] if rest else []


def _collapse(line: str, *, keep_return: bool) -> str:
    """Return what is to be seen of a line in which the cursor went back to its beginning."""
    if "\r" not in line:
        return line
    shown = line.rstrip("\r")
    seen = shown[shown.rfind("\r") + 1 :]
    return seen + "\r" if keep_return and len(shown) < len(line) else seen
