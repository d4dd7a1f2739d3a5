import json
from email.message import EmailMessage

import pytest

from assistant import Assistant, Settings, rebuild
from assistant.answering.verify import verify
from assistant.errors import AnswerFailed
from assistant.types import Check
from tests.fakes import OverlapReranker, WordCountEmbedder

TEXT = "The summit agreed on a border. The ministers signed a treaty on tanks.\n\nNobody spoke about climate.\n"
LONG = 2_000_000  # words


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


def checked(saved: dict, settings: Settings, **more: object) -> Check:
    (check,) = verify(saved, Settings(corpus_dir=settings.corpus_dir, index_dir=settings.index_dir, **more))
    return check


def test_a_report_that_is_there_and_cannot_be_read_is_not_gone(saved: dict, settings: Settings) -> None:
    file = settings.corpus_dir / "a.txt"
    (settings.corpus_dir / "c.txt").write_text("Another.", encoding="utf-8")
    small = checked(saved, settings, max_report_mb=0.00001)
    assert (small.state, small.reason) == ("unreadable", "larger than 1e-05 MB; raise max_report_mb to read it")
    assert (small.report_id, small.start) == ("a.txt", TEXT.index("The ministers"))
    file.write_text(TEXT + "word " * LONG, encoding="utf-8")  # so long that no machine reads it within the limit
    late = checked(saved, settings, read={"timeout_s": 0.001})
    assert late.state == "unreadable" and late.reason.startswith("takes longer than 0.001 s")
    file.write_bytes(bytes(range(256)))
    damaged = checked(saved, settings)
    assert damaged.state == "unreadable" and "binary" in damaged.reason
    file.unlink()
    file.mkdir()
    assert checked(saved, settings) == Check(1, "gone", "a.txt", small.start, small.end)
    file.rmdir()
    file.symlink_to("/nowhere")
    assert "a link that leads out" in checked(saved, settings).reason


def letter(name: str, data: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Agenda"
    message.set_content("Dear colleagues, the papers are attached.\n")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


ATTACHED = [
    (letter("a.txt", TEXT.encode()), "intact", ""),
    (letter("a.txt", bytes(range(256))), "unreadable", "binary"),
    (b"\x00" * 100, "unreadable", ""),
    (letter("b.txt", b"Something else."), "gone", ""),
]


@pytest.mark.parametrize(("data", "state", "reason"), ATTACHED)
def test_what_is_attached_and_cannot_be_read_is_not_gone(
    saved: dict, settings: Settings, data: bytes, state: str, reason: str
) -> None:
    saved["citations"][0]["report_id"] = "letter.eml/a.txt"
    (settings.corpus_dir / "a.txt").write_text("Another.", encoding="utf-8")
    (settings.corpus_dir / "letter.eml").write_bytes(data)
    check = checked(saved, settings)
    assert (check.state, check.report_id) == (state, "letter.eml/a.txt")
    assert reason in check.reason and bool(check.reason) is (state == "unreadable")
