"""Citations: made from units, and checked, character for character, before they leave the program."""

from assistant.answering.units import Unit
from assistant.errors import AnswerFailed
from assistant.types import Answer, Citation, Report


def cite(unit: Unit, number: int) -> Citation:
    """The citation of one unit."""
    report = unit.report
    return Citation(
        number=number,
        report_id=report.id,
        title=report.title,
        date=report.date,
        page=report.page_at(unit.start),
        start=unit.start,
        end=unit.end,
        quote=unit.text,
        sha256=report.sha256,
        speaker="" if unit.text.startswith(unit.speaker) else unit.speaker,
    )


def check(answer: Answer, reports: dict[str, Report]) -> None:
    """Raise AnswerFailed unless every citation stands in its report and sentences and citations match one to one."""
    for citation in answer.citations:
        report = reports.get(citation.report_id)
        if report is None or report.text[citation.start : citation.end] != citation.quote or not citation.quote:
            raise AnswerFailed(
                f"Citation {citation.number} does not stand in {citation.report_id}; the answer is withheld. "
                "Run: assistant doctor"
            )
    numbers = [citation.number for citation in answer.citations]
    used = {number for sentence in answer.sentences for number in sentence.citations}
    if numbers != list(range(1, len(numbers) + 1)) or used != set(numbers):
        raise AnswerFailed("Markers and citations of an answer do not match; the answer is withheld.")
    if not all(sentence.citations for sentence in answer.sentences):
        raise AnswerFailed("A sentence without a citation was withheld with its answer.")
    if (answer.verdict == "answered") != bool(answer.sentences):
        raise AnswerFailed("An answer's verdict does not match its sentences; it is withheld.")
