import hashlib
import json
import tempfile
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath

import httpx
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Settings, rebuild
from assistant.reading.formats import READABLE
from assistant.web.corpus.uploads import Upload, report_name, staged
from tests.web.calls import called, got, run
from tests.web.serving import served

NEWS = "ZAGREB, 3 May – The committee chose Zagreb as the seat of the river commission.\n"
BOUNDARY = "----reports"
SMALL = Settings(max_report_mb=0.001)


def form(files: list[tuple[str, bytes]]) -> tuple[bytes, dict[str, str]]:
    """A multipart body and its headers; names are sent raw, as a hostile client would."""
    parts = b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + data
        + b"\r\n"
        for name, data in files
    )
    return parts + f"--{BOUNDARY}--\r\n".encode(), {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def lines(status_and_body: tuple[int, object]) -> list[dict[str, object]]:
    status, body = status_and_body
    assert status == 200, body
    return [json.loads(line) for line in body.splitlines()] if isinstance(body, str) else [body]  # type: ignore[list-item]


def sent(address: str, *files: tuple[str, bytes]) -> list[dict[str, object]]:
    body, headers = form(list(files))
    return lines(called(f"{address}corpus/upload", body, headers=headers))


@given(name=st.text(max_size=300) | st.builds("/".join, st.lists(st.text(max_size=8), max_size=5)))
def test_a_name_never_leads_anywhere(name: str) -> None:
    made = report_name(name)
    assert made and PurePosixPath(made).name == made and PureWindowsPath(made).name == made
    assert not made.startswith(".") and made.isprintable() and len(made.encode()) <= 200
    assert made.lower() not in ("readme.md", "readme.txt", "metadata.csv")
    assert report_name(made) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Minsk talks, 16 June.md", "Minsk talks, 16 June.md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\win.txt", "win.txt"),
        ("CON.txt", "report-CON.txt"),
        ("nul", "report-nul"),
        ("README.md", "report-README.md"),
        (".hidden.md", "hidden.md"),
        ("", "report"),
        ('"><img src=x>.md', "img src x.md"),
        ("Доклад.TXT", "Доклад.txt"),
        ("a\u202egnp.md", "a gnp.md"),
    ],
)
def test_what_names_become(name: str, made: str) -> None:
    assert report_name(name) == made


def _zip() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", NEWS)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jpeg", b"\xff\xd8\xff", "not a format"),
        ("a.pdf", b"%PDF-1.7", "it is damaged"),
        ("a.txt", b"%PDF-1.7\n1 0 obj", "it is damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "save it as .docx"),
        ("a.md", _zip(), "application/zip"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png"),
        ("a.txt", b"\x7fELF" + b"\0" * 64, "x-executable"),
        ("a.txt", b"", "the file is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "nothing but front matter"),
        ("a.md", b"---\n: [\n---\nwords\n", "front matter"),
        ("a.txt", b"ab\0cd" * 100, "binary"),
        ("a.txt", b"x" * 2000, "larger than 0.001 MB"),
        ("b.txt", NEWS.encode(), "already there as a.txt"),
        ("a.txt", b"other words\n", "already a report a.txt"),
    ],
)
def test_what_cannot_be_a_report_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    known = {hashlib.sha256(NEWS.encode()).hexdigest(): "a.txt"}
    paths, results = staged([Upload(name, data)], tmp_path, known, SMALL)
    assert paths == {} and list(tmp_path.iterdir()) == []
    assert results[0].state == "refused" and reason in results[0].reason and results[0].name == name


def test_two_of_the_same_name_in_one_upload_are_told_apart(tmp_path: Path) -> None:
    uploads = [Upload("a/x.txt", b"one word\n"), Upload("b/x.txt", b"another word\n"), Upload("y.txt", b"one word\n")]
    paths, results = staged(uploads, tmp_path, {}, SMALL)
    assert {path.name for path in paths} == {"x.txt"}
    assert [result.reason.split(";")[0] for result in results] == [
        "there is already a report x.txt",
        "the same file is already there as x.txt",
    ]


def test_reports_are_added_found_and_removed_through_the_page(few: Settings) -> None:
    with served(few) as address:
        assert got(f"{address}me")[1]["edit"] is True
        told = sent(address, ("../../Zagreb seat.md", NEWS.encode()), ("x.pdf", b"%PDF-1.7"))
        assert [(one["name"], one["state"], one["report_id"]) for one in told[-1]["files"]] == [  # type: ignore[union-attr,index]
            ("x.pdf", "refused", ""),
            ("../../Zagreb seat.md", "added", "Zagreb seat.md"),
        ]
        assert all(line["stage"] for line in told[:-1]) and told[-1]["reports"] == 4
        assert {path.name for path in few.corpus_dir.iterdir()} >= {"Zagreb seat.md"}
        answer = run(address, "ask", "Which city is the seat of the river commission?", None, None, "")
        assert "Zagreb" in answer["sentences"][0]["text"]
        removed = lines(called(f"{address}corpus/remove", {"ids": ["Zagreb seat.md"]}))
        assert removed[-1]["reports"] == 3 and not (few.corpus_dir / "Zagreb seat.md").exists()
        assert run(address, "report", "Zagreb seat.md")["missing"]
        assert list(few.corpus_dir.parent.rglob("*Zagreb*")) == []


def test_what_cannot_be_removed_leaves_everything(few: Settings) -> None:
    with served(few) as address:
        before = sorted(path.name for path in few.corpus_dir.iterdir())
        for ids, line in (
            (["nowhere.md"], "there is no report nowhere.md"),
            (["../pyproject.toml"], "points outside"),
            (list(before), "no report would be left"),
        ):
            told = lines(called(f"{address}corpus/remove", {"ids": ids}))
            assert line in str(told[-1]["error"])
        for body in ({}, {"ids": []}, {"ids": "a.md"}, {"ids": [1]}, [1]):
            status, said = called(f"{address}corpus/remove", body)
            assert status == 400 and said["error"]
        assert sorted(path.name for path in few.corpus_dir.iterdir()) == before


def test_a_page_that_may_not_edit_refuses(few: Settings) -> None:
    with served(few, web_edit_corpus="nobody") as address:
        body, headers = form([("a.txt", NEWS.encode())])
        assert called(f"{address}corpus/upload", body, headers=headers)[0] == 403
        assert called(f"{address}corpus/remove", {"ids": ["minsk-lavrov-makei-talks.md"]})[0] == 403
        assert got(f"{address}me")[1]["edit"] is False
    assert len(list(few.corpus_dir.iterdir())) == 3


def test_uploads_are_limited_in_number_size_and_pace(few: Settings) -> None:
    limits = {"web_max_upload_files": "2", "web_uploads_per_minute": "4", "max_report_mb": "0.01"}
    with served(few, **limits) as address:
        body, headers = form([(f"{place}.txt", NEWS.encode()) for place in range(3)])
        status, said = called(f"{address}corpus/upload", body, headers=headers)
        assert status == 400 and "At most 2" in said["error"]
        (last,) = sent(address, ("big.txt", b"x" * 20_000))[-1:]
        assert "larger than 0.01 MB" in last["files"][0]["reason"]  # type: ignore[index]
        large = httpx.post(f"{address}corpus/upload", content=b"x" * 3_000_000, headers=headers)
        assert large.status_code == 413 and large.json()["error"]
        for _ in range(4):
            status, said = called(f"{address}corpus/upload", b"", headers=headers)
        assert status == 429 and "within a minute" in said["error"]
    assert {path.suffix for path in few.corpus_dir.iterdir()} == {".md"}


def test_every_format_that_is_offered_is_one_that_can_be_read(address: str) -> None:
    assert got(f"{address}me")[1]["upload"]["formats"] == list(READABLE)


def test_a_change_that_is_killed_loses_nothing(few: Settings) -> None:
    """The process that rebuilds is killed while a report is being removed; the next change puts it back."""
    with served(few) as address:
        for place in range(60):  # much to embed, so that the change takes a while
            (few.corpus_dir / f"n{place}.txt").write_text(f"{NEWS * 40} Number {place}.\n", encoding="utf-8")
        told: list[object] = []
        sending = threading.Thread(
            target=lambda: told.append(called(f"{address}corpus/remove", {"ids": ["minsk-lavrov-makei-talks.md"]}))
        )
        sending.start()
        hidden = few.corpus_dir / ".minsk-lavrov-makei-talks.md.removed"
        for _ in range(600):
            if hidden.exists():
                break
            time.sleep(0.02)
        assert hidden.exists()
        for child in psutil.Process(server_of(address)).children(recursive=True):
            child.kill()
        sending.join()
        assert "ended from outside" in str(told[0])
        rebuild(few)
        assert not hidden.exists() and (few.corpus_dir / "minsk-lavrov-makei-talks.md").exists()
        assert not run(address, "report", "minsk-lavrov-makei-talks.md")["missing"]
    assert list(Path(tempfile.gettempdir()).glob("assistant-upload-*")) == []


def server_of(address: str) -> int:
    """The process that listens at an address."""
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    listening = (one for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port)
    return next(one.pid for one in listening if one.pid)
