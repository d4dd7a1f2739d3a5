import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.indexing.words import Stems
from assistant.retrieval.places import also_called, plain
from assistant.retrieval.terms import coverage, rarities, terms_of

STEMS = Stems()


@pytest.mark.parametrize(
    ("text", "mention", "called"),
    [
        ("What did Tallinn ask for?", "tallinn", "Estonia"),
        ("The Kremlin replied", "kremlin", "Russia"),
        ("an American proposal", "american", "United States"),
        ("protests in Santo Domingo", "santo domingo", "Dominican Republic"),
        ("Nuku’alofa on tuna", "nuku'alofa", "Tonga"),
        ("the Élysée talks", "elysee", "France"),
        ("how much crude was quito willing to leave", "quito", "Ecuador"),
    ],
)
def test_a_country_is_known_by_its_other_names(text: str, mention: str, called: str) -> None:
    assert called in also_called(text)[mention]


def test_words_that_only_look_like_countries_are_left_alone() -> None:
    assert also_called("Did Makei eat turkey?") == {}
    assert also_called("how many male delegates had to polish the draft") == {}
    assert also_called("") == {}


@given(st.text(max_size=60))
def test_folding_never_fails_and_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    also_called(text)


def test_terms_search_for_other_names_at_half_weight_and_count_them_as_held() -> None:
    terms = terms_of(STEMS, "What did Tallinn demand?")
    assert terms.stems == ("tallinn", "demand")
    assert terms.weights() == {"tallinn": 1.0, "demand": 1.0, "estonia": 0.5, "estonian": 0.5}
    rare = rarities(terms, lambda stem: {"estonia": 4}.get(stem, 0), 9)
    assert rare["tallinn"] < rare["demand"]
    assert coverage(terms, rare, {"estonia", "demand"}) == 1.0
    assert coverage(terms, rare, {"demand"}) == pytest.approx(rare["demand"] / sum(rare.values()))
    assert coverage(terms_of(STEMS, ""), {}, set()) == 1.0
