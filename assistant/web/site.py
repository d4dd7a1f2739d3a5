"""The page as one ASGI app: static files, our own routes, and behind them the endpoints."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from assistant.errors import SettingsError
from assistant.reading.formats import READABLE
from assistant.settings import Settings
from assistant.web.corpus.editing import Editing, may_edit
from assistant.web.corpus.errands import corpus_routes
from assistant.web.corpus.showing import Showing
from assistant.web.desk import Desk
from assistant.web.engine import Engine
from assistant.web.house import House
from assistant.web.kept.conversations import Conversations
from assistant.web.kept.talks import conversation_routes
from assistant.web.people.guard import Gatekeeper, Guard
from assistant.web.people.limiting import Limits
from assistant.web.people.signing import doors
from assistant.web.schema import Json
from assistant.web.warm import NotReady, State, Warm

_HERE = Path(str(files("assistant.web")))
STATIC = _HERE / "static"


def site(settings: Settings) -> ASGIApp:
    """The page over these settings; its assistant begins to open when the app is started. Raises SettingsError."""
    data = settings.conversations_file.parent
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cure = "Name a folder that can be written, in web.data_dir."
        raise SettingsError(f"{data} cannot be made ({error.strerror}). {cure}") from None
    gatekeeper = Gatekeeper.of(settings, data)
    house = House(
        settings,
        Warm(settings),
        Desk(settings.threads, settings.web.max_waiting),
        Limits(settings),
        Conversations(settings.conversations_file),
    )
    engine = Engine(house)
    showing = Showing(house)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        house.warm.start()
        async with engine.running():
            yield
        showing.close()
        house.warm.close()
        house.conversations.close()
        if gatekeeper.sessions is not None:
            gatekeeper.sessions.close()

    routes = [
        Route("/", _page("index.html")),
        Route("/login", _page("login.html")),
        *doors(gatekeeper),
        Mount("/static", StaticFiles(directory=STATIC)),
        *_about(house, engine),
        *conversation_routes(house),
        *corpus_routes(house, Editing(settings, house.warm)),
        *showing.routes(),
        Mount("/", engine),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan), gatekeeper)


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(_: Request) -> Response:
        return FileResponse(STATIC / name, media_type="text/html")

    return page


def _chat(house: House) -> Json:
    """The chat model that may write, "" for none, and why there is none where one was named."""
    chat, problem = house.settings.chat, house.warm.no_chat_model
    return {
        "model": "" if problem else chat.model,
        "style": chat.style,
        "failing": chat.failing,
        "problem": problem,
    }


def _about(house: House, engine: Engine) -> list[Route]:
    """The routes that tell how the page is and what it allows."""
    examples = json.loads((_HERE / "examples.json").read_text(encoding="utf-8"))

    async def health(_: Request) -> Response:
        warm, desk = house.warm, house.desk
        state: State = "failed" if engine.failure else warm.state if engine.ready else "warming"
        said = {"state": state, "message": engine.failure or warm.message}
        return JSONResponse({**said, "answering": desk.answering, "waiting": desk.waiting})

    async def me(request: Request) -> Response:
        settings = house.settings
        try:
            known = {entry.id for entry in await to_thread.run_sync(house.warm.assistant.entries)}
        except NotReady:
            known = set()
        return JSONResponse(
            {
                "user": request.state.user,
                "users": settings.web.users_file is not None,
                "edit": may_edit(settings),
                "max_question_chars": settings.max_question_chars,
                "chat": _chat(house),
                "upload": {
                    "max_mb": settings.max_report_mb,
                    "max_files": settings.web.max_upload_files,
                    "formats": list(READABLE),
                },
                "examples": [question for report_id, question in examples if report_id in known],
                "version": version("report-assistant"),
            }
        )

    return [Route("/health", health), Route("/me", me)]
