"""A quotation on the pages that it comes from: the boxes hold its characters and no others, however the page lies."""

import hashlib
import io
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.answering.pictures import pictures_of
from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart, Limits
from assistant.reading.pictures import Picture, Place, has_pictures, pictures
from assistant.reading.readers.pdf import marks, picture, read
from assistant.reading.readers.pdf.spans import Kept
from assistant.reading.source import Source, read_source
from assistant.settings import Settings
from tests.reading.hostile_pdf import pdf_of, stream
from tests.reading.languages import written
from tests.reading.made_pdf import Setter, in_columns

PARAGRAPHS = [
    written(name, "iso-8859-1", 1000)[0] for name in ("English", "French", "German", "Spanish", "Swedish") * 5
]
ID = "survey.pdf"
Box = tuple[float, float, float, float]


@cache
def columns() -> bytes:
    return in_columns(PARAGRAPHS, 2, title="Annual survey")


@cache
def text_in_columns() -> str:
    return read(columns()).text


def under(data: bytes, page: int, box: Box) -> str:
    """What PDFium finds in a box of an upright page, but for what only touches its edges."""
    with pdfium.PdfDocument(data) as document:
        sheet = document[page - 1]
        width, height = sheet.get_size()
        left, top, right, bottom = box
        found = sheet.get_textpage().get_text_bounded(
            left * width, height * (1 - bottom), right * width, height * (1 - top)
        )
        return " ".join(found.replace("\x02", "-").split())


def pictured(data: bytes, start: int, end: int, *, only: int = 0) -> tuple[Picture, ...]:
    place = Place(ID, hashlib.sha256(data).hexdigest(), start, end)
    return pictures(Source(ID, {}), data, place, 600, only)


@settings(max_examples=25)
@given(st.data())
def test_under_the_boxes_stand_the_words_of_the_span_and_no_others(data: st.DataObject) -> None:
    text = text_in_columns()
    starts = [0, *(place + 1 for place, sign in enumerate(text) if sign.isspace())]
    first = data.draw(st.integers(0, len(starts) - 2))
    last = data.draw(st.integers(first + 1, min(first + 60, len(starts) - 1)))
    start, end = starts[first], starts[last] - 1
    found = [under(columns(), one.page, box) for one in marks(columns(), start, end) for box in one.boxes]
    assert "".join(found).replace(" ", "").replace("-", "") == "".join(text[start:end].split()).replace("-", "")


@settings(max_examples=25)
@given(st.integers(0, 5000), st.integers(1, 12))
def test_a_box_is_as_wide_as_its_characters(start: int, length: int) -> None:
    text = text_in_columns()
    boxes = [box for one in marks(columns(), start, start + length) for box in one.boxes]
    whole = [box for one in marks(columns(), *_word_around(text, start, start + length)) for box in one.boxes]
    assert bool(boxes) == bool(text[start : start + length].strip())
    for left, top, right, bottom in boxes:
        assert any(a <= left < right <= c and (top, bottom) == (b, d) for a, b, c, d in whole)
    if text[start : start + length].strip() == text[start : start + length] and text[start - 1].isalpha():
        assert boxes[0][0] > whole[0][0]


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


TURNED = b"/Type/Page/Parent 2 0 R/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R"
FRAMES = [b"/MediaBox[0 0 400 300]", b"/MediaBox[-50 -70 500 400]/CropBox[20 30 380 290]", b"/MediaBox[300 0 -20 600]"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("matrix", [b"1 0 0 1 90 150", b"0 1 -1 0 150 90", b"-1 0 0 -1 230 150", b"0 -1 1 0 150 230"])
def test_the_box_lies_on_the_ink_however_page_and_words_are_turned(rotation: int, frame: bytes, matrix: bytes) -> None:
    page = b"<<" + TURNED + frame + b"/Rotate %d>>" % rotation
    words = b"BT /F 16 Tf %s Tm (Nobody signed) Tj ET" % matrix
    data = pdf_of({3: page, 4: stream(words)})
    text = read(data).text
    assert text == "Nobody signed"
    (one,) = pictured(data, 0, len(text))
    image = Image.open(io.BytesIO(one.png)).convert("L")
    ink = np.asarray(image) < 100
    (left, top, right, bottom) = one.boxes[0]
    inside = np.zeros_like(ink)
    y, x = slice(int(top * image.height), int(bottom * image.height) + 1), slice(int(left * image.width), None)
    inside[y, x] = True
    inside[:, int(right * image.width) + 1 :] = False
    assert len(one.boxes) == 1 and ink.any() and not (ink & ~inside).any()
    assert inside.sum() < 12 * ink.sum()


def test_the_boxes_are_marked_on_the_picture_and_nothing_else_is() -> None:
    text = text_in_columns()
    (one,) = pictured(columns(), 0, text.index(" published"))
    colours = np.asarray(Image.open(io.BytesIO(one.png)).convert("RGB")).astype(int)
    assert colours.shape[1] == 600
    marked = colours[..., 0] - colours[..., 2] > 60
    (left, top, right, bottom) = (
        (np.array(one.boxes[0]) * [*colours.shape[1::-1], *colours.shape[1::-1]]).round().tolist()
    )
    ys, xs = np.nonzero(marked)
    assert (abs(xs.min() - left), abs(xs.max() - right)) <= (2, 2)
    assert (abs(ys.min() - top), abs(ys.max() - bottom)) <= (2, 2)


def test_a_quotation_over_a_page_break_has_a_picture_of_each_page_or_of_the_one_that_is_asked_for() -> None:
    content = read(columns())
    second = content.pages[1]
    start, end = second.start - 100, second.start + 100
    assert [one.page for one in pictured(columns(), start, end)] == [1, 2]
    (one,) = pictured(columns(), start, end, only=2)
    assert one == pictured(columns(), start, end)[1]
    assert pictured(columns(), start, second.start - 1, only=2) == ()


def test_a_table_s_row_is_marked_with_its_header() -> None:
    setter = Setter()
    setter.page()
    for x, cells in ((20, ("Port", "Ruse", "Vukovar")), (60, ("Vessels", "1204", "310")), (90, ("Locks", "2", "1"))):
        setter.at(x, 30, *cells)
    data = setter.made()
    text = read(data).text
    (one,) = marks(data, text.index("Port: Vukovar"), len(text))
    assert [under(data, 1, box) for box in one.boxes] == ["Port", "Vukovar", "Vessels", "310", "Locks", "1"]


def test_a_picture_of_a_huge_or_narrow_page_stays_small() -> None:
    for box in (b"[0 0 100000 100000]", b"[0 0 3 14400]", b"[0 0 14400 3]"):
        data = pdf_of({3: b"<<" + TURNED + b"/MediaBox%s>>" % box})
        width, height = Image.open(io.BytesIO(picture(data, 1, (), width=1200))).size
        assert 0 < width <= 1200 and 0 < height <= 8000


def test_what_is_no_pdf_has_changed_or_stands_nowhere_is_refused_or_empty() -> None:
    data, text = columns(), text_in_columns()
    words = b"The ferry was late.\n"
    with pytest.raises(ReportUnreadable, match=r"^note.pdf has no pages that can be shown; its text is all there is$"):
        pictures(Source("note.pdf", {}), words, Place("note.pdf", hashlib.sha256(words).hexdigest(), 0, 5), 600)
    with pytest.raises(
        ReportUnreadable, match=r"^survey.pdf has changed since it was indexed; run: assistant rebuild$"
    ):
        pictures(Source(ID, {}), data, Place(ID, "0" * 64, 0, 5), 600)
    assert pictured(data, len(text), len(text) + 50) == ()


def test_what_a_file_holds_decides_whether_it_has_pages_and_not_its_name() -> None:
    data = columns()
    misnamed = read_source(Source("survey.txt", {}), data).reports[0]
    assert has_pictures(misnamed) and misnamed.kind == ".pdf"
    assert pictures(Source(misnamed.id, {}), data, Place(misnamed.id, misnamed.sha256, 0, 5), 600)
    assert not has_pictures(read_source(Source("survey.pdf", {}), rb"{\rtf1 The ferry was late.}").reports[0])


@pytest.fixture
def corpus(tmp_path: Path) -> Settings:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / ID).write_bytes(columns())
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Survey", "a@example.org"
    mail.set_content("The survey is attached.")
    mail.add_attachment(columns(), maintype="application", subtype="pdf", filename=ID)
    (tmp_path / "mail.eml").write_bytes(mail.as_bytes())
    return Settings(corpus_dir=tmp_path)


@pytest.mark.parametrize("report_id", [f"old/{ID}", f"mail.eml/{ID}"])
def test_a_citation_of_a_file_or_of_an_attachment_is_shown(corpus: Settings, report_id: str) -> None:
    sha256 = hashlib.sha256(columns()).hexdigest()
    with Apart(Limits(timeout_s=20, memory_mb=1000)) as apart:
        (one,) = pictures_of(Place(report_id, sha256, 0, 40), corpus, apart, width=400)
    assert (one.page, Image.open(io.BytesIO(one.png)).width) == (1, 400)


@pytest.mark.parametrize("report_id", ["gone.pdf", "../survey.pdf", "mail.eml/other.pdf", "old"])
def test_a_file_that_is_gone_or_lies_elsewhere_is_not_shown(corpus: Settings, report_id: str) -> None:
    (corpus.corpus_dir.parent / ID).write_bytes(columns())
    with Apart(Limits(timeout_s=20, memory_mb=1000)) as apart, pytest.raises(ReportUnreadable):
        pictures_of(Place(report_id, hashlib.sha256(columns()).hexdigest(), 0, 40), corpus, apart)


def one_line(text: str) -> bytes:
    setter = Setter()
    setter.page()
    setter.at(20, 30, text)
    return setter.made()


def test_files_that_are_looked_at_in_turn_are_read_once() -> None:
    files = [one_line(f"The ferry {name} was late.") for name in ("Ada", "Bea", "Cleo", "Dora", "Eva")]
    kept = Kept()
    first = [kept(data) for data in files[:4]]
    assert [one is before for one, before in zip(map(kept, files[:4]), first, strict=True)] == [True] * 4
    kept(bytes(bytearray(files[0])))
    kept(files[4])
    assert kept(files[0]) is first[0] and kept(files[1]) is not first[1]


def test_of_files_whose_places_are_many_only_the_last_is_kept() -> None:
    kept = Kept(most_bytes=columns_size() + 100)
    large = kept(columns())
    assert kept(columns()) is large
    assert columns_size() < 20 * len(text_in_columns())
    kept(one_line("The ferry was late, and nobody knew why."))
    assert kept(columns()) is not large


def columns_size() -> int:
    return Kept()(columns()).size
