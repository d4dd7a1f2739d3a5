"""A place in a report shown on the page that it comes from, as a picture."""

import asyncio
import hashlib

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.answering.pictures import pictures_of
from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart
from assistant.reading.corpus import limits_of
from assistant.reading.pictures import WIDTH, Place
from assistant.web.house import House

_A_DAY = "private, max-age=86400, immutable"


class Showing:
    """Draws pages, one after another, in a process of its own."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._apart = Apart(limits_of(house.settings))
        self._turn = asyncio.Lock()

    async def picture(self, request: Request) -> Response:
        """The PNG of the page that is asked for, with the characters marked that stand on it."""
        try:
            wanted = request.query_params
            report_id, page = wanted["report_id"], int(wanted["page"])
            start, end = int(wanted["start"]), int(wanted["end"])
        except (KeyError, ValueError):
            return _refused("A picture needs report_id, page, start and end; the last three are whole numbers.", 422)
        report = await to_thread.run_sync(self._house.warm.assistant.report, report_id)
        if report is None:
            return _refused(f"There is no report {report_id}.", 404)
        place = Place(report.id, report.sha256, start, end)
        tag = f'"{hashlib.sha256(repr((place, page)).encode()).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": _A_DAY}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        try:
            async with self._turn:
                found = await to_thread.run_sync(self._draw, place, page)
        except ReportUnreadable as error:
            return _refused(str(error), 409)
        if not found:
            return _refused(f"These characters of {report_id} do not stand on page {page}.", 404)
        return Response(found, media_type="image/png", headers=headers)

    def _draw(self, place: Place, page: int) -> bytes:
        drawn = pictures_of(place, self._house.settings, self._apart, width=WIDTH, page=page)
        return drawn[0].png if drawn else b""

    def close(self) -> None:
        """End the process."""
        self._apart.close()

    def routes(self) -> list[Route]:
        """Where pictures are."""
        return [Route("/picture", self.picture)]


def _refused(message: str, status: int) -> Response:
    return JSONResponse({"error": message}, status_code=status)
