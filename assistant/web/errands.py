"""The routes that change the corpus: reports sent and removed, with what happens told line by line."""

import json
from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.web.editing import Editing, may_edit
from assistant.web.endpoints import caller_of
from assistant.web.house import House
from assistant.web.schema import Json
from assistant.web.talks import BadRequest, body_of, told
from assistant.web.uploads import Upload

_MOST_REMOVED = 1000


def corpus_routes(house: House, editing: Editing) -> list[Route]:
    """The routes under /corpus."""
    web = house.settings.web

    async def upload(request: Request) -> Response:
        if not may_edit(house.settings):
            return _not_allowed()
        house.limits.take("uploads", caller_of(request.scope).payer)
        return _lines(editing.add(await _sent(request, web.max_upload_files)))

    async def remove(request: Request) -> Response:
        if not may_edit(house.settings):
            return _not_allowed()
        house.limits.take("uploads", caller_of(request.scope).payer)
        ids = (await body_of(request)).get("ids")
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids) or not ids:
            raise BadRequest('Reports are removed with {"ids": ["a.md"]}.')
        if len(ids) > _MOST_REMOVED:
            raise BadRequest(f"At most {_MOST_REMOVED} reports are removed at once ({len(ids)} were named).")
        return _lines(editing.remove(ids))

    return [
        Route("/corpus/upload", told(upload), methods=["POST"]),
        Route("/corpus/remove", told(remove), methods=["POST"]),
    ]


async def _sent(request: Request, most: int) -> list[Upload]:
    """The files that a form brings. Raises BadRequest."""
    try:
        async with request.form(max_files=most, max_fields=0) as form:
            sent = [
                Upload(one.filename or "", await one.read())
                for one in form.getlist("files")
                if not isinstance(one, str)
            ]
    except (MultiPartException, HTTPException) as error:
        reason = str(getattr(error, "detail", error)).rstrip(".")
        raise BadRequest(f"The files cannot be taken ({reason}). At most {most} are taken at once.") from None
    if not sent:
        raise BadRequest("No file came. Choose some, or drop them on the list of reports.")
    return sent


def _lines(said: AsyncIterator[Json]) -> Response:
    async def lines() -> AsyncIterator[str]:
        async for one in said:
            yield json.dumps(one, ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _not_allowed() -> Response:
    cure = "Whoever runs it allows it with web.edit_corpus in assistant.toml."
    return JSONResponse({"error": f"Reports cannot be added or removed through this page. {cure}"}, 403)
