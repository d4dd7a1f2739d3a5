"""Prompts change by new versions alone, and what is sent changes only when somebody has read the difference."""

from hashlib import sha256
from importlib.resources import files

import pytest

from assistant.answering import prompts
from assistant.answering.prompts import REFUSAL, REPHRASE, WRITE, prompt
from tests.answering.written.approving import FOLDER, MADE

DIGESTS = {
    "rephrase-1": "1b2260598b1a45e2b6a633a871fa8b804d6b0772d11687677ccb60e0ca2f7227",
    "write-1": "d459a6c2071c85e619c7f54d48ecbf17071aa2a361b8de6998daf4d29cbe5400",
}
"""A row is never changed: another text is another version, with a row and a file of its own."""


@pytest.mark.parametrize("version", DIGESTS)
def test_a_text_stays_as_it_was_when_its_version_was_made(version: str) -> None:
    assert sha256(prompt(version).encode()).hexdigest() == DIGESTS[version]


def test_every_text_has_its_row() -> None:
    found = {one.name.removesuffix(".txt") for one in files(prompts).iterdir() if one.name.endswith(".txt")}
    assert found == set(DIGESTS) and {WRITE, REPHRASE} <= found


def test_the_rules_name_the_words_by_which_a_refusal_is_known() -> None:
    assert REFUSAL in prompt(WRITE)


@pytest.mark.parametrize("name", MADE)
def test_what_is_sent_is_what_was_approved(name: str) -> None:
    assert MADE[name]() == (FOLDER / name).read_text(encoding="utf-8")
