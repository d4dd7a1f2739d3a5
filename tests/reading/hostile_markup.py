"""Hostile files that are HTML, RTF or tables in text."""

from tests.reading.hostile_parts import EITHER, PORT, READ, Hostile, valid

_WORDS = "The treaty was signed in spring, and both sides kept to it for many years."
_SEEN = ("The treaty was signed in spring",)
_AWAY = f"http://127.0.0.1:{PORT}/x"
_RTF = r"{\rtf1\ansi\ansicpg1252\uc1 "


def _page(body: str, head: str = "") -> bytes:
    """A page whose first paragraph is seen."""
    return f"<!doctype html><html><head><title>Talks</title>{head}</head><body><p>{_WORDS}</p>{body}".encode()


def _deep(before: str, after: str, depth: int) -> bytes:
    return _page(before * depth + "inner" + after * depth)


def _rtf(body: str) -> bytes:
    """A document whose first paragraph is seen."""
    return (_RTF + r"\pard " + _WORDS + r"\par " + body + "}").encode("ascii")


def _table(body: str) -> bytes:
    """A table whose first row is seen."""
    return f"Year,What\n1996,{_WORDS.replace(',', '')}\n{body}".encode()


_LOADING = (
    f'<base href="{_AWAY}"><link rel=stylesheet href="{_AWAY}"><script src="{_AWAY}"></script>'
    f'<meta http-equiv=refresh content="0;url={_AWAY}">'
)
_EMBEDDING = (
    f'<iframe src="{_AWAY}"></iframe><iframe src="file:///etc/passwd"></iframe><object data="{_AWAY}"></object>'
    f'<embed src="{_AWAY}"><img src="{_AWAY}"><video src="{_AWAY}"></video><svg><image href="{_AWAY}"/></svg>'
    f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
)
_ENTITY = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY l 'lol'>]>"
_UNSEEN = "<script>alert(1)</script><style>p{x:y}</style><template>in a template</template>"
_FIELD = r'{\field{\*\fldinst INCLUDETEXT "/etc/passwd"}{\fldrslt shown}}'
_DDE = r'{\field{\*\fldinst DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe"}{\fldrslt shown}}'
_OBJECT = r"{\object\objemb{\*\objclass Package}{\*\objdata 0105000002000000" + "4d5a" * 5000 + "}}"
_PICTURE = r"{\pict\pngblip\picw1\pich1 " + "89504e47" * 250_000 + "}"
_TEMPLATE = r"{\*\template " + _AWAY + "}"

MARKUP: tuple[Hostile, ...] = (
    Hostile("deep blocks.html", lambda: _deep("<div>", "</div>", 50_000), READ, _SEEN),
    Hostile("deep signs.html", lambda: _deep("<b><i>", "</i></b>", 20_000), READ, _SEEN),
    Hostile("deep lists.html", lambda: _deep("<ul><li>", "</li></ul>", 5000), READ, _SEEN),
    Hostile("deep tables.html", lambda: _deep("<table><tr><td>", "</td></tr></table>", 2000), READ, _SEEN),
    Hostile("deep quotations.html", lambda: _deep("<blockquote>", "</blockquote>", 20_000), READ, _SEEN),
    Hostile("elements that never end.html", lambda: _page("<b>" * 200_000), READ, _SEEN),
    Hostile("a tag that never ends.html", lambda: _page("<p " + "a=b " * 200_000), READ, _SEEN),
    Hostile("a comment that never ends.html", lambda: _page("<!-- " + "x" * 1_000_000), READ, _SEEN, ("xxx",)),
    Hostile("a script that never ends.html", lambda: _page("<script>" + "alert(1);" * 50_000), READ, _SEEN, ("alert",)),
    Hostile("what is not seen.html", _page(_UNSEEN), READ, _SEEN, ("alert", "template", "x:y")),
    Hostile("what is loaded.html", _page("", _LOADING), READ, _SEEN),
    Hostile("what is embedded.html", _page(_EMBEDDING), READ, _SEEN, ("root:x:0",)),
    Hostile("entities.html", _ENTITY.encode() + _page("&x;" + "&l;" * 50_000), READ, _SEEN, ("root:x:0", "lollol")),
    Hostile(
        "spans without measure.html",
        _page("<table><tr><td colspan=999999999 rowspan=999999999>a<td>b" * 50),
        READ,
        _SEEN,
    ),
    Hostile(
        "spans below nothing.html", _page("<table><tr><td colspan=-1 rowspan=x>a<td colspan=0>b</table>"), READ, _SEEN
    ),
    Hostile("many cells.html", lambda: _page("<table>" + ("<tr>" + "<td>1" * 300) * 300), READ, _SEEN),
    Hostile(
        "numbers of no character.html", _page("<p>&#x110000; &#xd800; &#0; &#99999999999; end"), READ, _SEEN, ("\x00",)
    ),
    Hostile(
        "a zero in it.html", lambda: _page("<p>One\x00two</p>" + "<p>More of it.</p>" * 50), READ, _SEEN, ("\x00",)
    ),
    Hostile("charset of nowhere.html", _page("", "<meta charset=x-nowhere>"), READ, _SEEN),
    Hostile("charset that is none.html", _page("", "<meta charset=zlib_codec>"), READ, _SEEN),
    Hostile("charset of seven bits.html", _page("+ADw-script+AD4-", "<meta charset=utf-7>"), READ, _SEEN),
    Hostile("wide.html", _page("").decode().encode("utf-16"), READ, _SEEN),
    Hostile(
        "a title of lines.html", _page("", "<title>a\nb\x01</title><meta name=author content='x\ny'>"), READ, _SEEN
    ),
    Hostile("plain text in it.html", _page("<plaintext></body></html><b>" * 10), READ, _SEEN),
    Hostile("only a script.html", b"<script>alert(1)</script>", "no text"),
    Hostile("only frames.html", f"<frameset><frame src='{_AWAY}'></frameset>".encode(), "no text"),
    Hostile("deep groups.rtf", lambda: _rtf("{" * 200_000 + "inner" + "}" * 200_000), EITHER),
    Hostile("groups that never end.rtf", lambda: _rtf("{\\b " * 50_000), EITHER),
    Hostile("groups that end too often.rtf", _rtf("}" * 5000 + " after"), EITHER),
    Hostile("deep tables.rtf", lambda: _rtf("".join(rf"\itap{n}\intbl x\nestcell" for n in range(5000))), READ, _SEEN),
    Hostile("bytes beyond the end.rtf", _rtf(r"\bin2147483647 abc"), EITHER),
    Hostile("less than no bytes.rtf", _rtf(r"\bin-5 abc"), EITHER),
    Hostile("signs without measure.rtf", _rtf(r"\uc999999999\u8364 abc"), EITHER),
    Hostile("numbers without measure.rtf", _rtf(r"\u99999999999999999999?\'zz\'\u-99999?\li" + "9" * 5000), EITHER),
    Hostile("half a character.rtf", _rtf(r"\u-10179? alone \u-9216? and more"), READ, _SEEN),
    Hostile("code page of nowhere.rtf", _rtf("").replace(b"1252", b"99999"), READ, _SEEN),
    Hostile("included file.rtf", _rtf(_FIELD), READ, _SEEN, ("root:x:0", "INCLUDETEXT")),
    Hostile("what is run.rtf", _rtf(_DDE), READ, _SEEN, ("calc.exe",)),
    Hostile("packed object.rtf", lambda: _rtf(_OBJECT), READ, _SEEN, ("4d5a",)),
    Hostile("large picture.rtf", lambda: _rtf(_PICTURE), READ, _SEEN, ("89504e47",)),
    Hostile("template elsewhere.rtf", _rtf(_TEMPLATE), READ, _SEEN),
    Hostile(
        "very many cells.rtf",
        lambda: _rtf(r"\trowd" + r"\cellx1" * 20_000 + r"\intbl x\cell" * 20_000 + r"\row"),
        EITHER,
    ),
    Hostile("no text.rtf", (_RTF + "}").encode(), "no text"),
    Hostile("only a head.rtf", rb"{\rtf", EITHER),
    Hostile("a quotation mark too many.csv", lambda: _table('1997,"open' + "\nmore,of it" * 50_000), EITHER),
    Hostile("a long cell.csv", lambda: _table("1997," + "x" * 5_000_000), EITHER),
    Hostile("a row of very many cells.csv", lambda: _table("1," * 300_000), EITHER),
    Hostile("very many rows.csv", lambda: _table("1997,Nothing\n" * 20_000), READ, _SEEN),
    Hostile("formulas.csv", _table('=HYPERLINK("http://x"),"=cmd|\'/c calc\'!A0"'), READ, _SEEN),
    Hostile("rows of different lengths.csv", _table("1\n1,2,3,4\n,,,\n1,2\n\n"), READ, _SEEN),
    Hostile("only commas.csv", b",,,\n,,,\n", EITHER),
    Hostile("only a header.csv", b"Year,What\n", EITHER),
    Hostile("wide.csv", _table("").decode().encode("utf-16"), READ, _SEEN),
    Hostile("a mark and another separator.csv", b"\xef\xbb\xbfsep=;\r\n" + _table("").replace(b",", b";"), READ, _SEEN),
    Hostile("old line ends.csv", _table("1997,Nothing").replace(b"\n", b"\r"), READ, _SEEN),
    Hostile("a zero.csv", _table("1997,Noth\x00ing\n" + "1998,Nothing\n" * 20), READ, _SEEN, ("\x00",)),
    Hostile("a Word document.csv", lambda: valid(".docx"), READ, ("commission",)),
)
