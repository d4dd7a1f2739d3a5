"""A place in a report shown on the page that it comes from, as a picture."""

import hashlib
from collections import OrderedDict

from anyio import to_thread
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.answering.pictures import pictures_of
from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart
from assistant.reading.corpus import limits_of
from assistant.reading.pictures import WIDTH, Picture, Place
from assistant.types import Report
from assistant.web.desk import Desk
from assistant.web.endpoints import caller_of
from assistant.web.house import House
from assistant.web.kept.talks import told

_MOST_WAITING = 16
_KEPT = 8
_GONE = 499  # what nginx notes when a client has closed the connection; nobody reads it


class Showing:
    """Draws pages, one after another, in a process of its own; the last few are kept."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._apart = Apart(limits_of(house.settings))
        self._kept: OrderedDict[str, Picture] = OrderedDict()  # by tag, the last used last
        self.desk = Desk(1, _MOST_WAITING, "pages")

    async def picture(self, request: Request) -> Response:
        """The PNG of the page that is asked for, with the characters marked that stand on it."""
        self._house.limits.take("pictures", caller_of(request.scope).payer)
        wanted = _wanted(request.query_params)
        if wanted is None:
            return _refused(
                "A picture needs report_id and whole numbers: page from 1, start from 0, end after it.", 422
            )
        report_id, page, start, end = wanted
        report = await to_thread.run_sync(self._house.warm.assistant.report, report_id)
        if report is None:
            return _refused(f"There is no report {report_id}.", 404)
        place = _on_page(report, page, start, end)
        tag = f'"{hashlib.sha256(repr((place, page)).encode()).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=_told_to_keep(tag))
        try:
            return await self._shown(request, place, page, tag)
        except ReportUnreadable as error:
            return _refused(str(error), 409)

    async def _shown(self, request: Request, place: Place, page: int, tag: str) -> Response:
        if tag not in self._kept and place.start < place.end:
            async with self.desk.seat():
                if await request.is_disconnected():
                    return Response(status_code=_GONE)
                if tag not in self._kept:
                    self._keep(tag, await to_thread.run_sync(self._draw, place, page))
        found = self._kept.get(tag)
        if found is None:
            return _refused(f"These characters of {place.report_id} do not stand on page {page}.", 404)
        self._kept.move_to_end(tag)
        left, top, *_ = found.boxes[0]
        headers = {**_told_to_keep(tag), "X-Mark": f"{left:.4f} {top:.4f}"}
        return Response(found.png, media_type="image/png", headers=headers)

    def _draw(self, place: Place, page: int) -> tuple[Picture, ...]:
        return pictures_of(place, self._house.settings, self._apart, width=WIDTH, page=page)

    def _keep(self, tag: str, drawn: tuple[Picture, ...]) -> None:
        for one in drawn:
            self._kept[tag] = one
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def close(self) -> None:
        """End the process."""
        self._apart.close()

    def routes(self) -> list[Route]:
        """Where pictures are."""
        return [Route("/picture", told(self.picture))]


def _wanted(given: QueryParams) -> tuple[str, int, int, int] | None:
    """What is asked for: report, page, start and end; None when that cannot be."""
    try:
        report_id, page, start, end = given["report_id"], int(given["page"]), int(given["start"]), int(given["end"])
    except (KeyError, ValueError):
        return None
    return (report_id, page, start, end) if page >= 1 and 0 <= start < end else None


def _on_page(report: Report, page: int, start: int, end: int) -> Place:
    """Those of the characters that stand on one page, so that no other is looked at; maybe none."""
    first, last = next(((one.start, one.end) for one in report.pages if one.number == page), (0, 0))
    return Place(report.id, report.sha256, max(start, first), min(end, last))


def _told_to_keep(tag: str) -> dict[str, str]:
    """Headers by which a browser keeps a picture, but asks each time whether it may still be seen."""
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


def _refused(message: str, status: int) -> Response:
    return JSONResponse({"error": message}, status_code=status)
