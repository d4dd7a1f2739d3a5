"""The routes that change the corpus: reports sent and removed, with what happens told line by line."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.web.corpus.editing import Editing, may_edit
from assistant.web.corpus.uploads import Upload
from assistant.web.endpoints import caller_of
from assistant.web.house import House
from assistant.web.kept.talks import BadRequest, body_of, told
from assistant.web.schema import Json

_MOST_REMOVED = 1000


def corpus_routes(house: House, editing: Editing) -> list[Route]:
    """The routes under /corpus."""
    web = house.settings.web

    async def upload(request: Request) -> Response:
        if not may_edit(house.settings):
            return _not_allowed()
        house.limits.take("uploads", caller_of(request.scope).payer)
        async with _form(request, web.max_upload_files) as files:
            # One file at a time is held in memory; the rest lies on the disk.
            ready = await editing.stage(Upload(one.filename or "", one.file.read()) for one in files)
        return _lines(editing.add(ready))

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


@asynccontextmanager
async def _form(request: Request, most: int) -> AsyncIterator[list[UploadFile]]:
    """The files that a form brings. Raises BadRequest."""
    try:
        form = await request.form(max_files=most, max_fields=0)
    except (MultiPartException, HTTPException) as error:
        reason = str(getattr(error, "detail", error)).rstrip(".")
        raise BadRequest(f"The files cannot be taken ({reason}). At most {most} are taken at once.") from None
    try:
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
        if not files:
            raise BadRequest("No file came. Choose some, or drop them on the list of reports.")
        yield files
    finally:
        await form.close()


def _lines(said: AsyncIterator[Json]) -> Response:
    async def lines() -> AsyncIterator[str]:
        async for one in said:
            yield json.dumps(one) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _not_allowed() -> Response:
    cure = "Whoever runs it allows it with web.edit_corpus in assistant.toml."
    return JSONResponse({"error": f"Reports cannot be added or removed through this page. {cure}"}, 403)
