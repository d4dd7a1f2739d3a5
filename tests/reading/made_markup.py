"""The known document as HTML and as RTF."""

from html import escape

from tests.reading.reference import Reference, Section


def html(reference: Reference) -> bytes:
    """A page with headings, lists and a table."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(reference.title)}</title></head>'
        f"<body><h1>{escape(reference.title)}</h1>{html_body(reference)}</body></html>"
    ).encode()


def html_body(reference: Reference) -> str:
    """The sections as HTML."""
    return "".join(map(_html_section, reference.sections))


def _html_section(section: Section) -> str:
    parts = [f"<h2>{escape(section.heading)}</h2>", *(f"<p>{escape(text)}</p>" for text in section.paragraphs)]
    if section.items:
        parts.append("<ul>" + "".join(f"<li>{escape(text)}</li>" for text in section.items) + "</ul>")
    if section.table:
        header, *rows = section.table
        names = "".join(f"<th>{escape(name)}</th>" for name in header)
        lines = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        parts.append(f"<table><tr>{names}</tr>{''.join(lines)}</table>")
    return "".join(parts)


def rtf(reference: Reference) -> bytes:
    """Styles, bullets, tab-free table rows; a section begins a page; the note is a footnote."""
    parts = [
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}"
        r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}",
        r"{\info{\title " + _rtf(reference.title) + "}}",
        rf"\pard\s1\outlinelevel0\b\fs44 {_rtf(reference.title)}\b0\fs22\par" + "\n",
    ]
    for number, section in enumerate(reference.sections):
        parts.append(
            (r"\page" if number else "") + rf"\pard\s2\outlinelevel1\b\fs32 {_rtf(section.heading)}\b0\fs22\par"
        )
        parts += [rf"\pard\s0 {_rtf(text)}\par" for text in section.paragraphs]
        parts += [rf"\pard\s0{{\pntext\f0\'95\tab}}{_rtf(text)}\par" for text in section.items]
        for row in section.table:
            cells = "".join(rf"\cellx{2000 * (place + 1)}" for place in range(len(row)))
            parts.append(rf"\trowd{cells}\pard\intbl " + "".join(rf"{_rtf(text)}\cell " for text in row) + r"\row")
        parts.append(r"\pard")
    if reference.note:
        last = max(place for place, part in enumerate(parts) if part.endswith(r"\par"))
        note = rf"{{\super\chftn}}{{\footnote\pard {{\super\chftn}} {_rtf(reference.note)}}}"
        parts[last] = parts[last].removesuffix(r"\par") + note + r"\par"
    return "\n".join((*parts, "}")).encode("ascii")


def _rtf(text: str) -> str:
    return "".join(_rtf_sign(sign) for sign in text)


def _rtf_sign(sign: str) -> str:
    if sign in "\\{}":
        return f"\\{sign}"
    if sign.isascii():
        return sign
    units = sign.encode("utf-16-le")
    return "".join(rf"\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2))
