"""Answers that sit in a PDF, a table's row, a mail's attachment and a slide are found, with the right page."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant import Assistant, Settings, rebuild
from assistant.answering.verify import verify
from assistant.models.protocols import Embedder, Reranker
from tests.reading.made import MADE
from tests.reading.reference import Reference, Section

HARBOUR = Reference(
    "Harbour board, autumn session",
    (
        Section("Attendance", ("All nine members were present, and the minutes of the spring session were adopted.",)),
        Section("Dredging", ("Work on the northern channel was postponed until the ice has gone.",)),
        Section("Levy", ("The board approved a levy of 42 crowns on every vessel that winters in the port.",)),
    ),
)
PORTS = Reference(
    "Traffic of the river ports",
    (
        Section(
            "Traffic in 1996",
            ("Figures as reported by the harbour masters.",),
            table=(
                ("Port", "Vessels", "Tonnes"),
                ("Galați", "1204", "88500"),
                ("Vukovar", "310", "9750"),
                ("Mohács", "655", "41020"),
            ),
        ),
    ),
)
SCHOOL = Reference(
    "Plan for a school of pilots",
    (
        Section("Purpose", ("The school is to train twenty pilots a year.",)),
        Section("Place", ("Its building will stand in Tulcea, beside the old customs house.",)),
    ),
)
BRIEFING = Reference(
    "Briefing on lighthouses",
    (
        Section("Why now", ("Two lighthouses lost their keepers last winter.",)),
        Section("Cost", ("Repairing the lighthouse at Sulina costs 310 000 euros, of which Romania pays half.",)),
        Section("Next steps", ("A tender is to be published in May.",)),
    ),
)
QUESTIONS = (
    ("How high is the levy on vessels that winter in the port?", "harbour.pdf", 3, "42 crowns"),
    ("How many tonnes did the port of Vukovar report?", "traffic.xlsx", 2, "Vukovar; Vessels: 310; Tonnes: 9750."),
    ("Where will the building of the school of pilots stand?", "letter.eml/school plan.docx", 2, "Tulcea"),
    ("What does repairing the lighthouse at Sulina cost?", "lighthouses.pptx", 3, "310 000 euros"),
)


def mail() -> bytes:
    """A mail with the plan attached as a Word document."""
    message = EmailMessage()
    message["Subject"], message["From"] = "The plan you asked for", "Anna Weiss <anna@example.org>"
    message["Date"] = "Thu, 14 Mar 1996 10:00:00 +0000"
    message.set_content("Dear colleagues,\n\nthe plan is attached. Please comment before Easter.\n")
    message.add_attachment(
        MADE[".docx"](SCHOOL), maintype="application", subtype="octet-stream", filename="school plan.docx"
    )
    return message.as_bytes()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, reranker: Reranker) -> Iterator[Assistant]:
    corpus = tmp_path_factory.mktemp("mixed")
    for name, data in (
        ("harbour.pdf", MADE[".pdf"](HARBOUR)),
        ("traffic.xlsx", MADE[".xlsx"](PORTS)),
        ("letter.eml", mail()),
        ("lighthouses.pptx", MADE[".pptx"](BRIEFING)),
    ):
        (corpus / name).write_bytes(data)
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("mixed-index"))
    assert rebuild(settings, embedder=embedder).skipped == ()
    with Assistant.open(settings, embedder=embedder, reranker=reranker) as assistant:
        yield assistant


@pytest.mark.parametrize(("question", "report_id", "page", "words"), QUESTIONS)
def test_it_is_answered_with_the_right_page(
    mixed: Assistant, question: str, report_id: str, page: int, words: str
) -> None:
    answer = mixed.ask(question)
    first = answer.citations[0]
    assert (first.report_id, first.page) == (report_id, page)
    assert words in first.quote
    report = mixed.report(report_id)
    assert report is not None and report.text[first.start : first.end] == first.quote


@pytest.mark.parametrize(("question", "report_id"), [case[:2] for case in QUESTIONS])
def test_its_citations_are_verified_against_the_files(mixed: Assistant, question: str, report_id: str) -> None:
    checks = verify(mixed.ask(question).to_dict(), mixed.settings)
    assert checks and {check.state for check in checks} == {"intact"}
    assert report_id in {check.report_id for check in checks}


def test_an_attachment_tells_of_its_mail_and_the_mail_of_it(mixed: Assistant) -> None:
    plan, letter = mixed.report("letter.eml/school plan.docx"), mixed.report("letter.eml")
    assert plan is not None and plan.part_of == "letter.eml" and plan.title == SCHOOL.title
    assert letter is not None and (letter.title, letter.date) == ("The plan you asked for", "1996-03-14")


def test_a_quotation_is_shown_on_its_page(mixed: Assistant) -> None:
    citation = mixed.ask(QUESTIONS[0][0]).citations[0]
    (picture,) = mixed.pictures(citation, width=600)
    assert picture.page == 3 and picture.png.startswith(b"\x89PNG") and picture.boxes
    assert all(0 <= left < right <= 1 and 0 <= top < bottom <= 1 for left, top, right, bottom in picture.boxes)


def test_the_same_bytes_whatever_process_reads_them(mixed: Assistant, tmp_path: Path, embedder: Embedder) -> None:
    again = mixed.settings.model_copy(update={"index_dir": tmp_path / "index"})
    rebuild(again, embedder=embedder)
    with Assistant.open(again, embedder=embedder) as assistant:
        for question, *_ in QUESTIONS:
            one, other = mixed.ask(question).to_dict(), assistant.ask(question).to_dict()
            assert {**one, "timings_ms": {}} == {**other, "timings_ms": {}}
