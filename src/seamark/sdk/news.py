"""What the shipper reports, told to the person once."""

from seamark.sdk import notices
from seamark.sdk.guard import Guard
from seamark.sdk.notices import PRINTER
from seamark.sdk.settings import Settings
from seamark.sdk.status import Status


class News:
    """The problems of one session's delivery that have been told."""

    def __init__(self, settings: Settings, host: str, guard: Guard) -> None:
        self._settings = settings
        self._host = host
        self._guard = guard
        self._code = ""
        self._refused = 0

    def tell(self, status: Status) -> None:
        """Print what is new in a status."""
        if status.code != self._code:
            self._code = status.code
            text = self._describe(status)
            if text:
                PRINTER.explain(text)
        if status.refused > self._refused:
            self._refused = status.refused
            self._guard.last = status.refusal
            PRINTER.explain(f"the server refused {notices.count_both(status.refused, 0)}: {status.refusal}")

    def _describe(self, status: Status) -> str:
        server = status.server or self._settings.url
        match status.code:
            case "token_refused":
                return notices.token_refused(server, status.text)
            case "server_unreachable":
                return notices.not_reached(server, self._host, status.text, str(self._settings.home))
            case "run_refused":
                return f"{server} refused the run: {status.text} Training goes on, every record is kept."
            case "files_missing":
                return f"{status.text} Its content was not kept; the record says so."
            case "upload_failing":
                return f"a file does not reach {server}: {status.text} Training goes on, and the file is sent later."
            case "server_error":
                return f"{server} has trouble ({status.text}). Training goes on, every record is kept and sent later."
        return ""
