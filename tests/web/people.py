"""A guarded page in small, two users with quick hashes, a hasher that counts, a clock that is set by hand."""

from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.people.accounts import set_user
from assistant.web.people.guard import Gatekeeper, Guard
from assistant.web.people.signing import doors

HERE = "127.0.0.1:7860"
RIGHT, WRONG = "correct horse", "battery staple"
HOME, OFFICE = "192.0.2.1", "198.51.100.9"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Counting(PasswordHasher):
    """The real hasher, quick, which counts its checks."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checks = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.checks += 1
        return super().verify(hash, password)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def two_users(folder: Path) -> Path:
    """A users file: Zoë with the right password, bob with the wrong one."""
    file = folder / "users"
    set_user(file, "Zoë", RIGHT, QUICK)
    set_user(file, "bob", WRONG, QUICK)
    return file


async def told(request: Request) -> Response:
    return JSONResponse({"user": request.state.user, "client": request.state.client})


async def counted(request: Request) -> Response:
    return PlainTextResponse(str(sum([len(part) async for part in request.stream()])))


async def careless(_: Request) -> Response:
    leaks = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Credentials": "true",
        "X-Frame-Options": "ALLOWALL",
    }
    return PlainTextResponse("", headers={**leaks, "Cache-Control": "max-age=60"})


def page(gatekeeper: Gatekeeper) -> Guard:
    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    paths = ("/", "/me", "/health", "/login", "/static/a.js", "/staticky", "/health/", "/gradio_api/call/ask")
    routes = [Route(path, told, methods=["GET"] if path == "/login" else every) for path in paths]
    routes += [Route(path, counted, methods=["POST"]) for path in ("/corpus/upload", "/corpus/remove")]
    routes += [Route("/careless", careless, methods=["GET", "OPTIONS"])]
    return Guard(Starlette(routes=[*routes, *doors(gatekeeper)]), gatekeeper)


def visitor(guard: Guard, address: str = "192.0.2.7", scheme: str = "http") -> TestClient:
    return TestClient(guard, f"{scheme}://{HERE}", client=(address, 5), follow_redirects=False)
