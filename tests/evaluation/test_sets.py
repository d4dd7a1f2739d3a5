import json
from pathlib import Path

import pytest

from assistant import Settings
from assistant.cli import main
from assistant.errors import EvaluationInvalid
from assistant.evaluation.bench import Bench
from assistant.evaluation.questions import read_questions
from assistant.evaluation.report import evaluate
from assistant.evaluation.sets import SETS, recognised
from assistant.models.protocols import Embedder, Reranker

TANKS = "The ministers agreed on a limit of 20,000 tanks for each side."
GAS = "The price of gas was left open until the spring."
MEETING = f"Chair: Welcome to all of you.\n\nAnna Berg: {TANKS} That took four years.\n\nChair: {GAS}\n"


def written(folder: Path, name: str, rows: list[dict]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def qmsum(folder: Path) -> Path:
    (folder / "reports").mkdir(parents=True)
    (folder / "reports" / "m.txt").write_text(MEETING, encoding="utf-8")
    start = MEETING.index(TANKS)
    asked = {"id": "q", "report": "m.txt", "question": "What did Anna Berg say about tanks?", "answer": ""}
    return written(folder, "questions.jsonl", [{**asked, "evidence": [[start, start + len(TANKS)]]}])


def scifact(folder: Path) -> Path:
    written(
        folder,
        "corpus.jsonl",
        [{"_id": "1", "title": "Tanks", "text": TANKS}, {"_id": "2", "title": "Gas", "text": GAS}],
    )
    written(folder, "queries.jsonl", [{"_id": "7", "text": "a limit for tanks"}, {"_id": "8", "text": "not judged"}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n7\t1\t1\n", encoding="utf-8")
    return folder


def mtrag_un(folder: Path) -> Path:
    texts = [{"_id": "a/1", "title": "", "text": TANKS}, {"_id": "a/2", "title": "", "text": GAS}]
    written(folder, "passages.jsonl", texts)
    said = [{"role": "user", "text": "What was agreed on tanks?"}, {"role": "assistant", "text": "A limit."}]
    turn = {"id": "t", "history": said, "question": "and what was it?", "relevant": ["a/1"]}
    return written(folder, "turns.jsonl", [turn, {**turn, "id": "u", "relevant": []}])


def clapnq(folder: Path) -> Path:
    row = {"id": "1", "question": "how many tanks may each side have", "answerable": True, "title": "Limits"}
    known = {**row, "sentences": [TANKS, GAS], "selected": [[0]]}
    lost = {**row, "id": "2", "answerable": False, "sentences": [GAS, "Snow fell."], "selected": []}
    return written(folder, "questions.jsonl", [known, lost])


def wice(folder: Path) -> Path:
    good = {"id": "1", "claim": "Each side may have 20,000 tanks.", "label": "supported", "sentences": [TANKS, GAS]}
    bad = {**good, "id": "2", "claim": "Whales were saved.", "label": "not_supported", "sentences": ["Snow fell."] * 60}
    return written(folder, "claims.jsonl", [good, bad])


MAKERS = {"qmsum": qmsum, "scifact": scifact, "mtrag_un": mtrag_un, "clapnq": clapnq, "wice": wice}


@pytest.fixture
def bench(settings: Settings, embedder: Embedder, reranker: Reranker, tmp_path: Path) -> Bench:
    return Bench(settings, embedder, reranker, tmp_path / "cache")


@pytest.mark.parametrize("known", SETS, ids=lambda one: one.name)
def test_each_set_is_recognised_by_its_files_and_measured(known, bench: Bench, tmp_path: Path) -> None:
    folder = MAKERS[known.name](tmp_path / "data" / "any name")
    assert recognised(folder) == [(known, folder)]
    assert recognised(folder.parent) == [(known, folder)]
    ((name, found),) = evaluate([folder], bench)
    assert name == known.name
    shares = {measure: value for measure, value in found.items() if measure not in ("n", "ms_median")}
    assert found["n"] == {"clapnq": 2, "wice": 2}.get(name, 1)
    assert found["ms_median"] > 0
    assert all(value == pytest.approx(1.0) for measure, value in shares.items() if not measure.startswith("refusal"))
    again = dict(evaluate([folder], bench))[name]
    assert {measure: again[measure] for measure in shares} == shares


def test_equal_rows_are_found_together_and_equal_texts_under_other_titles_are_not(bench: Bench, tmp_path: Path) -> None:
    texts = [{"_id": key, "title": "Tanks", "text": TANKS} for key in ("1", "2")]
    folder = scifact(tmp_path / "twins")
    written(folder, "corpus.jsonl", [*texts, {"_id": "3", "title": "Gas", "text": GAS}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n7\t1\t1\n7\t2\t1\n", encoding="utf-8")
    found = dict(evaluate([folder], bench))["scifact"]
    assert found["recall@10"] == found["ndcg@10"] == pytest.approx(1.0)
    corpus, ids = bench.written(folder / "corpus.jsonl", [("Tanks", TANKS), ("Tanks", TANKS), ("Arms", TANKS)])
    with bench.over(corpus) as assistant:
        known = [assistant.report(path) for path in ids]
    assert [one and one.id for one in known] == [ids[0], ids[0], ids[2]]


def test_evidence_in_a_meeting_that_is_there_twice_is_found(bench: Bench, tmp_path: Path) -> None:
    folder = qmsum(tmp_path / "meetings")
    (folder / "reports" / "a copy.txt").write_text(MEETING, encoding="utf-8")
    assert dict(evaluate([folder], bench))["qmsum"]["hit@5"] == pytest.approx(1.0)


def test_two_folders_of_one_set_are_told_apart_and_a_limit_is_kept(bench: Bench, tmp_path: Path) -> None:
    places = [clapnq(tmp_path / "one"), clapnq(tmp_path / "two")]
    found = dict(evaluate(places, bench, limit=1))
    assert list(found) == ["clapnq", "clapnq:two"]
    assert {one["n"] for one in found.values()} == {1}


def test_what_is_no_data_set_is_refused_with_what_is_known(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EvaluationInvalid, match="qmsum"):
        list(evaluate([tmp_path / "empty"], bench))
    with pytest.raises(EvaluationInvalid, match="does not exist"):
        list(evaluate([tmp_path / "missing"], bench))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1"),
        ("[]", "line 1"),
        ("{}", "'question' is missing"),
        ('{"question": "q", "evidence": [{"report": "x.md", "quote": "a"}]}', "no report 'x.md'"),
        (
            '{"question": "q", "evidence": [{"report": "minsk-lavrov-makei-talks.md", "quote": "zz top"}]}',
            "does not hold",
        ),
        ('{"question": "q", "evidence": [{"report": "minsk-lavrov-makei-talks.md"}]}', "'start' is missing"),
        (
            '{"question": "q", "evidence": [{"report": "minsk-lavrov-makei-talks.md", "start": 5, "end": 9999999}]}',
            "no char",
        ),
        ('{"question": 5}', "no question"),
        ('{"question": "?"}', "no question"),
        ("", "no question"),
    ],
)
def test_a_faulty_line_of_questions_is_named(sample, tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(EvaluationInvalid, match=message):
        read_questions(file, sample.report)


def test_the_command_measures_a_users_own_questions(sample_settings: Settings, tmp_path: Path, capsys) -> None:
    rows = [
        {"question": "Who did Lavrov meet in Minsk?", "kind": "fact",
         "evidence": [{"report": "minsk-lavrov-makei-talks.md", "quote": "Lavrov was also received by the President"}]},
        {"question": "what did he say about it?", "history": ["What did Makei say about the OSCE?"],
         "evidence": [{"report": "minsk-lavrov-makei-talks.md", "start": 0, "end": 2000}]},
        {"question": "Who won the chess tournament in Havana?"},
    ]  # fmt: skip
    written(tmp_path, "mine.jsonl", rows)
    where = ["--corpus", str(sample_settings.corpus_dir), "--index", str(sample_settings.index_dir)]
    assert main(["evaluate", str(tmp_path / "mine.jsonl"), "--json", *where]) == 0
    found = json.loads(capsys.readouterr().out)["questions"]
    assert found["n"] == 3
    assert found["top5_hits"] == 1.0
    assert found["refusal_recall"] == 1.0
    assert found["fact.n"] == 1
    assert main(["evaluate", str(tmp_path / "mine.jsonl"), *where]) == 0
    assert "first_citation" in capsys.readouterr().out
    assert main(["evaluate", str(tmp_path / "nowhere"), *where]) == 12
    assert "does not exist" in capsys.readouterr().err
