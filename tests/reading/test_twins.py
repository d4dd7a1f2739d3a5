from pathlib import Path

import pytest

from assistant.reading.corpus import Corpus, scan
from assistant.reading.twins import left_behind, one_each
from assistant.types import Report, Skipped
from tests.readings import report_in

TEXT = "The summit agreed on a border."
LIMIT = 10_000


def corpus(folder: Path, metadata: str = "", **files: str) -> Corpus:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    if metadata:
        (folder / "metadata.csv").write_text(metadata, encoding="utf-8")
    return one_each(scan(folder), max_bytes=LIMIT)


def reports(found: Corpus) -> list[Report]:
    return [report_in(found, file, max_bytes=LIMIT) for file in found.files]


def test_equal_files_are_one_report_with_the_other_paths_noted(tmp_path: Path) -> None:
    found = reports(corpus(tmp_path, b_txt=TEXT, a_txt=TEXT, old__c_md=TEXT, d_txt=TEXT.replace("a", "o")))
    assert [(one.id, one.also_at) for one in found] == [("a.txt", ("b.txt", "old/c.md")), ("d.txt", ())]


def test_what_is_stated_about_one_path_counts_for_all(tmp_path: Path) -> None:
    rows = "path,title,date,country\na.txt,,1994,\nb.txt,Budapest,1994,Hungary\n"
    found = corpus(tmp_path, rows, a_txt=TEXT, b_txt=TEXT)
    (one,) = reports(found)
    assert (one.id, one.title, one.date, one.metadata) == ("a.txt", "Budapest", "1994", {"country": "Hungary"})
    assert found.notes == ()
    assert set(found.metadata) == {"a.txt"}


def test_different_dates_make_two_reports_of_equal_files_and_a_note(tmp_path: Path) -> None:
    rows = "path,date\na.txt,1994\nb.txt,1995\nc.txt,1995\n"
    found = corpus(tmp_path, rows, a_txt=TEXT, b_txt=TEXT, c_txt=TEXT, d_txt=TEXT)
    assert [(one.id, one.date, one.also_at) for one in reports(found)] == [
        ("a.txt", "1994", ("d.txt",)),
        ("b.txt", "1995", ("c.txt",)),
    ]
    (note,) = found.notes
    assert note.startswith("b.txt is the same file as a.txt, but metadata.csv gives them a different date;")


@pytest.mark.parametrize("text", ["", "x" * (LIMIT + 1)])
def test_equal_files_that_are_empty_or_too_large_are_not_compared(tmp_path: Path, text: str) -> None:
    found = corpus(tmp_path, a_txt=text, b_txt=text, c_txt=TEXT)
    assert len(found.files) == 3
    assert found.twins == {}


@pytest.mark.parametrize("text", [" \n ", "---\ntitle: [\n---\nText."])
def test_equal_files_that_cannot_be_read_have_a_reason_each(tmp_path: Path, text: str) -> None:
    found = corpus(tmp_path, a_txt=text, b_txt=text, c_txt=TEXT)
    (skipped,) = left_behind(found, "a.txt", found.twins["a.txt"].sha256, "the file holds no text")
    assert skipped == Skipped("b.txt", "the file holds no text")


def test_a_file_that_changes_after_the_comparison_does_not_pass_for_its_twin(tmp_path: Path) -> None:
    found = corpus(tmp_path, a_txt=TEXT, b_txt=TEXT)
    (before,) = reports(found)
    assert left_behind(found, before.id, before.sha256) == ()
    (tmp_path / "a.txt").write_text("Rewritten.", encoding="utf-8")
    (after,) = reports(found)
    assert after.also_at == ()
    (skipped,) = left_behind(found, after.id, after.sha256)
    assert skipped.path == "b.txt"
    assert "run: assistant rebuild" in skipped.reason
