"""A small corpus of PDFs and letters with attachments: some long, wrongly named, broken or hard to date."""

from email.message import EmailMessage
from pathlib import Path

from tests.reading.made import MADE
from tests.reading.reference import Reference, Section
from tests.test_any_format import HARBOUR, SCHOOL, mail

LONG = "W" * 300
GUESSED = "ferry 1994-11-26.txt"
LISTED = tuple(f"Landing number {place} has a bell and a lamp." for place in range(1, 25))  # of which it is far down
FERRIES = Reference(
    "Survey of the ferries",
    (
        Section("Ferries", ("Four ferries cross the estuary, of which the oldest has a wooden hull.",)),
        Section("Tolls", (*LISTED, "A passage with a cart costs eleven crowns in winter.")),
    ),
)


def filled(corpus: Path) -> Path:
    """The folder with the files in it."""
    for name, data in (
        ("harbour.pdf", MADE[".pdf"](HARBOUR)),
        ("survey.txt", MADE[".pdf"](FERRIES)),
        ("letter.eml", mail()),
        ("long.eml", _letter(LONG, {f"{'Q' * 100}.docx": MADE[".docx"](SCHOOL), "broken.pdf": b"%PDF-1.7 cut"})),
        ("short.eml", _letter("A word on the timetable", {})),
        ("undated.txt", b"The keeper of the lighthouse left in spring.\n"),
        (GUESSED, b"The ferry of 1996 was replaced by that of 1997.\n"),
    ):
        (corpus / name).write_bytes(data)
    return corpus


def _letter(subject: str, attached: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "Anna Weiss <anna@example.org>"
    message["To"], message["Date"] = "Jan Novak <jan@example.org>", "Fri, 15 Mar 1996 10:00:00 +0000"
    message.set_content(
        f"Dear Jan,\n\nthe timetable of the ferries is kept by the board; see {len(attached)} annexes.\n"
    )
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
