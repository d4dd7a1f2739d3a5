"""Workbooks: what their cells show, row by row, each with its header."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.formats import read_content
from assistant.reading.readers.sheets import xlsx
from assistant.reading.readers.sheets.number_formats import number_format
from assistant.reading.readers.sheets.xlsx import read
from tests.reading.hostile_packed import encrypted_package
from tests.reading.hostile_parts import valid
from tests.reading.made_zip import XML, changed

Rows = Sequence[Sequence[object]]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(**sheets: Rows) -> Workbook:
    """A workbook of sheets, by their names."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book


def lines(rows: Rows) -> list[str]:
    """What a sheet of these rows is read as."""
    return lines_of(book_of(S=rows))


def lines_of(book: Workbook) -> list[str]:
    """What the first sheet is read as, below its name."""
    content = read(saved(book))
    name, *rest = [line for line in content.text[: content.pages[0].end].split("\n") if line]
    assert name == book.worksheets[0].title
    return rest


def raw(cells: str, *, after: str = "", part: str = "xl/worksheets/sheet1.xml") -> Content:
    """What a workbook is read as whose sheet is written by hand."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'{XML}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData>{after}</worksheet>'
    return read(changed(valid(".xlsx"), {part: sheet}))


def test_raised_figures_are_no_part_of_the_number_before_them() -> None:
    raised = '<r><rPr><vertAlign val="superscript"/></rPr><t>6</t></r>'
    content = raw(f'<row><c t="inlineStr"><is><r><t>10</t></r>{raised}<r><t> birds</t></r></is></c></row>')
    assert "10⁶ birds" in content.text


def test_each_sheet_is_a_page_under_its_name() -> None:
    content = read(saved(book_of(First=[["a", "b"], [1, 2]], Second=[["c", "d"], [3, 4]])))
    assert content.text == "First\n\na: 1; b: 2.\n\nSecond\n\nc: 3; d: 4."
    assert [(page.number, content.text[page.start :][:3]) for page in content.pages] == [(1, "Fir"), (2, "Sec")]
    assert [content.text[one.start : one.end] for one in content.headings] == ["First", "Second"]


def test_cells_are_read_as_they_are_shown() -> None:
    book = book_of(S=[["what", "value", "n"]])
    sheet = book.active
    shown = (
        (1204, "General", "1204"),
        (88500.0, "General", "88500"),
        (0.1 + 0.2, "General", "0.3"),
        (0.075, "0.0%", "7.5%"),
        (2.675, "0.00", "2.68"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, '"€"#,##0.00', "€1,234.50"),
        (999, "#,##0", "999"),
        (5, "0,000", "0,005"),
        (7, '"yes";"no"', "yes"),
        (-7, '"yes";"no"', "no"),
        (-1204, "#,##0;(#,##0)", "(1,204)"),
        (0, '0;-0;"none"', "none"),
        (-3, "0.0;[Red]-0.0;0", "-3.0"),
        (-3, "0.0;@", "-3.0"),
        (1234567, '0.0,,"M"', "1.2M"),
        (-5, "[$€-407] #,##0;[Red]-[$€-407] #,##0", "-€ 5"),
        (42, "00000", "00042"),
        (date(1996, 3, 14), "d mmmm yyyy", "1996-03-14"),
        (datetime(1996, 3, 14, 14, 30), "d/m/yy h:mm", "1996-03-14 14:30"),
        (date(1996, 3, 14), "mmm yy", "1996-03"),
        (date(1996, 3, 14), "yyyy", "1996"),
        (time(6, 5), "h:mm", "06:05"),
        (timedelta(hours=36), "[h]:mm", "36:00"),
        (True, "General", "TRUE"),
        ("#DIV/0!", "General", "#DIV/0!"),
        ("a\nb", "General", "a b"),
    )
    for number, (value, code, _) in enumerate(shown):
        sheet.append([f"row {number}", value, number])
        sheet.cell(number + 2, 2).number_format = code
    assert lines_of(book) == [
        f"what: row {number}; value: {text}; n: {number}." for number, (*_, text) in enumerate(shown)
    ]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    book = book_of(S=[["day", "n"], [date(1996, 3, 14), 1]])
    book.epoch = datetime(1904, 1, 1)
    assert lines_of(book) == ["day: 1996-03-14; n: 1."]


def test_titles_stand_before_the_header_and_remarks_below_without_it() -> None:
    rows = (["Traffic"], ["Source:", "the board"], ["Port", "Ships", "Tonnes"], ["Ruse", 1, 2], ["Total"], [None, 5, 6])
    found = lines(rows)
    assert found == [
        "Traffic",
        "Source: the board.",
        "Port: Ruse; Ships: 1; Tonnes: 2.",
        "Total.",
        "Ships: 5; Tonnes: 6.",
    ]


def test_tables_below_each_other_have_their_own_headers_and_one_goes_on_after_a_blank_row() -> None:
    rows = (["Port", "Ships"], ["Ruse", 1], [], ["Vidin", 2], [], ["Year", "Days", "Ice"], [1994, 3, "yes"])
    assert lines(rows) == ["Port: Ruse; Ships: 1.", "Port: Vidin; Ships: 2.", "Year: 1994; Days: 3; Ice: yes."]


def test_years_may_head_columns_but_rows_of_figures_are_no_header() -> None:
    assert lines([["Country", 1994, 1995], ["Romania", 12.5, 13]]) == ["Country: Romania; 1994: 12.5; 1995: 13."]
    assert lines([[1, 2], [3, 4]]) == ["1; 2.", "3; 4."]
    assert lines([["Anna", "Ruse", "yes"], ["Boris", "Vidin", "yes"]])[0] == "Anna; Ruse; yes."


def test_labels_with_their_values_are_read_as_pairs() -> None:
    rows = (["Project", "Survey"], ["Start", date(1994, 5, 1)], ["Budget", 1200], ["Lead", "Anna"])
    assert lines(rows) == ["Project: Survey.", "Start: 1994-05-01.", "Budget: 1200.", "Lead: Anna."]


def test_a_name_without_values_below_is_not_lost() -> None:
    assert lines([["Port", "Remarks"], ["Ruse", None], ["Vidin", None]])[0] == "Port; Remarks."


def test_joined_cells_name_groups_of_columns_and_are_said_in_each_row() -> None:
    rows = [
        ["Trade"],
        ["Country", "Exports", None, "Imports"],
        [None, 1994, 1995, 1994],
        ["Romania", 1, 2, 3],
        [None, 4, 5, 6],
    ]
    book = book_of(S=rows)
    for area in ("A1:D1", "A2:A3", "B2:C2", "A4:A5"):
        book.active.merge_cells(area)
    names = "Country: Romania; Exports 1994: {}; Exports 1995: {}; Imports: {}."
    book.active["D3"] = None
    book.active.merge_cells("D2:D3")
    assert lines_of(book) == ["Trade", names.format(1, 2, 3), names.format(4, 5, 6)]


@pytest.mark.parametrize("mark", ["bold", "table", "frozen", "filter"])
def test_a_header_may_be_what_the_file_says_though_it_does_not_look_so(mark: str) -> None:
    def say(sheet: Worksheet) -> None:
        if mark == "bold":
            for cell in sheet[1]:
                cell.font = Font(bold=True)
        elif mark == "table":
            sheet.add_table(Table(displayName="T", ref="A1:B3"))
        elif mark == "frozen":
            sheet.freeze_panes = "A2"
        else:
            sheet.auto_filter.ref = "A1:B3"

    book = book_of(S=[["Ruse", "yes"], ["Vidin", "yes"], ["Lom", "no"]])
    assert lines_of(book)[0] == "Ruse; yes."
    say(book.active)
    assert lines_of(book) == ["Ruse: Vidin; yes.", "Ruse: Lom; yes: no."]


def test_what_is_hidden_is_left_out_and_told_but_not_what_is_filtered_or_folded() -> None:
    rows = [["Name", "Role", "Pay"], ["Anna", "chair", 1], ["Boris", "clerk", 2], ["Clara", "guest", 3]]
    book = book_of(S=rows, Secret=[["x", "y"], [1, 2]])
    book["Secret"].sheet_state = "veryHidden"
    sheet = book["S"]
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    content = read(saved(book))
    assert content.text == "S\n\nName: Anna; Role: chair.\nName: Clara; Role: guest."
    assert [note.split("(")[0].strip() for note in content.notes] == [
        "sheet 1: hidden rows were left out",
        "sheet 1: hidden columns were left out",
        "hidden sheets were left out; show them in Excel to have them: “Secret”",
    ]
    sheet.row_dimensions[3].outlineLevel = 1
    assert "Boris" in read(saved(book)).text
    sheet.row_dimensions[3].outlineLevel = 0
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(1, ["chair", "guest"])
    assert "Boris" in read(saved(book)).text


def test_empty_sheets_and_formulas_without_result_are_told() -> None:
    content = read(saved(book_of(S=[["a", "b"], [1, "=A2*2"]], Empty=[], Last=[["c", "d"], [3, 4]])))
    assert content.text == "S\n\na; b.\n1.\n\nLast\n\nc: 3; d: 4."
    assert [page.number for page in content.pages] == [1, 3]
    assert content.notes == (
        "sheet 1: formulas without a result (1); open and save it in Excel to have them",
        "sheet 2 holds no text",
    )
    with pytest.raises(ReportUnreadable, match="no text"):
        read(saved(book_of(S=[])))


def test_the_titles_of_charts_are_read() -> None:
    book = book_of(S=[["Port", "Ships"], ["Ruse", 1]])
    chart = BarChart()
    chart.title = "Ships by port"
    book.active.add_chart(chart, "E5")
    assert lines_of(book) == ["Port: Ruse; Ships: 1.", "Ships by port"]


def test_every_way_to_write_a_cell_is_known() -> None:
    runs = "<is><r><t>two </t></r><r><t>runs</t></r><rPh><t>spoken</t></rPh></is>"
    kinds = f'<c t="inlineStr">{runs}</c><c t="str"><f>A1</f><v>text_x000D_</v></c><c t="b"><v>0</v></c>'
    dated = '<c t="e"><v>#N/A</v></c><c t="d"><v>1996-03-14T00:00:00</v></c>'
    odd = '<c><v>7</v></c><c t="s"><v>99999</v></c><c r="?"><v>8</v></c>'
    assert "two runs; text; FALSE; #N/A; 1996-03-14; 7; 8." in raw(f"<row>{kinds}{dated}{odd}</row>").text


def test_cells_far_away_and_areas_without_end_cost_nothing() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    areas = (
        '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:A1048576"/><mergeCell ref="x"/></mergeCells>'
    )
    assert raw(far, after=areas).text == "Texts\n\n1\n\n1; 2."


def test_a_sheet_with_too_many_cells_is_cut_and_the_note_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 10)
    content = read(saved(book_of(S=[["n", "m"], *([n, n] for n in range(9))], Next=[["a", "b"], [1, 2]])))
    assert content.text == "S\n\nn: 0; m: 0.\nn: 1; m: 1.\nn: 2; m: 2.\nn: 3; m: 3."
    assert content.notes == (
        "sheet 1 was read up to row 5, as it holds too much; split it",
        "sheet 2 was left out: the workbook holds more than 10 cells; split it",
    )


def test_one_with_a_password_is_refused_with_the_cure() -> None:
    with pytest.raises(ReportUnreadable, match="password"):
        read_content(".xlsx", encrypted_package())


words = st.text("abcXYZéжя中", min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), words, st.integers(0, 10**6)), max_size=5), min_size=1, max_size=8))
def test_every_cell_comes_back_in_its_row(rows: list[list[object]]) -> None:
    book = book_of(S=[["top", "of", "all", "five", "columns"], *rows])
    text = read(saved(book)).text
    at = 0
    for cell in (cell for row in rows for cell in row if cell is not None):
        found = text.find(str(cell), at)
        assert found >= at, (cell, text)
        at = found + 1


@settings(max_examples=200, deadline=None)
@given(st.text('0#?.,%E+-/\\"ymdhs[]$;_*@ x', max_size=12), st.floats(allow_nan=True, allow_infinity=True))
def test_any_format_shows_any_number_on_one_line(code: str, value: float) -> None:
    assert "\n" not in number_format(code).shown(repr(value))
