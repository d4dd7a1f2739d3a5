"""A quotation shown on the page that it comes from."""

from pathlib import PurePosixPath

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart
from assistant.reading.corpus import max_bytes_of, read_bytes
from assistant.reading.pictures import WIDTH, Picture, Place, pictures
from assistant.reading.source import Source
from assistant.settings import Settings


def pictures_of(
    place: Place, settings: Settings, apart: Apart, *, width: int = WIDTH, page: int = 0
) -> tuple[Picture, ...]:
    """The pages on which a place stands, marked, `width` pixels wide; with `page`, that one alone.

    Raises ReportUnreadable when the report has no pages to be shown, or is gone or changed since it was indexed.
    """
    report_id = PurePosixPath(place.report_id)
    root = settings.corpus_dir.resolve()
    files = ((one, root / one) for one in (report_id, *report_id.parents))  # that of a mail for what is attached to it
    found = next(((one, file) for one, file in files if file.is_file() and file.resolve().is_relative_to(root)), None)
    if found is None:
        raise ReportUnreadable(f"{place.report_id} is no longer in the corpus folder; run: assistant rebuild")
    data = read_bytes(found[1], max_bytes=max_bytes_of(settings))
    return apart(pictures, Source(str(found[0]), {}), data, place, width, page)
