"""The routes by which users come and go."""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.errors import AssistantError
from assistant.web.people.accounts import SESSION_S
from assistant.web.people.guard import COOKIE, Gatekeeper, Refused, address_of, refusal


def doors(gatekeeper: Gatekeeper) -> list[Route]:
    """The routes by which users come and go."""

    async def login(request: Request) -> Response:
        try:
            return await _signed_in(gatekeeper, request)
        except AssistantError as error:
            return refusal(error)

    async def logout(request: Request) -> Response:
        if gatekeeper.sessions is not None:
            await run_in_threadpool(gatekeeper.sessions.end, request.cookies.get(COOKIE, ""))
        response = JSONResponse({"success": True})
        response.delete_cookie(COOKIE, secure=request.url.scheme == "https", httponly=True, samesite="strict")
        return response

    return [Route("/login", login, methods=["POST"]), Route("/logout", logout, methods=["POST"])]


async def _signed_in(gatekeeper: Gatekeeper, request: Request) -> Response:
    """The response to a right name and password. Raises Refused, TooMany, SettingsError."""
    if gatekeeper.sessions is None or gatekeeper.sign_in is None:
        raise Refused(400, "Nobody signs in here: the page has no users.")
    try:
        fields = parse_qs((await request.body()).decode(errors="replace"), keep_blank_values=True, max_num_fields=8)
        (name,), (password,) = fields["username"], fields["password"]
    except (KeyError, ValueError):
        raise Refused(400, "Send a form (application/x-www-form-urlencoded) with username and password.") from None
    user = await gatekeeper.sign_in.check(name, password, address_of(request))
    if user is None:
        raise Refused(400, "Wrong name or password.")
    await run_in_threadpool(gatekeeper.sessions.end, request.cookies.get(COOKIE, ""))
    token = await run_in_threadpool(gatekeeper.sessions.begin, user)
    response = JSONResponse({"success": True})
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=SESSION_S, secure=secure, httponly=True, samesite="strict")
    return response
