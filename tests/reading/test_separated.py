"""Separated values: whatever separates them, every cell comes back in its row."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.readers.sheets import separated
from assistant.reading.readers.sheets.separated import read, records

PORTS = (("Port", "Ships", "Share"), ("Galați", "1204", "0,5"), ("Vukovar", "310", "0,25"), ("Ruse", "7", "0,25"))
ROWS = (
    "Port: Galați; Ships: 1204; Share: 0,5.\n"
    "Port: Vukovar; Ships: 310; Share: 0,25.\nPort: Ruse; Ships: 7; Share: 0,25."
)


def lines(text: str) -> list[str]:
    return [line for line in read(text.encode()).text.split("\n") if line]


def written(rows: object, **form: object) -> str:
    out = io.StringIO()
    csv.writer(out, **form).writerows(rows)  # type: ignore[call-overload]
    return out.getvalue()


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_separates_is_seen_even_with_decimal_commas(sign: str, quoting: int, end: str) -> None:
    assert read(written(PORTS, delimiter=sign, quoting=quoting, lineterminator=end).encode()).text == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250"])
def test_whatever_the_encoding(encoding: str) -> None:
    rows = [("Miasto", "Województwo", "Uwagi"), *[("Łódź", "łódzkie", "największe miasto w środku kraju")] * 20]
    text = read(written(rows, delimiter=";").encode(encoding)).text
    assert text.split("\n")[0] == "Miasto: Łódź; Województwo: łódzkie; Uwagi: największe miasto w środku kraju."


def test_the_first_line_may_say_what_separates() -> None:
    assert lines("sep=:\na:b\n1:2\n3:4\n") == ["a: 1; b: 2.", "a: 3; b: 4."]


def test_cells_in_quotation_marks_may_hold_anything() -> None:
    rows = (("name", "said"), ("Anna", 'a "b", c\nand d'), ("Boris", "x, y; z"))
    assert lines(written(rows)) == ['name: Anna; said: a "b", c and d.', "name: Boris; said: x, y; z."]


def test_a_mark_that_none_closes_costs_nothing_but_itself() -> None:
    text = 'size,what,n\n5" pipe,pump,1\n"oh, no,lost,2\n"he" said,that,3\nlast,one,4\n'
    assert lines(text) == [
        'size: 5" pipe; what: pump; n: 1.',
        'size: "oh; what: no; n: lost; 2.',
        'size: "he" said; what: that; n: 3.',
        "size: last; what: one; n: 4.",
    ]


def test_a_file_without_header_has_none() -> None:
    assert lines("1994,12,3\n1995,13,4\n") == ["1994; 12; 3.", "1995; 13; 4."]
    assert lines("Anna,Ruse,yes\nBoris,Lom,yes\n") == ["Anna; Ruse; yes.", "Boris; Lom; yes."]


def test_what_stands_above_the_header_is_kept_apart() -> None:
    text = "Traffic of the ports\n# made in 1996\n\nSource:,the board,\n\nPort,Ships,Tonnes\nRuse,1,2\nLom,3,4\n"
    assert lines(text) == [
        "Traffic of the ports",
        "# made in 1996",
        "Source: the board.",
        "Port: Ruse; Ships: 1; Tonnes: 2.",
        "Port: Lom; Ships: 3; Tonnes: 4.",
    ]


def test_short_and_long_rows_keep_what_they_have() -> None:
    text = "a,b,c\n1,2\n3,4,5,6\n7,8\n9,0\n\n,1,\n2,,3\n"
    assert lines(text) == ["a: 1; b: 2.", "a: 3; b: 4; c: 5; 6.", "a: 7; b: 8.", "a: 9; b: 0.", "b: 1.", "a: 2; c: 3."]


@pytest.mark.parametrize("sign", ["", " ", "\t"])
def test_one_column_is_read_as_lines(sign: str) -> None:
    assert lines("".join(f"{name}{sign}\n" for name in ("Galați", "Ruse", "Lom"))) == ["Galați.", "Ruse.", "Lom."]


def test_prose_is_not_cut_at_its_commas() -> None:
    text = "On Monday, they met.\nThe ships, large and small, came, it is said, from Ruse.\nNothing else happened.\n"
    assert lines(text) == text.split("\n")[:-1]


def test_zeros_and_binary_files() -> None:
    rows = "".join(f"{number},{number}\n" for number in range(100))
    assert lines(f"a,b\n7\0,\08\n{rows}")[:2] == ["a: 7; b: 8.", "a: 0; b: 0."]
    for data in (b"\n \n,,\n", bytes(range(256)) * 40):
        with pytest.raises(ReportUnreadable):
            read(data)


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, '"' * 300_001, '"a,' * 200_000, '"a""b\n' * 50_000, '"' + 'x""' * 200_000, "a,b\n" * 9]
)
def test_no_line_is_too_long_and_nothing_is_lost(text: str) -> None:
    kept = "".join(read(text.encode()).text.split()).replace(";", "").replace(".", "").replace(":", "")
    signs = set(text) - {"\n", ","}
    assert all(text.count(sign) == kept.count(sign) for sign in signs)


def test_too_many_cells_are_cut_and_the_note_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separated, "MOST_CELLS", 6)
    content = read(b"a,b\n1,2\n3,4\n5,6\n")
    assert content.text == "a: 1; b: 2.\na: 3; b: 4."
    assert content.notes == ("read up to row 3, as it holds too many cells; split it",)


cell = st.text('ab ,;"\n|é', max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(cell, min_size=1, max_size=5), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_rows_come_back_as_they_were_written(rows: list[list[str]], sign: str) -> None:
    text = written(rows, delimiter=sign, lineterminator="\n", quoting=csv.QUOTE_ALL)
    assert [list(row) for row in records(text, sign)] == rows


@settings(max_examples=200, deadline=None)
@given(st.text('a",;\n\t|', max_size=60))
def test_any_text_is_read_and_keeps_its_letters(text: str) -> None:
    letters = text.count("a")
    try:
        assert read(text.encode()).text.count("a") >= letters
    except ReportUnreadable:
        assert not letters
