"""Settings say what is wrong with them, all at once, and what was likely meant."""

import pytest

from assistant import Settings
from assistant.errors import SettingsError


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"rerank_topp": 3}, "1 wrong setting(s): rerank_topp: there is no such setting, did you mean rerank_top?"),
        ({"read": {"timeout": 3}}, "read.timeout: there is no such setting, did you mean read.timeout_s?"),
        ({"colour": "red"}, "colour: there is no such setting, there are corpus_dir, index_dir, "),
        ({"port": 0, "threads": 0}, "2 wrong setting(s): threads: "),
    ],
)
def test_every_problem_is_told_with_what_was_meant(values: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(**values)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        ({"base_url": "https://user:hunter2@host/v1"}, "chat.base_url: Value error, must hold no name and no password"),
        ({"base_url": "https://host/v1?api_key=hunter2"}, "chat.base_url: Value error, must be like http://host:port"),
        ({"base_url": "ftp://host/hunter2"}, "chat.base_url: Value error, must be like http://host:port"),
        ({"base_url": "http://host:hunter2"}, "chat.base_url: Value error, must be like http://host:port"),
        ({"base_url": "hunter2"}, "chat.base_url: Value error, must be like http://host:port"),
        ({"retries": 11, "whole_s": 0}, "2 wrong setting(s): chat.whole_s: "),
        ({"failing": "hide"}, "chat.failing: Input should be 'drop', 'strike' or 'quote'"),
        ({"max_tokens": 8192}, "chat: Value error, max_tokens must be smaller than window_tokens"),
        ({"api_key": 1}, "chat.api_key: there is no such setting"),
    ],
)
def test_a_wrong_chat_setting_is_told_without_a_secret(chat: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(chat=chat)
    assert told in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_the_chat_model_is_named_by_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "ollama:llama3.2")
    monkeypatch.setenv("ASSISTANT_CHAT_BASE_URL", "HTTP://LocalHost:8000/V1/")
    monkeypatch.setenv("ASSISTANT_CHAT_FIRST_TOKEN_S", "5")
    chat = Settings().chat
    assert (chat.model, chat.base_url, chat.first_token_s) == ("ollama:llama3.2", "http://localhost:8000/V1", 5)


def test_a_misspelt_variable_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_REED_TIMEOUT_S", "3")
    with pytest.raises(SettingsError, match=r"ASSISTANT_REED_TIMEOUT_S, did you mean ASSISTANT_READ_TIMEOUT_S\?"):
        Settings()
