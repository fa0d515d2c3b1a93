"""The Seamark home: where on this machine journals, locks and the local server's entry lie.

Layout::

    journals/<run uid>/<origin>/journal.smj       the record of one session
                               /status            what the shipper says to the session's process
                               /token             a token that stands in no settings file, 0600
                               /cursor.<to>.json  how far one destination has it
                               /upload.<to>.<digest>  the id of an upload that is under way
                               /lock.<to>         who holds it delivers to that destination
                               /refused.jsonl     records that a server refused
                               /files/            content kept as it was at the call
    open/<run uid>.<origin>                       journals that are not confirmed yet
    servers/<machine>.json                        the local server of a machine
    shipper/<machine>.{lock,wake,log}             the process that delivers
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from seamark.model.objects import shorten_uid
from seamark.sdk.machine import Life, find_boot, find_host, find_process_start, judge_process
from seamark.sdk.private_files import write_private

JOURNAL_NAME = "journal.smj"


@dataclass(frozen=True, slots=True)
class ServerEntry:
    """The local server of one machine, written by ``seamark up``."""

    url: str
    token: str = ""
    host: str = ""
    boot: str = ""
    pid: int = 0
    process_start: float = 0.0
    key: str = ""
    """What the link of ``seamark open`` carries."""
    ca_bundle: str = ""
    """The file of the authority that made the server's certificate; "" for one that is trusted, or none."""


@dataclass(frozen=True, slots=True)
class Home:
    """A Seamark home; folders are made when something is first put there."""

    path: Path

    @property
    def journals(self) -> Path:
        """The folder of all journals."""
        return self.path / "journals"

    @property
    def open(self) -> Path:
        """The folder of markers, one per journal that is not confirmed yet."""
        return self.path / "open"

    @property
    def shipper(self) -> Path:
        """The shipper's own folder."""
        return self.path / "shipper"

    def make_journal_folder(self, run: str, origin: str) -> Path:
        """Make the folder of a journal and its marker, and return the folder."""
        folder = self.journals / run / origin
        if not self.path.exists():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        self.open.mkdir(exist_ok=True)
        return folder

    def mark_open(self, run: str, origin: str) -> None:
        """Say that a journal awaits delivery."""
        os.close(os.open(self.open / f"{run}.{origin}", os.O_CREAT | os.O_WRONLY, 0o600))

    def mark_confirmed(self, run: str, origin: str) -> None:
        """Say that a journal has ended and its destination has all of it."""
        with contextlib.suppress(FileNotFoundError):
            (self.open / f"{run}.{origin}").unlink()

    def list_open(self) -> list[str]:
        """Return the names ``<run uid>.<origin>`` of journals that await delivery."""
        try:
            return sorted(entry.name for entry in os.scandir(self.open))
        except FileNotFoundError:
            return []

    def folder_of(self, marker: str) -> Path:
        """Return the folder of a journal named as in ``list_open``."""
        run, _, origin = marker.partition(".")
        return self.journals / run / origin

    def list_journals(self, run: str = "") -> Iterator[Path]:
        """Give the folders of all journals, or of those whose run has the uid or short uid ``run``."""
        with contextlib.suppress(FileNotFoundError):
            for run_folder in sorted(self.journals.iterdir()):
                if run and run not in {run_folder.name, _shorten(run_folder.name)}:
                    continue
                yield from (entry for entry in sorted(run_folder.iterdir()) if (entry / JOURNAL_NAME).exists())

    def write_server(self, url: str, token: str = "", key: str = "", ca_bundle: str = "") -> None:
        """Write the entry of this process as the machine's local server."""
        pid = os.getpid()
        entry = ServerEntry(url, token, find_host(), find_boot(), pid, find_process_start(pid), key, ca_bundle)
        write_private(self._server_path(), msgspec.json.encode(entry))

    def remove_server(self) -> None:
        """Remove the entry of this machine's local server, if it is this process's."""
        entry = self.read_server()
        if entry is not None and entry.pid == os.getpid():
            self._server_path().unlink(missing_ok=True)

    def read_server(self) -> ServerEntry | None:
        """Return the local server of this machine, if its process lives."""
        try:
            entry = msgspec.json.decode(self._server_path().read_bytes(), type=ServerEntry)
        except (OSError, msgspec.MsgspecError):
            return None
        life = judge_process(entry.host, entry.boot, entry.pid, entry.process_start)
        return entry if life is Life.ALIVE else None

    def _server_path(self) -> Path:
        return self.path / "servers" / f"{find_host()}.json"


def _shorten(name: str) -> str:
    try:
        return shorten_uid(name)
    except ValueError:
        return name
