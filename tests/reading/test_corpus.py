from pathlib import Path

import pytest

from assistant.errors import CorpusInvalid, ReportUnreadable
from assistant.reading.corpus import scan
from assistant.types import Report
from tests.readings import report_in


def read(root: Path, name: str, content: bytes | str, *, max_bytes: int = 10**6) -> Report:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return report_in(scan(root), file, max_bytes=max_bytes)


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_plain_text_gives_a_report_whose_pages_tile_its_text(tmp_path: Path, suffix: str) -> None:
    report = read(tmp_path, f"sub/née talks{suffix}", "---\ntitle: T\nplace: Minsk\n---\n\nThe talks ended.\n")
    assert report.id == f"sub/née talks{suffix}"
    assert (report.title, report.date, report.metadata) == ("T", "", {"place": "Minsk"})
    assert report.pages[0].start == 0
    assert report.pages[-1].end == len(report.text)
    assert all(one.end == two.start for one, two in zip(report.pages, report.pages[1:], strict=False))
    assert report.text[report.body :].strip() == "The talks ended."


def test_text_is_the_file_itself_so_that_offsets_hold_in_it(tmp_path: Path) -> None:
    content = "---\ntitle: T\n---\nOne. “Two”.\n"
    report = read(tmp_path, "a.txt", content)
    assert report.text == content == (tmp_path / "a.txt").read_text(encoding="utf-8")


def test_metadata_csv_gives_what_the_file_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("Path,title,date,country\na.txt,From table,1994,Peru\n", encoding="utf-8")
    report = read(tmp_path, "a.txt", "---\ntitle: Own\n---\nText.")
    assert (report.title, report.date, report.metadata) == ("Own", "1994", {"country": "Peru"})


def test_metadata_csv_counts_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "metadata.csv").write_text("path,title\nin\\a.txt,Nested\n", encoding="utf-8")
    assert read(tmp_path, "sub/in/a.txt", "Text.").title == "Nested"


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("title,date\nx,y\n", "path"),
        ("path,title\na.txt\n", "line 2"),
        ("path,title\na.txt,b,c\n", "line 2"),
        ('path,title\n"a.txt,b\n', "line"),
        ("path,path\na,b\n", "once each"),
        ("", "no text"),
    ],
)
def test_a_malformed_metadata_csv_is_named_with_its_line(tmp_path: Path, table: str, complaint: str) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "metadata.csv").write_text(table, encoding="utf-8")
    with pytest.raises(CorpusInvalid, match=complaint):
        scan(tmp_path)


def test_what_cannot_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "scan.jpeg").write_bytes(b"\xff\xd8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    (tmp_path / "README.md").write_text("About this folder.", encoding="utf-8")
    corpus = scan(tmp_path)
    assert [corpus.report_id(file) for file in corpus.files] == ["a.txt"]
    assert [skip.path for skip in corpus.skipped] == ["scan.jpeg"]
    assert corpus.skipped[0].reason.startswith("not a format that can be read; save it as .pdf")


def test_a_missing_and_an_empty_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CorpusInvalid, match="missing"):
        scan(tmp_path / "nowhere")
    with pytest.raises(CorpusInvalid, match="holds no report"):
        scan(tmp_path)


@pytest.mark.parametrize(("content", "reason"), [("x" * 200, "larger"), ("---\ntitle: a\n---\n \n", "front matter")])
def test_too_large_and_empty_reports_are_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read(tmp_path, "a.txt", content, max_bytes=100)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Text.", encoding="utf-8")
    (tmp_path / "private.txt").write_text("Secret.", encoding="utf-8")
    (tmp_path / "corpus" / "b.txt").symlink_to(tmp_path / "private.txt")
    corpus = scan(tmp_path / "corpus")
    assert [file.name for file in corpus.files] == ["a.txt"]
    assert [skip.path for skip in corpus.skipped] == ["b.txt"]
