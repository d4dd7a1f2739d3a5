import json

import pytest

from assistant import Answer, Assistant, Settings, rebuild
from assistant.answering.verify import verify
from tests.fakes import OverlapReranker, WordCountEmbedder

QUESTION = "the ministers signed a treaty on tanks"
SIGNED = "The ministers signed a treaty on tanks."
STORY = (
    f"{SIGNED}\n\nSnow had fallen on the old castle above the river for three days, and the streets were empty. "
    "Trains from the north came late or not at all. Bakers sold their bread from sledges, children skated on the "
    "market square, and the newspapers of the capital appeared with half of their pages. The spokesman of the "
    "government asked for patience. A concert in the opera house was put off until the spring."
)


def report(date: str, text: str) -> str:
    return f"---\ndate: {date}\n---\n{text}\n"


FILES = {
    "agency.md": report("1992-07-11", STORY),
    "zeitung.md": report("1992-07-10", STORY.replace("spokesman", "speaker")),
    "paper.md": report("1992-07-12", STORY.replace("old castle", "new castle")),
    "more/agency-again.md": report("1992-07-11", STORY),
    "witness.md": report("1993", f"{SIGNED}\n\nThen the band of the border guard played for an hour."),
}


@pytest.fixture
def written(settings: Settings) -> Settings:
    for name, text in FILES.items():
        (settings.corpus_dir / name).parent.mkdir(exist_ok=True)
        (settings.corpus_dir / name).write_text(text, encoding="utf-8")
    return settings


def ask(settings: Settings) -> Answer:
    rebuild(settings, embedder=WordCountEmbedder())
    with Assistant.open(settings, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
        return assistant.ask(QUESTION, sentences=1)


def cited(answer: Answer) -> list[str]:
    (sentence,) = answer.sentences
    assert sentence.text == SIGNED
    assert sentence.citations == tuple(range(1, len(answer.citations) + 1))
    return [citation.report_id for citation in answer.citations]


def test_the_earliest_copy_is_cited_first_and_copies_are_no_confirmation(written: Settings) -> None:
    answer = ask(written)
    found = cited(answer)
    copies = [path for path in found if path != "witness.md"]
    assert copies == ["zeitung.md", "agency.md", "paper.md"]
    assert "witness.md" in found
    numbers = [f"[{found.index(path) + 1}]" for path in copies]
    note = (
        f"Sources {numbers[0]}, {numbers[1]} and {numbers[2]} are copies of one text; they do not confirm each other."
    )
    assert note in answer.notes


def test_sources_that_are_no_copies_are_called_none(written: Settings) -> None:
    for name in ("zeitung.md", "paper.md"):
        (written.corpus_dir / name).unlink()
    answer = ask(written)
    assert sorted(cited(answer)) == ["agency.md", "witness.md"]
    assert not any("copies" in note for note in answer.notes)


def test_copies_without_a_year_come_after_those_with_one_and_then_by_name(written: Settings) -> None:
    (written.corpus_dir / "zeitung.md").write_text(report("11 July", STORY + " So we heard."), encoding="utf-8")
    (written.corpus_dir / "agency.md").write_text(report("", STORY + " End."), encoding="utf-8")
    (written.corpus_dir / "more" / "agency-again.md").unlink()
    assert [path for path in cited(ask(written)) if path != "witness.md"] == ["paper.md", "agency.md", "zeitung.md"]


def test_a_report_opens_and_is_verified_under_either_path(written: Settings) -> None:
    saved = json.loads(json.dumps(ask(written).to_dict()))
    with Assistant.open(written, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
        assert assistant.report("more/agency-again.md") == assistant.report("agency.md")
        assert "more/agency-again.md" not in {row[0] for row in assistant.catalogue()}
    assert {check.state for check in verify(saved, written)} == {"intact"}
    agency = next(one["number"] for one in saved["citations"] if one["report_id"] == "agency.md")
    for one in saved["citations"]:
        one["report_id"] = one["report_id"].replace("agency.md", "more/agency-again.md")
    assert {check.state for check in verify(saved, written)} == {"intact"}
    (written.corpus_dir / "more" / "agency-again.md").unlink()
    moved = next(check for check in verify(saved, written) if check.number == agency)
    assert (moved.state, moved.report_id) == ("moved", "agency.md")
