from assistant import Assistant
from tests.quality.measure import measure

LEAST = {"first": 0.65, "anywhere": 0.8, "refusal_precision": 0.9, "refusal_recall": 0.8}
"""A few points under what `make quality` prints, so that a real loss fails and a lucky reordering does not."""


def test_answers_and_refusals_are_as_good_as_measured(sample: Assistant) -> None:
    quality = measure(sample)
    assert {name: getattr(quality, name) for name in LEAST if getattr(quality, name) < LEAST[name]} == {}, quality.wrong
