"""Serving the page: on one address, with no request to any other host."""

import os
import socket
from collections.abc import Awaitable, Callable
from importlib.resources import files

from assistant.errors import PortTaken
from assistant.settings import Settings

_POLICY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
    b"connect-src 'self' data: blob:; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


def serve(settings: Settings, *, wait: bool = True) -> str:
    """Serve the page until stopped (or, without `wait`, from a thread) and return its address.

    Raises PortTaken, and whatever opening the assistant raises.
    """
    _check_port(settings)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by gradio when it is imported
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio as gr
    from starlette.middleware import Middleware

    from assistant.assistant import Assistant
    from assistant.web.page import build

    fonts = ["system-ui", "-apple-system", "Segoe UI", "DejaVu Sans", "sans-serif"]
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"])
    folder = files("assistant.web")
    blocks = build(Assistant.open(settings))
    _, address, _ = blocks.queue(default_concurrency_limit=4, max_size=64).launch(
        server_name=settings.host,
        server_port=settings.port,
        theme=theme,
        css=(folder / "style.css").read_text(encoding="utf-8"),
        js=(folder / "page.js").read_text(encoding="utf-8"),
        app_kwargs={"middleware": [Middleware(SecurityHeaders)]},
        quiet=True,
        share=False,
        footer_links=[],
        ssr_mode=False,
        enable_monitoring=False,
        prevent_thread_lock=True,
    )
    if wait:
        print(f"Report Assistant is at {address}  (Ctrl-C stops it)", flush=True)  # noqa: T201
        blocks.block_thread()
    return str(address)


def _check_port(settings: Settings) -> None:
    """Raise PortTaken when nothing can listen there; asked before models load, so that the answer is quick."""
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


class SecurityHeaders:
    """Tells the browser to load nothing from any other host, and to guess no types."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: dict, receive: object, send: Callable[[dict], Awaitable[None]]) -> None:  # type: ignore[type-arg]
        """Pass a request on, and add the headers to its response."""

        async def with_headers(message: dict) -> None:  # type: ignore[type-arg]
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", _POLICY),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, with_headers)
