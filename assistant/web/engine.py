"""Gradio and MCP as the engines of the endpoints, imported and started while the page is there already."""

import asyncio
import logging
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.doors import gradio_blocks, mcp_app
from assistant.web.endpoints import Endpoints

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.web.house import House

# Gradio has many routes more: files of the machine, proxies, pages of its own. None of them is needed here.
_GRADIO = re.compile(
    r"/config/?|/gradio_api/(?:info/?|openapi\.json|startup-events|cancel|reset/?|queue/(?:join|data)|"
    r"heartbeat/\w+|(?:call|run)/(?:v2/)?(?:stream|ask|search|reports|report|verify)/?(?:[0-9a-f]+)?)"
)
_MCP = "/mcp"
_PATIENCE_S = 60.0
_LOG = logging.getLogger(__name__)


class Engine:
    """An ASGI app that becomes gradio's, and MCP's at /mcp, once those are imported; requests before wait."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._apps: dict[str, ASGIApp] = {}
        self._ready = asyncio.Event()
        self._stopped = asyncio.Event()
        self.failure = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Import and start both in the background, and stop them at the end."""
        task = asyncio.create_task(self._run())
        task.add_done_callback(self._ended)
        try:
            yield
        finally:
            self._stopped.set()
            await asyncio.wait([task])

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Tell of an error at once; otherwise requests would wait for nothing."""
        if not task.cancelled() and (error := task.exception()):
            self.failure = f"The endpoints could not be started ({error})."
            self._ready.set()
            _LOG.error(self.failure, exc_info=error)

    @property
    def ready(self) -> bool:
        """Whether requests are answered at once."""
        return self._ready.is_set()

    async def _run(self) -> None:
        """Both from beginning to end, in one task, as MCP must be left where it was entered."""
        endpoints = Endpoints(self._house)
        gradio = await to_thread.run_sync(_gradio, endpoints, self._house)
        mcp, sessions = await to_thread.run_sync(mcp_app, endpoints)
        async with gradio.router.lifespan_context(gradio), sessions.run():
            self._apps = {"gradio": gradio, "mcp": mcp}
            self._ready.set()
            await self._stopped.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request to one of the endpoints, or say that there is nothing here."""
        app = await self._app(scope)
        answer = _Answer(send)
        try:
            await app(scope, receive, answer.send)
        except (KeyError, TypeError, ValueError) as error:  # what gradio raises for arguments that do not fit
            if answer.begun:
                raise
            _LOG.warning("%s was asked with arguments that do not fit: %r", scope["path"], error)
            wrong = "The arguments do not fit; GET /gradio_api/info describes them."
            await JSONResponse({"error": wrong}, 400)(scope, receive, send)

    async def _app(self, scope: Scope) -> ASGIApp:
        path = scope["path"].rstrip("/")
        name = "mcp" if path == _MCP else "gradio" if _GRADIO.fullmatch(path) else ""
        if not name:
            return JSONResponse({"error": "There is nothing at this address."}, 404)
        try:
            await asyncio.wait_for(self._ready.wait(), _PATIENCE_S)
        except TimeoutError:
            return JSONResponse({"error": "The page is still starting. Try again in a few seconds."}, 503)
        if self.failure:
            return JSONResponse({"error": self.failure}, 500)
        scope["path"] = path  # MCP's own app knows its path without a slash at the end
        return self._apps[name]


class _Answer:
    """A response on its way, but a failure's, which is held back."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._failed = False
        self.begun = False

    async def send(self, message: Message) -> None:
        """Pass a part on, unless it belongs to a bare failure without a word of what is wrong."""
        if message["type"] == "http.response.start":
            plain = (b"content-type", b"text/plain; charset=utf-8") in message.get("headers", [])
            self._failed = message["status"] == 500 and plain
        if not self._failed:
            self.begun = True
            await self._send(message)


def _gradio(endpoints: Endpoints, house: "House") -> "FastAPI":
    """Gradio's app over the endpoints."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by gradio when it is imported
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio
    from fastapi import FastAPI

    mount: Any = gradio.mount_gradio_app
    app: FastAPI = mount(
        FastAPI(openapi_url=None),
        gradio_blocks(endpoints, most_streams=house.settings.web.max_waiting),
        path="/",
        server_name=house.settings.host,
        server_port=house.settings.port,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
    )
    return app
