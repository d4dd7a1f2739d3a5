"""Tables of HTML: each row makes sense alone, and no cell is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.readers.html import read


def text(table: str) -> str:
    return read(f"<!doctype html><meta charset=utf-8><body><table>{table}</table>".encode()).text


def rows(*lines: str, tag: str = "td") -> str:
    """Rows of cells that are written with bars between."""
    return "".join("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in line.split("|")) + "</tr>" for line in lines)


NAMES = rows("Port|Ships|Tonnes", tag="th")
TABLES = [
    (NAMES + rows("Ruse|3|70"), "Port: Ruse; Ships: 3; Tonnes: 70."),
    (f"<thead>{NAMES}</thead><tfoot></tfoot><tbody>{rows('Ruse||70')}</tbody>", "Ships.\nPort: Ruse; Tonnes: 70."),
    (rows("Port|Ships", "Ruse|3", "Galați|4"), "Port: Ruse; Ships: 3.\nPort: Galați; Ships: 4."),
    (rows("Ruse|3", "Galați|4"), "Ruse; 3.\nGalați; 4."),
    (rows("Name:|Ruse", "Country:|Bulgaria"), "Name: Ruse.\nCountry: Bulgaria."),
    ("<tr><th>Port<td>Ruse<td>Reni<tr><th>Ships<td>3<td>4", "Port: Ships; Ruse: 3; Reni: 4."),
    ("<tr><th>Name<td>Ruse<tr><th>Country<td>Bulgaria", "Name: Ruse.\nCountry: Bulgaria."),
    (NAMES + "<tr><td colspan=3>In Bulgaria<tr><td>Ruse<td>3<td>70", "In Bulgaria.\nPort: Ruse; Ships: 3; Tonnes: 70."),
    (
        NAMES + "<tr><td rowspan=2>Ruse<td>3<td>70<tr><td>4<td>80",
        "Port: Ruse; Ships: 3; Tonnes: 70.\nPort: Ruse; Ships: 4; Tonnes: 80.",
    ),
    (
        "<tr><th rowspan=2>Port<th colspan=2>2021<tr><th>in<th>out<tr><td>Ruse<td>3<td>4",
        "Port: Ruse; 2021 in: 3; 2021 out: 4.",
    ),
    (NAMES + "<tr><td>Ruse<td colspan=2>closed", "Port: Ruse; Ships / Tonnes: closed."),
    (NAMES + "<tr><td>Ruse<td>3<td>70<td>extra", "Port: Ruse; Ships: 3; Tonnes: 70; extra."),
    (NAMES + "<tr><td></td><td></td><td>70", "Port; Ships.\nTonnes: 70."),
    (NAMES + "<tr><td colspan=3>None called", "Port; Ships; Tonnes.\nNone called."),
    (NAMES, "Port; Ships; Tonnes."),
    (
        "<caption>Ships in <b>1996</b></caption>" + NAMES + rows("Ruse|3|70"),
        "Ships in 1996\n\nPort: Ruse; Ships: 3; Tonnes: 70.",
    ),
    (rows("|2021|2020", "Sales|7|9"), "Sales; 2021: 7; 2020: 9."),
    (rows("•|one", "•|two"), "• one\n• two"),
    (rows("(a)|one", "(b)|two"), "(a) one\n(b) two"),
    (rows("☑|Annual report", "☐|Interim report"), "☑ Annual report\n\n☐ Interim report"),
]


@pytest.mark.parametrize(("table", "found"), TABLES)
def test_rows_are_lines_that_carry_their_header(table: str, found: str) -> None:
    assert text(table) == found


FINANCIAL = (
    "<tr><td><td><td colspan=7>Years ended December 31,"
    "<tr><td>Reconciliation:<td><td colspan=3>2021<td><td colspan=3>2020"
    "<tr><td>Net income (loss)<td><td>$<td>2,111<td><td><td>$<td>(2,208<td>)"
    "<tr><td>Margin<td><td><td>7.5<td>%<td><td><td>—<td>"
)
BALANCE = rows("Assets|2021|2020", "Cash|16|5", "Total assets|40|30") + (
    "<tr><td colspan=3>Liabilities" + rows("Debt|4|2", "Total|5|4")
)


def test_years_over_figures_name_their_columns_and_signs_stand_with_their_figures() -> None:
    year = "Years ended December 31,"
    assert text(FINANCIAL).splitlines() == [
        f"Reconciliation: Net income (loss); {year} 2021: $2,111; {year} 2020: $(2,208).",
        f"Reconciliation: Margin; {year} 2021: 7.5%; {year} 2020: —.",
    ]


def test_the_corner_of_a_table_of_several_sections_names_the_first_alone() -> None:
    assert text(BALANCE).splitlines() == [
        "Assets.",
        "Cash; 2021: 16; 2020: 5.",
        "Total assets; 2021: 40; 2020: 30.",
        "Liabilities.",
        "Debt; 2021: 4; 2020: 2.",
        "Total; 2021: 5; 2020: 4.",
    ]


LAYOUTS = (
    "<tr><td><h1>One</h1><p>two</p></td><td><p>three</p></td>",
    "<tr><td>One<td><table><tr><td>two<td>three</table>",
    "<tr><td><p>One</p>" + "<p>x</p>" * 9 + "<p>two</p><td>three",
    "<tr><td>One two<tr><td>three",
    "<tr><td>One <td>" + "two " * 200 + "<td>three",
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_tables_that_lay_out_a_page_are_read_column_by_column(layout: str) -> None:
    found = text(layout)
    assert found.split("\n")[0].startswith("One")
    assert found.endswith(("three", "three."))
    assert found.index("two") < found.index("three")


def test_a_presentation_is_no_table() -> None:
    assert read(b"<table role=presentation><tr><td>One<td>two</table>").text == "One\n\ntwo"


CELLS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.sampled_from(["td", "th"]), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_no_cell_is_lost_however_they_span(table: list[list[tuple[int, int, str, bool]]]) -> None:
    words, lines = [], []
    for number, row in enumerate(table):
        line = "<tr>"
        for place, (wide, high, tag, filled) in enumerate(row):
            words.append(word := f"w{number}x{place}" if filled else "")
            line += f"<{tag} colspan={wide} rowspan={high}>{word}</{tag}>"
        lines.append(line)
    found = text("".join(lines) + "<tr><td>last<td>row")
    assert [word for word in words if word not in found] == []
