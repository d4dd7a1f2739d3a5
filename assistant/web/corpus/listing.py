"""The list of reports as a reader browses it: found, sorted, a page at a time, with the choices that narrow it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import PurePosixPath

from assistant.errors import QuestionInvalid
from assistant.indexing.index import Index
from assistant.reading.pictures import has_pictures
from assistant.retrieval.filters import SORTS, admitted, choices, dated, first_and_last
from assistant.types import Entry, Filters, Report
from assistant.web.schema import DatesJson, ListedJson, ReportJson, ReportsJson

_MOST = 500
_STATES = ("unreadable", "copy", "indexed")


@dataclass(frozen=True, slots=True)
class View:
    """What part of the list is looked at. `limit` is at most 500."""

    find: str = ""
    sort: str = "date"
    descending: bool = True
    offset: int = 0
    limit: int = 50


def listed(index: Index, view: View, filters: Filters) -> ReportsJson:
    """The part of the list that a view shows. Raises QuestionInvalid for a view that cannot be."""
    _check(view)
    entries = index.entries
    kept = _found(compress(entries, admitted(entries, filters)), view.find)
    rows = [*_indexed(index, kept, view), *_unreadable(index, view, filters)]
    if view.sort == "state":
        rows.sort(key=lambda row: (_STATES.index(row["state"]), row["title"].casefold()), reverse=view.descending)
    return {
        "total": len(rows),
        "in_all": len(entries) + len(index.manifest.skipped),
        "reports": rows[view.offset : view.offset + view.limit],
        "columns": {
            column: [{"value": value, "count": count} for value, count in values]
            for column, values in choices(entries, filters).items()
        },
        "dates": _dates(entries),
    }


def _check(view: View) -> None:
    if view.sort not in (*SORTS, "state"):
        raise QuestionInvalid(f"Reports cannot be sorted by {view.sort!r}. Choose one of {', '.join(SORTS)}, state.")
    if view.offset < 0 or not 1 <= view.limit <= _MOST:
        raise QuestionInvalid(f"offset must be 0 or more and limit from 1 to {_MOST}.")


def _found(entries: Iterable[Entry], find: str) -> list[Entry]:
    """The reports whose title, date, path or metadata hold every word that is looked for."""
    words = find.casefold().split()
    return [entry for entry in entries if all(word in _haystack(entry) for word in words)] if words else list(entries)


def _haystack(entry: Entry) -> str:
    return "\n".join((entry.id, entry.title, entry.date, *entry.metadata.values())).casefold()


def _indexed(index: Index, entries: Sequence[Entry], view: View) -> Iterable[ListedJson]:
    groups = index.reports.copy_groups()
    by_id = sorted(entries, key=lambda entry: entry.id)
    for entry in sorted(by_id, key=SORTS.get(view.sort, SORTS["title"]), reverse=view.descending):
        copies = index.reports.copies_of(entry.id) if entry.id in groups else ()
        yield {
            "id": entry.id,
            "title": entry.title,
            "date": entry.date,
            "source": entry.metadata.get("source", ""),
            "place": entry.metadata.get("place", ""),
            "characters": entry.characters,
            "passages": entry.passages,
            "state": "copy" if copies else "indexed",
            "note": _note(entry, copies),
            "part_of": entry.part_of,
            "metadata": dict(entry.metadata),
        }


def _note(entry: Entry, copies: Sequence[str]) -> str:
    attached = [f"attached to {entry.part_of}"] if entry.part_of else []
    return "; ".join([*attached, *([f"near-copy of {', '.join(copies)}"] if copies else [])])


def _unreadable(index: Index, view: View, filters: Filters) -> Iterable[ListedJson]:
    """The files that the rebuild left out; nothing is known of them that a filter could admit."""
    words = view.find.casefold().split()
    files = {*index.manifest.skipped, *(path for entry in index.entries for path in (entry.id, entry.part_of))}
    for path, reason in () if filters else sorted(index.manifest.skipped.items()):
        if all(word in path.casefold() for word in words):
            yield {
                "id": path,
                "title": path,
                "date": "",
                "source": "",
                "place": "",
                "characters": 0,
                "passages": 0,
                "state": "unreadable",
                "note": reason,
                "part_of": next((str(one) for one in PurePosixPath(path).parents if str(one) in files), ""),
                "metadata": {},
            }


def _dates(entries: Sequence[Entry]) -> DatesJson:
    first, last = first_and_last(entries)
    return {"first": first, "last": last, "undated": sum(not dated(entry.date) for entry in entries)}


def whole(index: Index, report_id: str) -> ReportJson:
    """A report as the page shows it; an empty one, said to be missing, when there is none of this id."""
    found = index.reports.report(report_id)
    report = found or Report(report_id, "", "", "", "", ())
    return {
        "id": report.id,
        "title": report.title,
        "date": report.date,
        "sha256": report.sha256,
        "text": report.text,
        "body": report.body,
        "pages": [[page.number, page.start, page.end] for page in report.pages],
        "headings": [[heading.start, heading.end] for heading in report.headings],
        "metadata": dict(report.metadata),
        "also_at": list(report.also_at),
        "origins": {name: {"where": one.where, "sure": one.sure} for name, one in report.origins.items()},
        "part_of": report.part_of,
        "parts": index.reports.parts_of(report.id),
        "notes": list(report.notes),
        "pictured": has_pictures(report),
        "missing": found is None,
    }
