"""What a web page states about itself: title, date, authors, source, language."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date as calendar_date
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.reading.about.dates import iso
from assistant.reading.readers import properties
from assistant.reading.readers.html.tags import flat, is_out

_KINDS = re.compile(r"(?:\w*Article|Report|BlogPosting|LiveBlogPosting|WebPage)")
_MOST_JSON = 1_000_000  # characters of one block
_MOST_OBJECTS = 10_000
_DATES = (
    "article:published_time|og:article:published_time|datepublished|date|dc.date.issued|dcterms.issued|dc.date.created|"
    "dcterms.created|dcterms.date|dc.date|pubdate|publishdate|publication_date|citation_publication_date|citation_date|"
    "sailthru.date|parsely-pub-date"
).split("|")
_AUTHORS = "author|article:author|dc.creator|dcterms.creator|citation_author|parsely-author".split("|")
_SOURCES = "og:site_name|application-name|dc.publisher|dcterms.publisher|citation_publisher|publisher".split("|")
_TITLES = "og:title|dc.title|dcterms.title|citation_title|twitter:title".split("|")
_ISO = re.compile(r"\s*(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?![\d/-])")
_COMPACT = re.compile(r"\s*(\d{4})(\d\d)(\d\d)(?!\d)")
_LONGEST_TITLE = 1000
_FILE_NAME = re.compile(r"\S+\.(?:html?|xhtml|php|aspx?|pdf|docx?|rtf|txt|odt|indd|qxd|wpd)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+[|·•»–—-]\s+|\s*::\s*")


def iso_date(value: str) -> str:
    """The date that a value begins with as ISO 8601, as precise as it is; "" when there is none."""
    found = _ISO.match(value) or _COMPACT.match(value)
    if found is None:
        return ""
    parts = [int(part) for part in found.groups() if part]
    try:
        calendar_date(*[*parts, 1, 1][:3])
    except ValueError:
        return ""
    return "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))


def stated(tree: LexborHTMLParser, main: Sequence[LexborNode]) -> dict[str, str]:
    """A page's metadata; `main` is where its main text is, whose heading is a better title than its head's."""
    metas, linked = _metas(tree), _linked(tree)
    named = _first(metas, _SOURCES) or _name(linked.get("publisher"))
    language = tree.root.attributes.get("lang") or tree.root.attributes.get("xml:lang") if tree.root else ""
    return {
        "title": _title(tree, main, metas, named),
        "date": _date(tree, main, metas, linked),
        "authors": "; ".join(_authors(metas, linked)),
        "source": named,
        "language": (language or _first(metas, ["language", "dc.language", "content-language"])).strip(),
        "subject": _first(metas, ["keywords", "dc.subject"]),
    }


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        name = name or attributes.get("http-equiv") or ""
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _first(metas: dict[str, list[str]], names: Sequence[str]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _linked(tree: LexborHTMLParser) -> dict[str, Any]:
    """The first object of linked data (JSON-LD) that describes an article or report; {} when there is none."""
    pages: dict[str, Any] = {}
    for script in tree.css('script[type="application/ld+json"]'):
        for found in _objects(script.text()):
            kinds = found.get("@type")
            names = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
            if any(_KINDS.fullmatch(name) for name in names):
                if "WebPage" not in names:
                    return found
                pages = pages or found
    return pages


def _objects(text: str) -> Iterator[dict[str, Any]]:
    if len(text) > _MOST_JSON:
        return
    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_OBJECTS):
        if not values:
            return
        value = values.pop(0)
        if isinstance(value, dict):
            yield value
            value = value.get("@graph")
        if isinstance(value, list):
            values += value[:_MOST_OBJECTS]


def main_headings(main: Sequence[LexborNode]) -> list[str]:
    """The words of the headings of the first rank in the main text."""
    return [words for root in main for node in root.css("h1") if not is_out(node) and (words := flat(node))]


def _title(tree: LexborHTMLParser, main: Sequence[LexborNode], metas: dict[str, list[str]], source: str) -> str:
    """The only heading of the first rank in the main text, else what the head says, without the site's name."""
    headings = main_headings(main)
    pictured = frozenset(node.mem_id for node in tree.css("svg title"))
    written = next((node.text() for node in tree.css("title") if node.mem_id not in pictured), "")
    whole = _named(written)
    shown = _named(_first(metas, _TITLES))
    if len(headings) == 1 and (not (whole or shown) or _alike(headings[0], whole) or _alike(headings[0], shown)):
        return headings[0]
    return _without(shown, source) or _without(whole, source) or (headings[0] if headings else written[:_LONGEST_TITLE])


def _named(title: str) -> str:
    """A title on one line, "" for one that a program gives and for the name of a file."""
    words = " ".join(title.split())[:_LONGEST_TITLE]
    return "" if _FILE_NAME.fullmatch(words) else properties.title(words)


def _alike(heading: str, title: str) -> bool:
    """Whether a heading is the page's title: they share words, as a banner and a report's title do not."""
    words = set(re.findall(r"\w+", heading.lower()))
    return len(words & set(re.findall(r"\w+", title.lower()))) * 2 >= len(words) > 0


def _without(title: str, source: str) -> str:
    """A title without the site's name at either end."""
    for between in _BETWEEN.finditer(title):
        before, after = title[: between.start()], title[between.end() :]
        if source and after.strip().lower() == source.lower():
            return before
        if source and before.strip().lower() == source.lower():
            return after
    return title


def _date(
    tree: LexborHTMLParser, main: Sequence[LexborNode], metas: dict[str, list[str]], linked: dict[str, Any]
) -> str:
    values = [linked.get("datePublished"), *(value for name in _DATES for value in metas.get(name, []))]
    found = next((day for value in values if isinstance(value, str) and (day := _day(value))), "")
    return found or next((day for node in _times(tree, main) if (day := _day(_moment(node)))), "")


def _day(value: str) -> str:
    return iso_date(value) or iso(value)


def _times(tree: LexborHTMLParser, main: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Elements that say when the page was published; a bare <time> does when it is the only one of the main text."""
    yield from tree.css("time[pubdate], [itemprop=datePublished], time.published, time.entry-date")
    times = [node for root in main for node in root.css("time[datetime]")]
    if len(times) == 1:
        yield times[0]


def _moment(node: LexborNode) -> str:
    attributes = node.attributes
    return attributes.get("datetime") or attributes.get("content") or node.text()


def _authors(metas: dict[str, list[str]], linked: dict[str, Any]) -> list[str]:
    value = linked.get("author")
    names = [_name(author) for author in (value if isinstance(value, list) else [value])]
    if not any(names):
        names = next((metas[name] for name in _AUTHORS if name in metas), [])
    return list(dict.fromkeys(name for name in names if name and not name.startswith(("http:", "https:", "@"))))


def _name(value: object) -> str:
    """The name in linked data, which is a text or an object that has one."""
    if isinstance(value, dict):
        value = value.get("name")
    return " ".join(value.split()) if isinstance(value, str) else ""
