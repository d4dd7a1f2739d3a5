"""The routes of kept conversations: list, rename, delete, rate, export."""

from collections.abc import Awaitable, Callable
from functools import wraps

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.errors import AssistantError, ReaderUnavailable
from assistant.web.desk import Busy
from assistant.web.house import House
from assistant.web.kept.conversations import Conversation, Conversations, NoConversation
from assistant.web.kept.database import ConversationsUnusable
from assistant.web.kept.export import exported
from assistant.web.people.limiting import TooMany
from assistant.web.schema import Json
from assistant.web.warm import NotReady

Handler = Callable[[Request], Awaitable[Response]]


class BadRequest(AssistantError):
    """A request's body is not what the route takes."""


def told(handler: Handler) -> Handler:
    """The handler with its foreseen errors as one clear line."""

    @wraps(handler)
    async def telling(request: Request) -> Response:
        try:
            return await handler(request)
        except NoConversation as error:
            return JSONResponse({"error": str(error)}, 404)
        except TooMany as error:
            return JSONResponse({"error": str(error)}, 429, {"retry-after": str(error.wait_s)})
        except ConversationsUnusable as error:
            return JSONResponse({"error": str(error)}, 500)
        except (Busy, NotReady, ReaderUnavailable) as error:  # asked again later it may be otherwise
            return JSONResponse({"error": str(error)}, 503)
        except AssistantError as error:
            return JSONResponse({"error": str(error)}, 400)

    return telling


async def body_of(request: Request) -> Json:
    """The JSON object that a request brings. Raises BadRequest."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise BadRequest("The request's body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The request's body must be a JSON object.")
    return body


def conversation_routes(house: House) -> list[Route]:
    """The routes under /conversations."""
    desk = Talks(house.conversations)
    one = "/conversations/{id}"
    turn = one + "/turns/{place:int}"
    return [
        Route("/conversations", told(desk.listed), methods=["GET"]),
        Route("/conversations", told(desk.created), methods=["POST"]),
        Route(one, told(desk.shown), methods=["GET"]),
        Route(one, told(desk.renamed), methods=["PATCH"]),
        Route(one, told(desk.deleted), methods=["DELETE"]),
        Route(one + "/export/{format}", told(desk.exported), methods=["GET"]),
        Route(turn + "/export/{format}", told(desk.exported), methods=["GET"]),
        Route(turn + "/feedback", told(desk.rated), methods=["PUT"]),
    ]


class Talks:
    """What the routes do, each for who is signed in."""

    def __init__(self, conversations: Conversations) -> None:
        self._kept = conversations

    async def listed(self, request: Request) -> Response:
        """The user's conversations in which something was asked, the last used first."""
        found = await to_thread.run_sync(self._kept.list, user_of(request), request.query_params.get("find", ""))
        return JSONResponse([summary.to_dict() for summary in found if summary.turns])

    async def created(self, request: Request) -> Response:
        """A new conversation."""
        made = await to_thread.run_sync(self._kept.create, user_of(request))
        return JSONResponse(made.to_dict(), 201)

    async def shown(self, request: Request) -> Response:
        """A conversation whole."""
        return JSONResponse((await self._read(request)).to_dict())

    async def renamed(self, request: Request) -> Response:
        """A conversation under its new title."""
        title = (await body_of(request)).get("title")
        if not isinstance(title, str):
            raise BadRequest("A conversation is renamed with a title, which is a text.")
        key = request.path_params["id"]
        return JSONResponse((await to_thread.run_sync(self._kept.rename, user_of(request), key, title)).to_dict())

    async def deleted(self, request: Request) -> Response:
        """Nothing, once the conversation is gone."""
        await to_thread.run_sync(self._kept.delete, user_of(request), request.path_params["id"])
        return Response(status_code=204)

    async def rated(self, request: Request) -> Response:
        """Nothing, once the thumb and the comment are kept."""
        body = await body_of(request)
        thumb, comment = body.get("thumb"), body.get("comment", "")
        if not isinstance(thumb, int) or not isinstance(comment, str):
            raise BadRequest('Feedback is like {"thumb": 1, "comment": "…"}.')
        key, place = request.path_params["id"], request.path_params["place"]
        await to_thread.run_sync(self._kept.set_feedback, user_of(request), key, place, thumb, comment)
        return Response(status_code=204)

    async def exported(self, request: Request) -> Response:
        """A conversation, or one of its turns, as a file."""
        conversation = await self._read(request)
        made = exported(conversation, request.path_params["format"], request.path_params.get("place"))
        return Response(made.content, media_type=made.media_type, headers={"content-disposition": made.disposition})

    async def _read(self, request: Request) -> Conversation:
        return await to_thread.run_sync(self._kept.read, user_of(request), request.path_params["id"])


def user_of(request: Request) -> str:
    """Who is signed in, "" when nobody has to."""
    return str(request.state.user)
