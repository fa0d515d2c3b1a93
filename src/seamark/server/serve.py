"""One process that serves: the core, the app over it, and a web server around both."""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pyarrow as pa
import uvicorn

from seamark.core.assembly import Core, CoreSettings, open_core
from seamark.server.app import create_app
from seamark.server.private import keep_files_private, make_private

if TYPE_CHECKING:
    from seamark.server.certificates import Tls

GRACE_SECONDS: Final = 3
"""So long requests may go on after the signal to stop."""
KEEP_ALIVE_SECONDS: Final = 75
_BACKLOG: Final = 2_048
_MESSAGE_BYTES: Final = 2**16


def serve(
    settings: CoreSettings,
    *,
    host: str,
    port: int,
    key: str | None,
    on_ready: Callable[[Core], None],
    allow_hosts: Iterable[str] = (),
    tls: "Tls | None" = None,
) -> None:
    """Serve until SIGINT or SIGTERM; prints nothing. The process's files are for its user alone.

    Args:
        settings: Where the stores are. A url without a host, or with port 0, gets the real ones.
        host: The address to listen at.
        port: The port, or 0 for a free one.
        key: What the local link carries.
        on_ready: Called with the core (``core.url`` is the address) once requests are answered.
        allow_hosts: More names that the server answers to.
        tls: The files with which it speaks https; None for http.

    Raises:
        StoreInUse: another server holds the stores.
        OSError: the port is taken.
    """
    keep_pandas_out()
    keep_files_private()
    listener = _listen(host, port)
    try:
        make_private(settings.data)
        settings = replace(settings, url=_complete_url(settings.url, host, listener.getsockname()[1], tls))
        asyncio.run(_serve(settings, listener, key, on_ready, tuple(allow_hosts), tls))
    finally:
        listener.close()


def keep_pandas_out() -> None:
    """Have pyarrow go without pandas in this process.

    Where pandas is installed, pyarrow loads it at the first array that is made: a second of
    processor time inside the first commit, and tens of megabytes, for nothing that a server does.
    """
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(finder)


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named because asyncio sets TCP_NODELAY only on sockets that say they are TCP
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _complete_url(url: str, host: str, port: int, tls: "Tls | None") -> str:
    if url and urlsplit(url).port != 0:
        return url
    name = urlsplit(url).hostname or host
    return f"{'https' if tls else 'http'}://{f'[{name}]' if ':' in name else name}:{port}"


async def _serve(
    settings: CoreSettings,
    listener: socket.socket,
    key: str | None,
    on_ready: Callable[[Core], None],
    allow_hosts: tuple[str, ...],
    tls: "Tls | None",
) -> None:
    core = await open_core(settings)
    try:
        config = uvicorn.Config(
            create_app(core, key=key, allow_hosts=allow_hosts),
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            ws_max_size=_MESSAGE_BYTES,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            proxy_headers=False,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        gc.freeze()
        await _Server(config, core, on_ready).serve([listener])
    finally:
        await core.close()


class _Server(uvicorn.Server):
    """Tells when it answers, and ends event streams before it waits for requests to end."""

    def __init__(self, config: uvicorn.Config, core: Core, on_ready: Callable[[Core], None]) -> None:
        super().__init__(config)
        self._core = core
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready(self._core)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._core.live.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals to stop; other than uvicorn's own way, they are not raised once more
        afterwards, so that a server that was asked to stop ends with exit code 0.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
