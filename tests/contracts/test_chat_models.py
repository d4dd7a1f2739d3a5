"""Every provider in the table is loaded by its name, gently told what is missing, and gives away no key."""

import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from assistant.errors import ModelUnavailable, SettingsError
from assistant.models.chat import providers
from assistant.models.chat.providers import PROVIDERS, load_chat_model, on_this_machine, present
from assistant.models.chat.writing import named
from assistant.settings import Settings

ROOT = Path(__file__).parents[2]
KEY = "sk-test-0123456789abcdef"
EXTRAS = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture(params=sorted(PROVIDERS))
def name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    pytest.importorskip(PROVIDERS[request.param].package, reason=f"the package of {request.param} is not installed")
    if PROVIDERS[request.param].key:
        monkeypatch.setenv(PROVIDERS[request.param].key, KEY)
    return str(request.param)


def loaded(**chat: object) -> BaseChatModel:
    model = load_chat_model(Settings(chat=chat))
    assert isinstance(model, BaseChatModel)
    return model


def test_a_provider_s_model_is_loaded_as_agreed(name: str) -> None:
    model = loaded(model=f"{name}:some-model:small", max_tokens=321)
    assert type(model).__module__.startswith(PROVIDERS[name].package)
    assert named(model) == "some-model:small"
    assert model.temperature == 0  # type: ignore[attr-defined]
    given = model.model_dump()
    assert 321 in (given.get("max_tokens"), given.get("num_predict"))
    assert given.get("max_retries", 0) == 0
    assert given.get("seed", providers.SEED) == providers.SEED


def test_another_address_is_handed_over(name: str) -> None:
    address = "http://127.0.0.1:9/v1"
    assert address in str(loaded(model=f"{name}:m", base_url=address).model_dump())


def test_no_form_of_a_model_shows_the_key(name: str) -> None:
    model = loaded(model=f"{name}:m")
    assert KEY not in f"{model!r} {model} {model.model_dump()} {model.to_json()}"


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.key], indirect=True)
def test_a_provider_without_its_key_names_the_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = PROVIDERS[name].key
    monkeypatch.delenv(variable)
    with pytest.raises(ModelUnavailable, match=f"Set the variable {variable}"):
        loaded(model=f"{name}:m")


@pytest.mark.parametrize("extra", [*sorted(PROVIDERS), providers.LOCAL])
def test_every_provider_has_its_extra(extra: str) -> None:
    assert f"\n{extra} = [" in EXTRAS


def test_a_server_s_own_name_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai", reason="the client of OpenAI's form is not installed")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for model in ("llama3.2:3b", "meta/llama", "gpt-oss"):
        assert named(loaded(model=model, base_url="http://127.0.0.1:9/v1")) == model


def test_a_name_alone_finds_its_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai", reason="the client of OpenAI's form is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert type(loaded(model="gpt-4o")).__name__ == "ChatOpenAI"
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
        loaded(model="gpt-4o")


def test_no_model_is_no_error() -> None:
    assert load_chat_model(Settings()) is None
    assert not Settings().chat.writes
    assert Settings(chat={"model": "local"}).chat.writes
    assert not Settings(chat={"model": "local", "style": "quotes"}).chat.writes


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        ({"model": "nonsense"}, "cannot be used"),
        ({"model": "no-such:model"}, "cannot be used"),
        ({"base_url": "http://host/v1"}, "chat.model is not"),
        ({"model": "local", "base_url": "http://host/v1"}, "chat.model is local"),
    ],
)
def test_a_name_that_means_nothing_is_told(chat: dict[str, str], told: str) -> None:
    pytest.importorskip("langchain", reason="langchain is not installed")
    with pytest.raises(SettingsError, match=told) as caught:
        load_chat_model(Settings(chat=chat))
    assert "\n" not in str(caught.value)


def test_a_missing_package_is_named_with_its_line() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        present("no_such_package_at_all", "ollama")
    assert str(caught.value) == (
        "The package no-such-package-at-all is not installed. Run: pip install 'report-assistant[ollama]'"
    )


def test_langchain_s_other_providers_are_named_with_theirs() -> None:
    pytest.importorskip("langchain", reason="langchain is not installed")
    with pytest.raises(ModelUnavailable, match=r"langchain-perplexity is not installed. Run: pip install"):
        loaded(model="perplexity:sonar")


BROKEN = """
import sys
from assistant import Settings
from assistant.errors import ModelUnavailable
from assistant.models.chat.providers import load_chat_model
try:
    load_chat_model(Settings(chat={"model": sys.argv[1]}))
except ModelUnavailable as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("package", "model"),
    [
        ("langchain_ollama", "ollama:m"),
        ("langchain_perplexity", "perplexity:sonar"),
        ("langchain", "ollama:m"),
        ("xllamacpp", "local"),
    ],
)
def test_a_broken_package_is_not_called_missing(tmp_path: Path, package: str, model: str) -> None:
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text("raise ImportError('its library is too old')", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{BROKEN}"
    done = subprocess.run([sys.executable, "-c", code, model], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "cannot be imported (its library is too old)" in done.stdout
    assert "not installed" not in done.stdout


def test_nothing_of_langchain_is_loaded_without_a_model() -> None:
    code = (
        "import sys; from assistant import Settings; from assistant.models.chat.providers import load_chat_model\n"
        "from assistant.models.chat import speak\n"
        "assert load_chat_model(Settings()) is None\n"
        "heavy = {'langchain', 'langchain_core', 'langsmith', 'httpx', 'openai', 'xllamacpp'}\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("http://localhost:11434", True),
        ("http://127.0.0.1/v1", True),
        ("http://[::1]:8000/v1", True),
        ("localhost:11434", True),
        ("https://api.example.org/v1", False),
        ("http://localhost.example.org", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_its_names(address: str, ours: bool) -> None:
    assert on_this_machine(address) is ours
