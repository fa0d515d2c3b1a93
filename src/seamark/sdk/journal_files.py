"""The files of a journal on their way to one server: where they lie, copies of them, and uploads under way."""

import contextlib
import shutil
from pathlib import Path

from seamark.sdk.cursors import name_destination
from seamark.sdk.private_files import write_private


class JournalFiles:
    """The files that the records of one journal attach, as one server is to have them.

    Args:
        folder: The journal's folder; relative sources lie in it.
        server: The server's id.
    """

    def __init__(self, folder: Path, server: str) -> None:
        self._folder = folder
        self._server = server

    def find(self, source: str) -> Path:
        """Return where a file lies; a home that was moved still has its copies below the journal's folder."""
        path = self._folder / source
        moved = self._folder / "files" / path.name
        return moved if not path.exists() and moved.exists() else path

    def copy(self, path: Path) -> Path:
        """Copy a file that changes and return the copy."""
        copy = self._folder / "files" / f"{path.name}.copy"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)
        return copy

    def find_upload(self, digest: str) -> str:
        """Return the id of the upload that is under way; "" if there is none."""
        try:
            return self._tell_upload_path(digest).read_text()
        except OSError:
            return ""

    def keep_upload(self, digest: str, id: str) -> None:
        """Keep the id of an upload that begins; where that cannot be written it will begin anew."""
        with contextlib.suppress(OSError):
            write_private(self._tell_upload_path(digest), id.encode())

    def drop_upload(self, digest: str) -> None:
        """Forget an upload that is complete, or lost."""
        with contextlib.suppress(OSError):
            self._tell_upload_path(digest).unlink(missing_ok=True)

    def _tell_upload_path(self, digest: str) -> Path:
        return self._folder / f"upload.{name_destination(self._server)}.{digest[:16]}"
