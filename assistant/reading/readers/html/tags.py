"""What HTML's tags and attributes say about a node: block or inline, shown or hidden."""

import re

from selectolax.lexbor import LexborNode

from assistant.reading.readers import raised as superscripts

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
BLOCK = HEADINGS | frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li listing main menu nav ol p plaintext pre search section summary table "
    "tbody td tfoot th thead tr ul xmp".split()
)
_OUT = frozenset(
    "head script style template noscript iframe object embed canvas audio video svg map button select textarea input "
    "option optgroup datalist progress meter noframes rp rt annotation annotation-xml ix:header ix:hidden".split()
)
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|mso-hide\s*:\s*all)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*([\d.]+|[a-z])", re.IGNORECASE)
_UNSEEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only element-invisible skip-link "
    "pagenum pageno".split()
)
_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:(bold|[6-9]00)|normal|[1-5]00)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_NO_WIDTH = re.compile("[\u200b\u2060\ufeff]")


def tidy(text: str) -> str:
    """Text as a page shows it: one space for any run of white space in the source, none at a place to break."""
    return _NO_WIDTH.sub("", _SPACE.sub(" ", text))


def is_out(node: LexborNode) -> bool:
    """Whether a reader of the page sees nothing of this element: hidden, a script, a control of a form, a picture."""
    if node.tag in _OUT:
        return True
    attributes = node.attributes
    if not attributes:
        return node.tag == "dialog"
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if (node.tag == "dialog" and "open" not in attributes) or _is_page_number(attributes):
        return True
    if attributes.get("aria-hidden") == "true" or _HIDING.search(attributes.get("style") or ""):
        return True
    return not _UNSEEN_CLASSES.isdisjoint((attributes.get("class") or "").lower().split())


def _is_page_number(attributes: dict[str, str | None]) -> bool:
    """Whether it only marks where a page of the printed book began, often within a word."""
    return attributes.get("epub:type") == "pagebreak" or attributes.get("role") == "doc-pagebreak"


def sized(node: LexborNode, seen: bool) -> bool:
    """Whether text directly in this element has a size; mails set none outside and one within."""
    style = node.attributes.get("style")
    if not style or not (size := _SIZE.search(style)):
        return seen
    return bool(size[1].strip("0."))


def bold(node: LexborNode, around: bool) -> bool:
    """Whether text directly in this element is bold, given whether it is around it."""
    weight = _BOLD.search(node.attributes.get("style") or "")
    return bool(weight[1]) if weight else around or node.tag in {"b", "strong"}


def raised(node: LexborNode) -> str:
    """A superscript of figures as characters of its own; "" for what is none."""
    if node.tag != "sup":
        return ""
    text = node.text().strip()
    figures = superscripts.raised(text)
    return "" if figures == text else figures


def flat(root: LexborNode) -> str:
    """All that is visible under a node, on one line."""
    parts: list[str] = []
    stack = [(root, False, True)]
    while stack:
        node, leaving, seen = stack.pop()
        if leaving:
            parts.append(" ")
        elif node.is_text_node:
            parts.append(tidy(node.text_content or "") if seen else "")
        elif node.is_element_node and not is_out(node):
            seen = sized(node, seen)
            if exponent := raised(node):
                parts.append(exponent)
                continue
            if node.tag in BLOCK or node.tag == "br":
                parts.append(" ")
                stack.append((node, True, seen))
            child = node.last_child
            while child is not None:
                stack.append((child, False, seen))
                child = child.prev
    return " ".join("".join(parts).split())
