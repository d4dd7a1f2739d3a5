"""Files that hold others, and files that cannot be read, through a rebuild: what is known of them stays true."""

from email.message import EmailMessage

import pytest

from assistant.errors import ReportRefused
from assistant.indexing.plan import plan_rebuild
from assistant.indexing.rebuild import rebuild, removing
from assistant.settings import Settings
from assistant.types import RebuildSummary, Report
from tests.fakes import WordCountEmbedder
from tests.stores import TEXT, build, live, write


def mail(subject: str, **attachments: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "anna@example.org"
    message.set_content(f"{subject}: the ministers will meet again.\n")
    for name, text in attachments.items():
        file = name.replace("_", ".")
        message.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename=file)
    return message.as_bytes()


@pytest.fixture
def letters(settings: Settings) -> Settings:
    """A report, and a mail with one attachment that can be read and one that cannot."""
    write(settings, plain=TEXT)
    (settings.corpus_dir / "letter.eml").write_bytes(mail("Agenda", annex_txt=f"{TEXT}In the annex.", photo_xyz="x"))
    return settings


def skipped(summary: RebuildSummary) -> list[str]:
    return [skip.path for skip in summary.skipped]


def read(settings: Settings, report_id: str) -> Report | None:
    return live(settings).reports.report(report_id)


def removed(settings: Settings, report_id: str) -> RebuildSummary:
    return rebuild(settings, embedder=WordCountEmbedder(), change=removing(settings, [report_id]))


def test_an_attachment_is_a_report_of_its_own_and_what_cannot_be_read_is_listed(letters: Settings) -> None:
    summary = build(letters)
    assert (summary.reports, skipped(summary)) == (3, ["letter.eml/photo.xyz"])
    annex = read(letters, "letter.eml/annex.txt")
    assert annex is not None and annex.part_of == "letter.eml" and "In the annex." in annex.text
    assert live(letters).reports.parts_of("letter.eml") == ["letter.eml/annex.txt"]


def test_an_unchanged_mail_is_carried_over_with_all_that_is_attached_to_it(letters: Settings) -> None:
    build(letters)
    write(letters, other="Another summit was held.")
    summary = build(letters)
    assert (summary.reports, skipped(summary)) == (4, ["letter.eml/photo.xyz"])
    assert summary.embedded == 1
    again = build(letters)
    assert not again.plan.changes and skipped(again) == ["letter.eml/photo.xyz"]


def test_a_plan_tells_of_what_is_attached_too(letters: Settings) -> None:
    plan = plan_rebuild(letters, embedder=WordCountEmbedder())
    assert [skip.path for skip in plan.skipped] == ["letter.eml/photo.xyz"]


def test_a_mail_that_changes_takes_the_place_of_all_it_held(letters: Settings) -> None:
    build(letters)
    (letters.corpus_dir / "letter.eml").write_bytes(mail("Agenda", minutes_txt="The summit spoke of gas."))
    summary = build(letters)
    assert (summary.reports, skipped(summary)) == (3, [])
    assert read(letters, "letter.eml/annex.txt") is None and read(letters, "letter.eml/minutes.txt") is not None


def test_a_mail_is_removed_with_what_is_attached_which_is_not_removed_alone(letters: Settings) -> None:
    build(letters)
    with pytest.raises(ReportRefused, match=r"letter\.eml/annex\.txt is attached to letter\.eml; remove that"):
        removed(letters, "letter.eml/annex.txt")
    removed(letters, "letter.eml")
    assert (letters.corpus_dir / "letter.eml").exists() is False
    assert [report for report in live(letters).reports.report_ids() if report.startswith("letter")] == []


def test_equal_files_that_cannot_be_read_are_listed_each(settings: Settings) -> None:
    write(settings, plain=TEXT)
    for name in ("a.pdf", "b.pdf"):
        (settings.corpus_dir / name).write_bytes(b"%PDF-1.7 and no more")
    for summary in (build(settings), build(settings)):
        assert skipped(summary) == ["a.pdf", "b.pdf"]
        assert {skip.reason for skip in summary.skipped} == {summary.skipped[0].reason}


def test_what_is_missing_from_a_report_is_told_and_told_again_when_nothing_changed(settings: Settings) -> None:
    (settings.corpus_dir / "page.txt").write_bytes(b"{\\rtf1\\ansi The ministers signed a treaty on tanks.\\par}")
    told = [summary.notes for summary in (build(settings), build(settings))]
    assert told[0] == told[1] != ()
    assert any(note.startswith("page.txt: read as what it holds, RTF") for note in told[0])
