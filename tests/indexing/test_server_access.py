"""Getting to a Chroma server: settings, token, certificates, the shell, and docs/server.md."""

import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import chromadb
import pytest
from chromadb.errors import ChromaError

from assistant.errors import SettingsError, StoreUnreachable
from assistant.indexing import check
from assistant.indexing.server import server_of
from assistant.settings import Settings
from tests.fakes import WordCountEmbedder
from tests.servers import ChromaServer, Proxy
from tests.stores import TEXT, at, build, client_of, live, write

TOKEN = "s3cret-of-the-archive"  # noqa: S105
SERVER_MD = Path(__file__).parents[2] / "docs" / "server.md"


def test_the_token_is_sent_and_shown_nowhere(
    remote: Settings, chroma: ChromaServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    proxy = Proxy(chroma.port, token=TOKEN)
    write(remote, a=TEXT)
    there = at(remote, proxy.url, chroma_token=TOKEN)
    try:
        for wrong in ("", "another-secret"):
            with pytest.raises(StoreUnreachable, match=r"refuses this token.*ASSISTANT_CHROMA_TOKEN") as refused:
                build(at(remote, proxy.url, chroma_token=wrong))
            assert "another-secret" not in str(refused.value)
        build(there)
        assert check.faults(live(there)) == []
    finally:
        proxy.close()
    assert proxy.seen[-1]["authorization"] == f"Bearer {TOKEN}"
    assert proxy.seen[-1]["x-chroma-token"] == TOKEN
    shown = [repr(there), str(there), there.model_dump_json(), repr(server_of(there)), caplog.text]
    shown += [file.read_text(encoding="utf-8") for file in there.index_dir.rglob("manifest.json")]
    assert "place" in shown[-1]
    assert [text for text in shown if TOKEN in text] == []


def test_a_server_that_repeats_the_token_cannot_bring_it_into_an_error(remote: Settings, chroma: ChromaServer) -> None:
    server = server_of(at(remote, chroma.url, chroma_token=TOKEN))
    assert server is not None

    def refused() -> None:
        raise ValueError(f"no such header: Bearer {TOKEN}")

    with pytest.raises(StoreUnreachable, match=r"Bearer \*\*\*") as error:
        server.asked(refused)
    assert TOKEN not in str(error.value)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is needed to make a certificate")
def test_certificates_are_checked_as_the_settings_say(remote: Settings, chroma: ChromaServer, tmp_path: Path) -> None:
    key, authority, both = tmp_path / "key.pem", tmp_path / "authority.pem", tmp_path / "both.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=loopback -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*make.split(), "-keyout", key, "-out", authority], check=True, capture_output=True)
    both.write_text(key.read_text() + authority.read_text())
    proxy = Proxy(chroma.port, certificate=both)
    write(remote, a=TEXT)
    try:
        with pytest.raises(StoreUnreachable, match=r"cannot be verified.*ASSISTANT_CHROMA_TLS"):
            build(at(remote, proxy.url))
        for trusted in (str(authority), "off"):
            there = at(remote, proxy.url, chroma_tls=trusted)
            build(there)
            assert check.faults(live(there)) == []
    finally:
        proxy.close()


def test_the_shell_says_in_one_line_that_the_server_is_away(settings: Settings) -> None:
    write(settings, a=TEXT)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can answer there
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        environment = {**os.environ, "ASSISTANT_CHROMA_URL": url, "ASSISTANT_CHROMA_TOKEN": TOKEN}
        command = [sys.executable, "-m", "assistant.cli", "rebuild", "--corpus", settings.corpus_dir]
        done = subprocess.run(
            [*command, "--index", settings.index_dir], capture_output=True, text=True, env=environment, check=False
        )
    assert done.returncode == StoreUnreachable.exit_code == 13
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"assistant: The Chroma server {url} does not serve")
    assert TOKEN not in done.stderr


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"chroma_url": "localhost:8000"}, "must be like http://"),
        ({"chroma_url": "http://me:pa55w0rd@host:8000"}, "goes into chroma_token"),
        ({"chroma_url": "http://me:pa55w0rd"}, "must be like"),
        ({"chroma_url": "http://host:8000?token=pa55w0rd"}, "must be like"),
        ({"chroma_token": "pa55w0rd\nInjected: header"}, "ASCII"),
        ({"chroma_token": ["pa55w0rd"]}, "chroma_token"),
        ({"chroma_tls": "nowhere.pem"}, "file of certificates"),
    ],
)
def test_wrong_settings_are_told_without_what_may_be_secret(values: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words) as told:
        Settings(**values)
    assert "pa55w0rd" not in str(told.value)


def test_an_address_has_one_spelling() -> None:
    assert Settings(chroma_url="HTTP://Host:8000/").chroma_url == "http://host:8000"
    assert Settings(chroma_url="https://[::1]:1/a?tenant=T").chroma_url == "https://[::1]:1/a?tenant=T"


def test_the_document_s_client_reads_the_live_collection(
    remote: Settings, chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(remote, a="A treaty on tanks. " * 40, b="Climate at a summit. " * 40)
    build(remote)
    monkeypatch.chdir(remote.index_dir.parent)
    code, hybrid = re.findall(r"```python\n(.*?)```", SERVER_MD.read_text(encoding="utf-8"), re.DOTALL)
    known: dict[str, object] = {"embeddings": WordCountEmbedder()}
    exec(code.replace("8000", str(chroma.port)), known)  # noqa: S102
    assert known["document"].metadata["report_id"] == "b.txt"  # type: ignore[attr-defined]
    exec(hybrid, known)  # noqa: S102
    ranks = known["search"].to_dict()["rank"]  # type: ignore[attr-defined]
    assert json.dumps(ranks).count("$knn") == 2


def test_the_document_names_every_setting_of_the_server_and_its_exit_code() -> None:
    text = SERVER_MD.read_text(encoding="utf-8")
    for name in (name for name in Settings.model_fields if name.startswith("chroma_")):
        assert f"| `{name}` |" in text
    assert f"exit code {StoreUnreachable.exit_code}" in text


def test_a_single_server_refuses_what_the_document_says_it_lacks(chroma: ChromaServer) -> None:
    text = SERVER_MD.read_text(encoding="utf-8")
    client = client_of(chroma)
    schema = chromadb.Schema().create_index(chromadb.SparseVectorIndexConfig(), key="words")
    with pytest.raises(ChromaError) as sparse:
        client.create_collection("sparse", schema=schema, embedding_function=None)
    dense = client.get_or_create_collection("dense", embedding_function=None)
    with pytest.raises(ChromaError) as search:
        dense.search(chromadb.Search().rank(chromadb.Knn(query=[1.0, 0.0])))
    for error in (sparse, search):
        assert str(error.value).rsplit(": ", 1)[-1] in text.replace("\n", " ")
