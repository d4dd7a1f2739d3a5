"""Serving the page: on one address, up at once, with no request to any other host."""

import logging
import os
import socket
import threading
import time
from typing import TYPE_CHECKING

from assistant.errors import PortTaken
from assistant.indexing import generations
from assistant.settings import Settings

if TYPE_CHECKING:
    import uvicorn

_STARTS_WITHIN_S = 30.0


def serve(settings: Settings, *, wait: bool = True) -> str:
    """Serve the page until stopped (or, without `wait`, from a thread) and return its address.

    The models warm while the page is there already. Raises PortTaken, SettingsError, IndexMissing.
    """
    from assistant.web.people.guard import check_address

    check_address(settings)
    _check_port(settings)
    generations.following(settings.index_dir, generations.read_manifest)
    server = _server(settings)
    address = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}/"
    if wait:
        print(f"Report Assistant is at {address}  (Ctrl-C stops it)", flush=True)  # noqa: T201
        server.run()
        return address
    threading.Thread(target=server.run, name="page", daemon=True).start()
    until = time.monotonic() + _STARTS_WITHIN_S
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    return address


def _server(settings: Settings) -> "uvicorn.Server":
    import uvicorn

    from assistant.web.site import site

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    config = uvicorn.Config(
        site(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def _check_port(settings: Settings) -> None:
    """Raise PortTaken when nothing can listen there."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            reason = error.strerror or error
            raise PortTaken(f"Cannot listen on {where}: {reason}. Choose another with --port N.") from None
