import pytest

from assistant.reading.readers.odt import read
from tests.reading.made_zip import changed, odt, odt_of, unzipped
from tests.reading.odt_parts import content, items, p, style, text
from tests.reading.reference import LATIN, REFERENCE, Reference
from tests.reading.written import as_written, headings, paged


@pytest.mark.parametrize("reference", [REFERENCE, LATIN])
def test_the_known_document_comes_back_word_for_word(reference: Reference) -> None:
    made = read(odt(reference))
    assert made.text == as_written(reference)
    assert headings(made) == [reference.title, *(section.heading for section in reference.sections)]
    assert [page.splitlines()[0] for page in paged(made).values()] == [
        reference.title, *(section.heading for section in reference.sections[1:])
    ]  # fmt: skip
    assert made.metadata == {"title": reference.title}


HIDDEN = "".join([
    style("Gone", '<style:text-properties text:display="none"/>', family="text"),
    style("Away", '<style:text-properties text:display="none"/>'),
    style("Up", '<style:text-properties style:text-position="super 58%"/>', family="text"),
    style("High", '<style:text-properties style:text-position="33% 58%"/>', family="text"),
    style("Low", '<style:text-properties style:text-position="-33% 58%"/>', family="text"),
    style("Even", '<style:text-properties style:text-position="0% 100%"/>', family="text"),
])  # fmt: skip
TEXTS = {
    "white space": ("a\n  b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e", "a b c d\ne"),
    "spans and links": ("a<text:span>b<text:a>c</text:a></text:span>d<text:bookmark/>e", "abcde"),
    "hidden characters": ('a<text:span text:style-name="Gone">b</text:span>c', "ac"),
    **{
        f"figures that are {name}": (f'10<text:span text:style-name="{name}">6</text:span>', expected)
        for name, expected in (("Up", "10⁶"), ("High", "10⁶"), ("Low", "106"), ("Even", "106"))
    },
    "hidden by a condition": ('a<text:hidden-text text:is-hidden="true">b</text:hidden-text>c', "ac"),
    "a condition that hides nothing": ('a<text:hidden-text text:is-hidden="false">b</text:hidden-text>c', "abc"),
    "comments": ("a<office:annotation><dc:creator>B</dc:creator><text:p>no</text:p></office:annotation>c", "ac"),
    "how a sign is read": (
        "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>", "漢"
    ),
    "pictures": ("a<draw:frame><draw:image/><svg:title>t</svg:title><svg:desc>d</svg:desc></draw:frame>b", "ab"),
    "variables": ('a<text:variable-set text:display="none">b</text:variable-set><text:date>May</text:date>', "aMay"),
    "a place of a change": ('a<text:change-start text:change-id="c"/>b<text:change text:change-id="d"/>c', "abc"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_text_is_read_as_it_is_seen(body: str, expected: str) -> None:
    assert text(p(body), HIDDEN) == expected


UNSEEN = {
    "tracked changes": "<text:tracked-changes><text:changed-region><text:deletion><text:p>no</text:p></text:deletion>"
    "</text:changed-region></text:tracked-changes>",
    "a hidden paragraph": p("no", "Away"),
    "a paragraph hidden by a condition": p('no<text:hidden-paragraph text:is-hidden="true"/>'),
    "a hidden section": '<text:section text:display="none"><text:p>no</text:p></text:section>',
    "a section hidden by a condition": '<text:section text:display="condition" text:is-hidden="true">'
    "<text:p>no</text:p></text:section>",
    "what an index is made of": "<text:table-of-content><text:table-of-content-source><text:index-title-template>no"
    "</text:index-title-template></text:table-of-content-source></text:table-of-content>",
    "forms": "<office:forms><text:p>no</text:p></office:forms>",
}


@pytest.mark.parametrize("body", UNSEEN.values(), ids=UNSEEN)
def test_what_is_not_seen_is_left_out(body: str) -> None:
    assert text(f"<text:p>one</text:p>{body}<text:p>two</text:p>", HIDDEN) == "one\n\ntwo"


def test_an_index_is_kept_as_it_stands() -> None:
    body = f"<text:index-title>{p('Contents')}</text:index-title>{p('One 3')}"
    index = f"<text:table-of-content><text:index-body>{body}</text:index-body></text:table-of-content>"
    assert text(index) == "Contents\n\nOne 3"


def test_a_title_is_known_by_its_style_or_one_that_rests_on_it() -> None:
    made = content(p("Survey", "P1") + p("Words."), style("P1", more='style:parent-style-name="Title"'))
    assert headings(made) == ["Survey"]
    assert made.metadata == {"title": "Survey"}


def level(depth: int, kind: str, more: str = "") -> str:
    return f'<text:list-level-style-number text:level="{depth}" style:num-format="{kind}" {more}/>'


LISTS = (
    '<text:list-style style:name="N">'
    + level(1, "1", 'style:num-suffix="."')
    + level(2, "a", 'style:num-suffix=")" text:display-levels="2"')
    + level(3, "i", 'style:num-prefix="(" style:num-suffix=")"')
    + '</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/>'
    + "</text:list-style>"
    + f'<text:list-style style:name="E">{level(1, "")}</text:list-style>'
)


LISTED = {
    "bullets": (items(p("a"), p("b"), name="B"), "• a\n• b"),
    "numbers": (items(p("a"), p("b"), name="N"), "1. a\n2. b"),
    "levels": (
        items(p("a") + items(p("b") + items(p("c")), p("d")), p("e"), name="N"), "1. a\n1.a) b\n(i) c\n1.b) d\n2. e"
    ),
    "a number of its own": (
        '<text:list text:style-name="N"><text:list-item text:start-value="7"><text:p>a</text:p></text:list-item>'
        "<text:list-item><text:p>b</text:p></text:list-item></text:list>", "7. a\n8. b",
    ),
    "going on": (
        items(p("a"), name="N") + p("x") + items(p("b"), name="N", more='text:continue-numbering="true"'),
        "1. a\n\nx\n\n2. b",
    ),
    "going on by name": (
        items(p("a"), name="N", more='xml:id="one"') + items(p("b"), name="N")
        + items(p("c"), name="N", more='text:continue-list="one"'), "1. a\n1. b\n2. c",
    ),
    "several paragraphs": (items(p("a") + p("more"), p("b"), name="N"), "1. a\n\nmore\n\n2. b"),
    "no marks": (items(p("a"), p("b"), name="E"), "a\n\nb"),
    "a list's heading": (
        f"<text:list text:style-name='N'><text:list-header>{p('a')}</text:list-header><text:list-item>{p('b')}"
        "</text:list-item></text:list>", "a\n\n1. b",
    ),
    "numbers that are written down": (items("<text:number>§ 4</text:number><text:p>a</text:p>", name="N"), "§ 4 a"),
    "empty items": (items("", p(""), p("a")), "• a"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), LISTED.values(), ids=LISTED)
def test_items_have_their_marks(body: str, expected: str) -> None:
    assert text(body, LISTS) == expected


def test_headings_have_their_numbers() -> None:
    outline = "".join(
        f'<text:outline-level-style text:level="{depth}" style:num-format="1" text:display-levels="{depth}"/>'
        for depth in (1, 2)
    )
    data = odt_of("".join(
        f'<text:h text:outline-level="{depth}"{more}>{words}</text:h>' for depth, words, more in (
            (1, "a", ""), (2, "b", ""), (2, "c", ""), (1, "d", ""), (1, "e", ' text:is-list-header="true"'),
            (2, "f", ' text:restart-numbering="true" text:start-value="5"'), (3, "g", ""),
        )
    ))  # fmt: skip
    part = unzipped(data)["styles.xml"].replace(
        b"/>",
        f"><office:styles><text:outline-style>{outline}</text:outline-style></office:styles></office:document-styles>".encode(),
    )
    assert headings(read(changed(data, {"styles.xml": part}))) == ["1 a", "1.1 b", "1.2 c", "2 d", "e", "2.5 f", "g"]
