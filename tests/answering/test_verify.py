import json

import pytest

from assistant import Assistant, Settings, rebuild
from assistant.answering.verify import verify
from assistant.errors import AnswerFailed
from tests.fakes import OverlapReranker, WordCountEmbedder

TEXT = "The summit agreed on a border. The ministers signed a treaty on tanks.\n\nNobody spoke about climate.\n"


@pytest.fixture
def saved(settings: Settings) -> dict:
    (settings.corpus_dir / "a.txt").write_text(TEXT, encoding="utf-8")
    rebuild(settings, embedder=WordCountEmbedder())
    with Assistant.open(settings, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
        answer = assistant.ask("the ministers signed a treaty on tanks", sentences=1)
    assert answer.citations[0].quote == "The ministers signed a treaty on tanks."
    return json.loads(json.dumps(answer.to_dict()))


def state(saved: dict, settings: Settings) -> tuple:
    (check,) = verify(saved, settings)
    return check.state, check.report_id, check.start


def test_what_still_stands_is_intact(saved: dict, settings: Settings) -> None:
    assert state(saved, settings) == ("intact", "a.txt", TEXT.index("The ministers"))
    (settings.corpus_dir / "a.txt").write_text(TEXT + "Added later.", encoding="utf-8")
    assert state(saved, settings)[0] == "intact"


def test_what_shifted_or_was_renamed_has_moved(saved: dict, settings: Settings) -> None:
    file = settings.corpus_dir / "a.txt"
    file.write_text("Put before. " + TEXT, encoding="utf-8")
    assert state(saved, settings) == ("moved", "a.txt", TEXT.index("The ministers") + 12)
    file.write_text(TEXT, encoding="utf-8")
    file.rename(settings.corpus_dir / "b.txt")
    assert state(saved, settings) == ("moved", "b.txt", TEXT.index("The ministers"))


def test_what_was_rewritten_has_changed_and_what_was_removed_is_gone(saved: dict, settings: Settings) -> None:
    file = settings.corpus_dir / "a.txt"
    file.write_text(TEXT.replace("signed", "rejected"), encoding="utf-8")
    assert state(saved, settings)[0] == "changed"
    (settings.corpus_dir / "c.txt").write_text("Another.", encoding="utf-8")
    file.unlink()
    assert state(saved, settings)[0] == "gone"


@pytest.mark.parametrize("spoil", [[], {}, {"schema": 2}, {"schema": 1}, {"schema": 1, "citations": [{"number": "1"}]}])
def test_json_that_is_no_answer_is_refused(settings: Settings, spoil: object) -> None:
    (settings.corpus_dir / "a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(AnswerFailed):
        verify(spoil, settings)  # type: ignore[arg-type]
