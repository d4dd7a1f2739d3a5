"""Tables, charts and diagrams as presentations and workbooks hold them, as blocks."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from assistant.reading.blocks import Blocks
from assistant.reading.readers.pptx.text import A, Line, lines, plain
from assistant.reading.readers.sheets.number_formats import number_format
from assistant.reading.tables import Row
from assistant.reading.told import told

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
CHART, DIAGRAM = f"{C}chart", f"{D}relIds"
_MOST_COLUMNS = 256
_MOST_POINTS = 2000  # of one series
_MOST_SERIES = 100


def write_table(blocks: Blocks, table: etree._Element) -> None:
    """Add a table's rows. That it says of its first row that it is a header is no sign: all new ones say so."""
    for line in told([row for row in _rows(table) if row.cells]):
        if line:
            line.write(blocks)


def _rows(table: etree._Element) -> Iterator[Row]:
    """The rows; what a cell above that reaches down says is said again."""
    above: dict[int, str] = {}
    for number, row in enumerate(table.iterfind(f"{A}tr")):
        texts: dict[int, str] = {}
        wide: dict[int, int] = {}
        bold: list[bool] = []
        for place, cell in enumerate(islice(row.iterfind(f"{A}tc"), _MOST_COLUMNS)):
            down = cell.get("vMerge") in {"1", "true"} and place in above
            text = above[place] if down else plain(cell.find(f"{A}txBody"))
            if text.strip():
                texts[place] = text
                bold += [] if down else [_is_bold(cell)]
                span = cell.get("gridSpan", "1")
                if span.isascii() and span.isdigit() and 1 < int(span[:4]) <= _MOST_COLUMNS:
                    wide[place] = place + int(span[:4]) - 1
        above = texts
        label = bold[:1] == [True] and len(bold) > 1 and not any(bold[1:])
        yield Row(number, texts, bold=bool(bold) and all(bold), wide=wide, label=label)


def _is_bold(cell: etree._Element) -> bool:
    runs = [run for run in cell.iter(f"{A}r") if (run.findtext(f"{A}t") or "").strip()]
    marks = [run.find(f"{A}rPr") for run in runs]
    return bool(runs) and all(mark is not None and mark.get("b") in {"1", "true"} for mark in marks)


def title_of(chart: etree._Element) -> str:
    """A chart's title, "" when it has none."""
    title = chart.find(f"{C}chart/{C}title")
    return "" if title is None else "\n".join(map(plain, title.iter(f"{C}rich"))) or _first_value(title)


def write_chart(blocks: Blocks, chart: etree._Element) -> None:
    """Add a chart's title, and the values that were last drawn as rows: a category with its value in each series."""
    blocks.paragraph(title_of(chart))
    series = list(islice(chart.iter(f"{C}ser"), _MOST_SERIES))
    names = [_first_value(one.find(f"{C}tx")) for one in series]
    columns = [_points(one, "val", "yVal") for one in series]
    categories = next((found for one in series if (found := _points(one, "cat", "xVal"))), {})
    axis = next((text for axis in ("catAx", "dateAx") for text in _axis_titles(chart, axis)), "")
    for place in sorted({place for points in (categories, *columns) for place in points}):
        cells = [points.get(place, "") for points in (categories, *columns)]
        if any(cells[1:]):
            blocks.row((axis, *names), cells)


def _axis_titles(chart: etree._Element, axis: str) -> Iterator[str]:
    for title in chart.iterfind(f"{C}chart/{C}plotArea/{C}{axis}/{C}title"):
        yield " ".join(map(plain, title.iter(f"{C}rich")))


def _first_value(element: etree._Element | None) -> str:
    return "" if element is None else next((value.text or "" for value in element.iter(f"{C}v")), "")


def _points(series: etree._Element, *names: str) -> dict[int, str]:
    """A series' values by their places; of categories with several levels the lowest."""
    found = next((values for name in names if (values := series.find(f"{C}{name}")) is not None), None)
    if found is None:
        return {}
    levels = found.find(f"{C}multiLvlStrRef/{C}multiLvlStrCache/{C}lvl")
    whole = found if levels is None else levels
    format_code = next((code.text or "" for code in whole.iter(f"{C}formatCode")), "")
    shown = (
        number_format(format_code).shown if next(whole.iter(f"{C}numCache", f"{C}numLit"), None) is not None else str
    )
    points: dict[int, str] = {}
    for point in islice(whole.iter(f"{C}pt"), _MOST_POINTS):
        place = point.get("idx", "")
        if place.isascii() and place.isdigit():
            points[int(place)] = shown(point.findtext(f"{C}v") or "")
    return points


def write_diagram(blocks: Blocks, model: etree._Element) -> None:
    """Add the texts of a diagram (SmartArt) as items, each followed by those below it."""
    points = {point.get("modelId", ""): point for point in model.iterfind(f"{D}ptLst/{D}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in model.iterfind(f"{D}cxnLst/{D}cxn"):
        order = link.get("srcOrd", "0")
        if link.get("type", "parOf") == "parOf":
            place = int(order) if order.isascii() and order.isdigit() else 0
            below.setdefault(link.get("srcId", ""), []).append((place, link.get("destId", "")))
    tops = [key for key, point in points.items() if point.get("type") == "doc"]
    stack = [(key, -1) for key in (*reversed(points), *tops)]  # those without a link at the end
    while stack:
        key, level = stack.pop()
        point = points.pop(key, None)  # once each, also where links run in a circle
        if point is None or point.get("type", "node") == "pres":
            continue
        for line in lines(point.find(f"{D}t")):
            Line(line.text, "•" if level < 1 else "–").write(blocks)
        stack += [(inner, level + 1) for _, inner in sorted(below.get(key, ()), reverse=True)]
