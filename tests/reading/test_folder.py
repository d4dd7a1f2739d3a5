from pathlib import Path

import pytest

from assistant.errors import ReportRefused
from assistant.reading.corpus import scan
from assistant.reading.folder import added, removed, restored


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.txt", "sub/b.md"):
        (folder / name).write_text(f"This is {name}.", encoding="utf-8")
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.txt", "new.txt", "also.md", "scan.jpeg", ".hidden.txt", "README.md", "metadata.csv"):
        (folder / name).write_text(f"This came as {name}.", encoding="utf-8")
    return folder


def names(corpus: Path) -> list[str]:
    return sorted(file.relative_to(corpus).as_posix() for file in corpus.rglob("*") if file.is_file())


def test_files_are_copied_and_named_by_their_ids(corpus: Path, inbox: Path) -> None:
    with added(corpus, [inbox / "new.txt", corpus / "sub" / "b.md", inbox / "also.md"]) as ids:
        assert ids == ("sub/b.md", "new.txt", "also.md")
    assert names(corpus) == ["a.txt", "also.md", "new.txt", "sub/b.md"]
    assert (corpus / "new.txt").read_text() == "This came as new.txt."
    assert (inbox / "new.txt").exists()


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("a.txt", "would overwrite the report a.txt"),
        ("scan.jpeg", "not in a format that can be read"),
        ("nowhere.txt", "not a file that is there"),
        ("", "not a file that is there"),
        (".hidden.txt", "a name that no report has"),
        ("README.md", "a name that no report has"),
        ("metadata.csv", "a name that no report has"),
    ],
)
def test_one_file_that_cannot_be_added_refuses_all(corpus: Path, inbox: Path, name: str, complaint: str) -> None:
    with pytest.raises(ReportRefused, match=complaint), added(corpus, [inbox / "new.txt", inbox / name]):
        pytest.fail("nothing must be done")
    assert names(corpus) == ["a.txt", "sub/b.md"]
    assert (corpus / "a.txt").read_text() == "This is a.txt."


def test_two_files_of_one_name_are_refused(corpus: Path, inbox: Path) -> None:
    (inbox / "twin").mkdir()
    (inbox / "twin" / "new.txt").write_text("Another.", encoding="utf-8")
    files = [inbox / "new.txt", inbox / "twin" / "new.txt"]
    with pytest.raises(ReportRefused, match=r"twin/new\.txt would overwrite"), added(corpus, files):
        pytest.fail("nothing must be done")


def test_a_missing_corpus_folder_is_named(tmp_path: Path, inbox: Path) -> None:
    with pytest.raises(ReportRefused, match="is missing; create it"), added(tmp_path / "none", [inbox / "new.txt"]):
        pytest.fail("nothing must be done")


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError])
def test_when_what_follows_fails_the_folder_is_as_before(
    corpus: Path, inbox: Path, failure: type[BaseException]
) -> None:
    with pytest.raises(failure), added(corpus, [inbox / "new.txt", corpus / "a.txt"]):
        assert "new.txt" in names(corpus)
        raise failure
    with pytest.raises(failure), removed(scan(corpus), ["a.txt"]):
        assert [corpus / "sub" / "b.md"] == list(scan(corpus).files)
        raise failure
    assert names(corpus) == ["a.txt", "sub/b.md"]


def test_reports_are_removed_by_their_ids(corpus: Path) -> None:
    with removed(scan(corpus), ["sub/b.md", "sub/b.md"]):
        pass
    assert names(corpus) == ["a.txt"]


@pytest.mark.parametrize(
    ("report_id", "complaint"),
    [
        ("nowhere.txt", "there is no report nowhere.txt"),
        ("sub", "there is no report sub"),
        ("", "there is no report"),
        ("../inbox/new.txt", "points outside the corpus folder"),
        ("sub/../a.txt", "points outside the corpus folder"),
        ("/etc/hostname", "points outside the corpus folder"),
        ("link.txt", "there is no report link.txt"),
        ("sub/b.md", "no report would be left"),
    ],
)
def test_one_id_that_is_not_there_refuses_all(corpus: Path, inbox: Path, report_id: str, complaint: str) -> None:
    (corpus / "link.txt").symlink_to(inbox / "new.txt")
    before = names(corpus)
    with pytest.raises(ReportRefused, match=complaint), removed(scan(corpus), ["a.txt", report_id]):
        pytest.fail("nothing must be done")
    assert names(corpus) == before
    assert (inbox / "new.txt").exists()


def test_what_a_killed_removal_left_aside_is_put_back(corpus: Path) -> None:
    (corpus / "a.txt").rename(corpus / ".a.txt.removed")
    (corpus / "sub" / ".b.md.removed").write_text("An older b.", encoding="utf-8")
    restored(corpus)
    assert names(corpus) == ["a.txt", "sub/.b.md.removed", "sub/b.md"]
    assert (corpus / "sub" / "b.md").read_text() == "This is sub/b.md."
