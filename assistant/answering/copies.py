"""Copies of one text among the sources of an answer: the earliest is cited first, and they confirm nothing twice."""

from collections.abc import Sequence

from assistant.answering.choose import in_reading_order
from assistant.answering.weigh import Weighed
from assistant.indexing.store import ReportReader
from assistant.types import Citation, Report


def earliest_first(groups: Sequence[Sequence[Weighed]], reader: ReportReader) -> list[list[Weighed]]:
    """Chosen sentences, each with its near copies; where their reports are copies of one text, the earliest leads.

    Reports that are no copies of others keep their places.
    """
    if not groups:
        return []
    return in_reading_order([_earliest_first(group, reader) for group in groups])


def _earliest_first(group: Sequence[Weighed], reader: ReportReader) -> list[Weighed]:
    families: dict[str, list[Weighed]] = {}
    for one in group:
        families.setdefault(_family(one.unit.report.id, reader), []).append(one)
    return [one for family in families.values() for one in sorted(family, key=lambda one: _age(one.unit.report))]


def _family(report_id: str, reader: ReportReader) -> str:
    """The first by id of the reports that are copies of this one, itself among them."""
    return min((report_id, *reader.copies_of(report_id)))


def _age(report: Report) -> tuple[bool, str, str]:
    """What reports are sorted by, the earliest first; a date that is not led by its year cannot be compared."""
    dated = report.date[:4].isdigit()
    return not dated, report.date if dated else "", report.id


def copy_notes(citations: Sequence[Citation], reader: ReportReader) -> tuple[str, ...]:
    """A note for each text that is cited from several of its copies, in the order of the citations."""
    families: dict[str, list[Citation]] = {}
    for citation in citations:
        families.setdefault(_family(citation.report_id, reader), []).append(citation)
    return tuple(_note(family) for family in families.values() if len({one.report_id for one in family}) > 1)


def _note(family: Sequence[Citation]) -> str:
    *numbers, last = (f"[{citation.number}]" for citation in family)
    return f"Sources {', '.join(numbers)} and {last} are copies of one text; they do not confirm each other."
