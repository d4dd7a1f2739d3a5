import json
import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answering.wording import filters_text
from assistant.web.kept.conversations import (
    Conversation,
    ConversationInvalid,
    Conversations,
    NoConversation,
    StoredTurn,
    Summary,
)
from assistant.web.kept.export import (
    ascii_name,
    content_disposition,
    exported,
    html_text,
    markdown_text,
    shown,
)
from tests.hostile import HOSTILE

MARKDOWN_TAGS = {"h1", "h2", "p", "ul", "li", "blockquote", "code"}
HTML_TAGS = MARKDOWN_TAGS - {"code", "ul"} | {
    *("html", "head", "meta", "title", "style", "body", "main", "article", "ol", "dl", "dt", "dd", "bdi", "a")
}


def citation(number: int, quote: str, **more: Any) -> dict[str, Any]:
    place = {"report_id": "cfe.md", "title": "CFE", "date": "1990-11-19", "page": 3, "start": 120, "end": 151}
    return {"number": number, **place, "quote": quote, "sha256": "ab" * 32, "speaker": "", **more}


def answer(question: str = "What was agreed?", **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "question": question,
        "asked": question,
        "verdict": "answered",
        "sentences": [{"text": "A limit on tanks.", "citations": [1]}, {"text": "Both.", "citations": [1, 2]}],
        "citations": [citation(1, "A limit\non tanks was agreed."), citation(2, "Both sides.", speaker="Chair")],
        "hits": [{"report_id": "cfe.md", "start": 100, "end": 400, "score": 1.5}],
        "searched": {"reports": 51, "passages": 300, "first_date": "1975", "last_date": "2014"},
        "filters": {},
        "notes": [],
        "index": "f" * 12,
        "timings_ms": {"total": 12.5},
        **more,
    }


def conversation(*answers: dict[str, Any], title: str = "Tanks") -> Conversation:
    turns = [StoredTurn(place, "2026-02-03T10:00:00.000Z", one, 1, "good") for place, one in enumerate(answers, 1)]
    return Conversation(Summary("id", title, "2026-02-03T09:00Z", "2026-02-03T10:00Z", len(turns)), tuple(turns))


def everywhere(text: str) -> Conversation:
    """A conversation with the text in every field that can hold one."""
    made = citation(1, text, report_id=text, title=text, date=text, speaker=text, sha256=text)
    filters = {"from": text, "to": text, "reports": [text], "metadata": {text: [text, text]}}
    given = {"asked": f"{text} again", "filters": filters, "notes": [text], "index": text}
    found = answer(text, sentences=[{"text": text, "citations": [1]}], citations=[made], **given)
    hits = [{"report_id": text, "start": 0, "end": 1, "score": 0.0}]
    lost = answer(text, verdict="not_found", sentences=[], citations=[], hits=hits, **given)
    return conversation(found, lost, title=text)


class Read(HTMLParser):
    """The tags with their attributes, and the text outside of style."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.other: list[str] = []
        self._texts: list[str] = []
        self._style = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._style = tag == "style"
        self._texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self._texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment

    @property
    def text(self) -> str:
        return squeezed("".join(self._texts))


def squeezed(text: str) -> str:
    return " ".join(shown(text).split())


def renderers() -> Iterator[MarkdownIt]:
    yield MarkdownIt("commonmark")  # with HTML let through
    yield MarkdownIt("js-default", {"html": True}).enable(["table", "strikethrough"])
    if find_spec("linkify_it"):
        yield MarkdownIt("gfm-like", {"html": True})


def md(text: str) -> str:
    return exported(everywhere(text), "md").content.decode()


def check_markdown_text(text: str) -> None:
    for renderer in renderers():
        for place in ("{}", "# {}", "- {}", "> {}", "word {} [1]".replace("[1]", r"\[1\]")):
            read = Read(renderer.render(place.format(markdown_text(text))))
            assert set(read.tags) <= {"p", "h1", "li", "ul", "blockquote", "code"}, (read.tags, text)
            assert not read.attributes and not read.other
            around = place.lstrip("#->").strip().replace("\\", "").format(shown(text))
            assert read.text.replace(" ", "") == "".join(squeezed(around).split()), text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_plain_text_in_markdown(text: str) -> None:
    check_markdown_text(text)


@given(
    st.text(alphabet=st.characters(), max_size=80)
    | st.text(alphabet="a1 .\n`*_[]()<>!#-+=&;:/@|~\\^${}'\"wht", max_size=40)
)
@example("![a](b)")
def test_any_text_is_plain_text_in_markdown(text: str) -> None:
    check_markdown_text(text)


@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_plain_text_in_html(text: str) -> None:
    read = Read(f'<p title="{html_text(text)}">{html_text(text)}</p>')
    assert read.tags == ["p"] and read.text == squeezed(text)
    assert read.attributes == [("p", "title", shown(text))]


def test_what_github_would_link_stands_in_code_or_is_broken_up() -> None:
    # cmark-gfm is not installed here: these are the forms that its autolinks were seen to leave alone
    assert markdown_text("write to anna@evil.example now") == "write to `anna@evil.example` now"
    assert markdown_text("mailto:@x.y and @anna @ 5") == r"`mailto:@x.y` and `@anna` \@ 5"
    assert markdown_text("www. www.1 http://x") == r"www\. www\.1 http\:/\/x"


def test_prose_stays_readable_in_markdown() -> None:
    prose = "On 3.5 million (or so) people, the U.S. said: “it's 12:30” – a 50% cut; see p. 4, e.g. item 2!"
    assert markdown_text(prose) == prose.replace("U.S.", r"U\.S.").replace("e.g.", r"e\.g.")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_conversation_is_exported_inert(text: str) -> None:
    for renderer in renderers():
        read = Read(renderer.render(md(text)))
        assert set(read.tags) <= MARKDOWN_TAGS and not read.attributes and not read.other
        assert read.tags.count("h1") == 1 and read.tags.count("h2") == 2 and read.tags.count("blockquote") == 1
    html = exported(everywhere(text), "html").content.decode()
    read = Read(html)
    assert set(read.tags) <= HTML_TAGS and read.other == ["doctype html"]
    assert read.tags.count("article") == 2 and read.tags.count("meta") == 4
    assert read.text.count(squeezed(text)) >= 12
    for tag, name, value in read.attributes:
        assert name in {"lang", "charset", "http-equiv", "content", "name", "dir", "href", "id", "class"}
        assert name != "href" or (tag == "a" and re.fullmatch(r"#a\d+-\d+", value))
    exported(everywhere(text), "json").content.decode()


def test_markdown_tells_all_of_an_answer() -> None:
    read = Read(
        MarkdownIt().render(exported(conversation(answer(asked="What was agreed in 1990?")), "md").content.decode())
    )
    for part in (
        "Tanks", "1. What was agreed?", "Understood as: What was agreed in 1990?", "A limit on tanks. [1]",
        "Both. [1] [2]", "[1] Quotation: A limit on tanks was agreed.", "Title: CFE (1990-11-19)",
        "Report: cfe.md", "Place: page 3, characters 120 to 151", f"File (SHA-256): {'ab' * 32}", f"Index: {'f' * 12}",
        "Asked: 2026-02-03T10:00:00.000Z", "Searched: Searched 51 reports dated 1975 to 2014, 300 passages.",
    ):  # fmt: skip
        assert part in read.text, part


def test_html_tells_all_of_an_answer_and_loads_nothing() -> None:
    html = exported(conversation(answer(), answer("And gas?")), "html").content.decode()
    read = Read(html)
    for part in ("Tanks", "2. And gas?", "A limit on tanks. [1]", "A limit on tanks was agreed.", "CFE (1990-11-19)",
                 "cfe.md", "page 3, characters 120 to 151", "ab" * 32, "f" * 12, "Asked 2026-02-03"):  # fmt: skip
        assert part in read.text, part
    policy = ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'")
    assert policy in read.attributes and "http://" not in html and "https://" not in html and "url(" not in html
    ids = [value for _, name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids)) == 4
    assert {value[1:] for _, name, value in read.attributes if name == "href"} == set(ids)


def test_a_refusal_tells_what_was_searched_and_what_was_nearest() -> None:
    lost = answer(verdict="not_found", sentences=[], citations=[], filters={"from": "1992"}, notes=["A note."])
    for form in ("md", "html"):
        text = exported(conversation(lost), form).content.decode()
        read = Read(MarkdownIt().render(text) if form == "md" else text)
        for part in ("The reports do not say.", "Searched 51 reports", "from 1992", "A note.",
                     "cfe.md, characters 100 to 400"):  # fmt: skip
            assert part in read.text


def test_who_speaks_is_told_where_the_quotation_does_not() -> None:
    spoken = answer(citations=[citation(1, "A limit.", speaker="Anna Berg"), citation(2, "Both.")])
    read = Read(exported(conversation(spoken), "html").content.decode())
    assert "(Anna Berg) A limit on tanks. [1]" in read.text


def test_filters_in_words() -> None:
    filters = {"from": "1992", "to": "1995-06", "reports": ["a.md"], "metadata": {"place": ["Minsk", "Kiev"]}}
    assert filters_text(filters) == "from 1992; to 1995-06; named: a.md; place: Minsk, Kiev"


def test_json_holds_the_answers_unchanged() -> None:
    stored = [answer(), answer("a \x00 <it>", index="ü")]
    whole = exported(conversation(*stored), "json")
    values = json.loads(whole.content)
    assert values["schema"] == 1 and values["answers"] == stored and whole.media_type == "application/json"
    assert values["conversation"]["title"] == "Tanks"
    assert values["conversation"]["turns"][1] == {
        "place": 2,
        "asked_at": "2026-02-03T10:00:00.000Z",
        "thumb": 1,
        "comment": "good",
    }
    one = exported(conversation(*stored), "json", 2)
    assert json.loads(one.content) == stored[1] and one.name == "Tanks-answer-2.json"


def test_one_turn_alone() -> None:
    both = conversation(answer(), answer("And gas?"))
    for form in ("md", "html"):
        text = exported(both, form, 2).content.decode()
        assert "And gas?" in text and "What was agreed?" not in text
    with pytest.raises(NoConversation):
        exported(both, "md", 3)
    with pytest.raises(ConversationInvalid, match="md, html, json"):
        exported(both, "pdf")


def test_what_the_store_gives_can_be_exported(tmp_path: Path) -> None:
    store = Conversations(tmp_path / "c.sqlite")
    key = store.create("anna").id
    assert exported(store.read("anna", key), "md").content == b"# conversation\n"
    store.add_turn("anna", key, answer())
    assert json.loads(exported(store.read("anna", key), "json", 1).content) == answer()


@pytest.mark.parametrize("title", HOSTILE)
def test_names_of_files_are_safe(title: str) -> None:
    for form in ("md", "html", "json"):
        made = exported(conversation(answer(), title=title), form, 1)
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*\.(md|html|json)", made.name) and len(made.name) <= 60
    header = content_disposition(f"{title}.md")
    assert re.fullmatch(
        r"""attachment; filename="[\w-]+\.[a-z]+"; filename\*=UTF-8''[A-Za-z0-9_.~%-]+""", header, re.ASCII
    )
    message = Message()
    message["Content-Disposition"] = header.split("; filename=")[0] + "; " + header.split("; ")[2]
    full = message.get_filename() or ""
    assert full and not re.search(r'[\\/:*?"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]', full)
    assert full.endswith(".md") and not full.startswith((".", "-")) and len(full) <= 60


def test_names_of_files_tell_the_title() -> None:
    assert ascii_name("Tanks & treaties, 1990.md") == "Tanks-treaties-1990.md"
    assert ascii_name("Über Öl.html") == "Uber-Ol.html"
    assert ascii_name("Договор.md") == "conversation.md"
    assert ascii_name("CON.md") == "_CON.md"
    assert ascii_name("x" * 200 + ".json") == "x" * 55 + ".json"
    assert content_disposition("Договор.md").endswith("''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80.md")
