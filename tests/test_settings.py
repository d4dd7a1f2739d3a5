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


def test_a_misspelt_variable_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_REED_TIMEOUT_S", "3")
    with pytest.raises(SettingsError, match=r"ASSISTANT_REED_TIMEOUT_S, did you mean ASSISTANT_READ_TIMEOUT_S\?"):
        Settings()
