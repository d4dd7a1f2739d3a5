"""Documents are true: README's Python runs, its settings and commands exist, and the sample corpus is as described."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from assistant import Settings
from assistant.cli import main
from assistant.reading.formats import FORMATS
from assistant.settings import Chat, Read, Web

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
WEB = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")
CHAT = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")
READING = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_readme_fits_three_screens() -> None:
    assert len(README.splitlines()) <= 125


def test_the_readme_s_python_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("answered what was agreed about the OSCE, and when?")


def test_every_setting_is_in_the_readme_and_there_are_few() -> None:
    assert len(Settings.model_fields) <= 23 and len(Web.model_fields) <= 10
    assert [name for name in Settings.model_fields if f"`{name}`" not in README] == []
    assert [name for name in Web.model_fields if f"`{name}`" not in WEB] == []
    assert [name for name in Read.model_fields if f"`{name}`" not in READING] == []
    assert [name for name in Chat.model_fields if f"`{name}`" not in CHAT] == []
    fields = {**Settings.model_fields, **Web.model_fields, **Read.model_fields, **Chat.model_fields}
    assert [name for name, field in fields.items() if not field.description] == []


def test_every_format_is_in_the_document_of_formats() -> None:
    assert [suffix for suffix in FORMATS if f"`{suffix}`" not in READING] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^    assistant (\w+)", README, re.MULTILINE))))
def test_every_command_of_the_readme_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--corpus" in capsys.readouterr().out


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", README)) - {"install"}))
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE)


REPORTS = sorted(file for file in (ROOT / "corpus").iterdir() if file.name != "README.md")


def test_the_sample_corpus_is_large_and_varied() -> None:
    kinds = [yaml.safe_load(file.read_text(encoding="utf-8").split("---")[1])["kind"] for file in REPORTS]
    assert len(REPORTS) >= 40
    assert {"agency report", "minutes", "communique", "chronology"} <= set(kinds)


@pytest.mark.parametrize("file", REPORTS, ids=lambda file: file.name)
def test_a_sample_report_says_what_it_is_and_has_its_length(file: Path) -> None:
    _, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    assert {"title", "date", "place", "participants", "source"} <= set(yaml.safe_load(front))
    assert 300 <= len(body.split()) <= 900


def test_no_file_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    files = [ROOT / name for name in listed if not name.endswith(".png")] or [*ROOT.glob("*.*")]
    marks = ["pythonhosted" + ".org", "pypi" + ".org", "download.pytorch" + ".org"]
    assert [(f.name, m) for f in files if f.exists() for m in marks if m in f.read_text(encoding="utf-8")] == []
