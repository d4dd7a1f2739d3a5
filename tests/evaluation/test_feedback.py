import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings, rebuild
from assistant.errors import EvaluationInvalid
from assistant.evaluation.bench import Bench
from assistant.evaluation.feedback import Feedback, from_feedback, standing_feedback
from assistant.evaluation.questions import read_questions
from assistant.evaluation.report import own_questions
from assistant.types import Report
from assistant.web.kept.conversations import Conversations
from assistant.web.kept.database import VERSION
from tests.fakes import OverlapReranker, WordCountEmbedder

TANKS = "The ministers signed a treaty on tanks."
TEXT = f"The summit agreed on a border. {TANKS}\n\nNobody spoke about climate.\n"


def answer(question: str, *quotes: str, **more: Any) -> dict[str, Any]:
    citations = [{"number": n, "report_id": "a.txt", "quote": quote} for n, quote in enumerate(quotes, 1)]
    sentences = [{"text": quote, "citations": [n]} for n, quote in enumerate(quotes, 1)]
    known = {"schema": 1, "question": question, "verdict": "answered" if quotes else "not_found"}
    return {**known, "sentences": sentences, "citations": citations, "filters": {}, **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Conversations]:
    opened = Conversations(path)
    yield opened
    opened.close()


@pytest.fixture
def rated(store: Conversations) -> str:
    """The id of Anna's conversation; she and Bert rated six answers."""
    anna, bert = store.create("anna-the-analyst").id, store.create("bert-the-editor").id
    for place, (thumb, comment, given, alone) in enumerate((
        (1, "right", answer("Who signed?", TANKS, TANKS, "a border"), False),
        (0, "not rated", answer("And who not?"), False),
        (1, "", answer("And the climate?", filters={"from": "1990"}), False),
        (1, "", answer("What of gas?"), True),
        (-1, "the wrong\nyear", answer("When was it?", "a border"), False),
    ), 1):  # fmt: skip
        store.add_turn("anna-the-analyst", anna, given, alone=alone)
        store.set_feedback("anna-the-analyst", anna, place, thumb, comment)
    store.add_turn("bert-the-editor", bert, answer("Is it late?"))
    store.set_feedback("bert-the-editor", bert, 1, -1)
    store.add_turn("bert-the-editor", store.create("bert-the-editor").id, answer("Nobody rated this?"))
    return anna


def test_thumbs_become_questions(rated: str, path: Path) -> None:
    feedback = from_feedback(path)
    asked = ["Who signed?", "And who not?", "And the climate?", "What of gas?"]
    evidence = [{"report": "a.txt", "quote": TANKS}, {"report": "a.txt", "quote": "a border"}]
    climate = {"question": "And the climate?", "history": asked[:2], "filters": {"from": "1990"}, "evidence": []}
    assert feedback.ready == (
        {"id": f"{rated}:1", "kind": "answered", "question": "Who signed?", "evidence": evidence},
        {"id": f"{rated}:3", "kind": "not_found", **climate},
        {"id": f"{rated}:4", "kind": "not_found", "question": "What of gas?", "evidence": []},
    )
    wrong, late = feedback.to_review
    assert wrong == {"id": f"{rated}:5", "kind": "answered", "question": "When was it?", "history": asked,
                     "review": "the wrong\nyear", "quoted": [evidence[1]]}  # fmt: skip
    assert (late["question"], late["review"], late["quoted"]) == ("Is it late?", "", [])


def test_conversations_of_one_moment_stay_in_order(store: Conversations, path: Path) -> None:
    questions = [f"Who signed number {number}?" for number in range(20)]
    for question in questions:
        key = store.create("anna").id
        store.add_turn("anna", key, answer(question, TANKS))
        store.set_feedback("anna", key, 1, 1)
    assert [row["question"] for row in from_feedback(path).ready] == questions


def test_the_feedback_of_all_is_taken_without_their_names(rated: str, path: Path, tmp_path: Path) -> None:
    written = tmp_path / "feedback.jsonl"
    from_feedback(path).write(written)
    lines = written.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5 and "anna" not in "".join(lines) and "bert" not in "".join(lines)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_the_file_is_only_read_while_the_store_is_open_and_after(rated: str, path: Path, store: Conversations) -> None:
    while_open = from_feedback(path)
    store.close()
    before = path.read_bytes()
    assert from_feedback(path) == while_open and path.read_bytes() == before
    again = Conversations(path)
    assert again.list("anna-the-analyst")[0].turns == 5
    again.close()


def reports(*found: Report) -> dict[str, Report]:
    return {report.id: report for report in found}


def test_questions_whose_quotations_are_gone_wait_for_a_person(rated: str, path: Path) -> None:
    feedback = from_feedback(path)
    report = Report("a.txt", "", "", "", TEXT, ())
    assert feedback.standing(reports(report).get).ready == feedback.ready
    changed = Report("a.txt", "", "", "", TEXT.replace("tanks", "planes"), ())
    partly = feedback.standing(reports(changed).get)
    assert partly.ready[0]["evidence"] == [{"report": "a.txt", "quote": "a border"}] and len(partly.to_review) == 2
    gone = feedback.standing({}.get)
    assert [row["kind"] for row in gone.ready] == ["not_found", "not_found"]
    assert gone.to_review[2]["quoted"] == feedback.ready[0]["evidence"]
    assert "no longer" in gone.to_review[2]["review"] or "any longer" in gone.to_review[2]["review"]


def test_lines_written_are_read_as_questions(rated: str, path: Path, tmp_path: Path) -> None:
    feedback = from_feedback(path)
    file = tmp_path / "ready.jsonl"
    Feedback(feedback.ready, ()).write(file)
    questions = read_questions(file, reports(Report("a.txt", "", "", "", TEXT, ())).get)
    assert [one.question for one in questions] == ["Who signed?", "And the climate?", "What of gas?"]
    assert [len(one.evidence) for one in questions] == [2, 0, 0]
    assert [turn.question for turn in questions[1].history] == ["Who signed?", "And who not?"]


def test_a_file_that_is_there_is_not_written_over(rated: str, path: Path, tmp_path: Path) -> None:
    file = tmp_path / "completed.jsonl"
    file.write_text("done by hand", encoding="utf-8")
    with pytest.raises(EvaluationInvalid, match="exists"):
        from_feedback(path).write(file)
    assert file.read_text(encoding="utf-8") == "done by hand"
    with pytest.raises(EvaluationInvalid, match="cannot be written"):
        from_feedback(path).write(tmp_path / "nowhere" / "file.jsonl")


def test_the_version_is_the_stores(path: Path, store: Conversations) -> None:
    assert VERSION == 1 and from_feedback(path) == Feedback((), ())
    store._database.execute("pragma user_version = 2")
    with pytest.raises(EvaluationInvalid, match="version 2"):
        from_feedback(path)


def test_what_is_no_file_of_conversations_is_told(path: Path) -> None:
    with pytest.raises(EvaluationInvalid, match="does not exist"):
        from_feedback(path)
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(EvaluationInvalid, match="cannot be read"):
        from_feedback(path)


def test_feedback_is_measured_as_a_file_of_questions_is(settings: Settings, store: Conversations, path: Path) -> None:
    (settings.corpus_dir / "a.txt").write_text(TEXT, encoding="utf-8")
    rebuild(settings, embedder=WordCountEmbedder())
    bench = Bench(settings, WordCountEmbedder(), OverlapReranker(), path.parent / "cache")
    key = store.create("anna").id
    with Assistant(settings, bench.embedder, bench.reranker) as assistant:
        for question in ("the ministers signed a treaty on tanks", "who won the football cup in 1966?"):
            store.add_turn("anna", key, assistant.ask(question, store.history("anna", key)).to_dict())
    with pytest.raises(EvaluationInvalid, match="0 answer"):
        standing_feedback(path, bench).figures(bench)
    store.set_feedback("anna", key, 1, 1)
    store.set_feedback("anna", key, 2, 1)
    feedback = standing_feedback(path, bench)
    found = feedback.figures(bench)
    file = path.parent / "written.jsonl"
    feedback.write(file)
    again = own_questions(file, bench, None)
    times = [name for name in found if name.endswith("ms_median")]
    assert {**found, **dict.fromkeys(times, 0)} == {**again, "to_review": 0, **dict.fromkeys(times, 0)}
    assert found["n"] == 2 and found["answered.any_citation"] == 1 and found["any_citation"] == 1
    store.set_feedback("anna", key, 2, -1, "it does say")
    assert standing_feedback(path, bench).figures(bench)["to_review"] == 1


def test_lines_that_wait_for_review_are_refused_until_a_person_has_completed_them(
    rated: Any, path: Path, tmp_path: Path
) -> None:
    feedback = from_feedback(path)
    report = {"a.txt": Report("a.txt", "", "", "", TEXT, ())}.get
    feedback.write(tmp_path / "all.jsonl")
    with pytest.raises(EvaluationInvalid, match="it waits for review"):
        read_questions(tmp_path / "all.jsonl", report)
    Feedback(feedback.ready, ()).write(tmp_path / "ready.jsonl")
    assert len(read_questions(tmp_path / "ready.jsonl", report)) == len(feedback.ready)
    (tmp_path / "bad.jsonl").write_text('{"question": "what?", "filters": {"from": "x"}}')
    with pytest.raises(EvaluationInvalid, match="line 1"):
        read_questions(tmp_path / "bad.jsonl", report)
