"""Sentences that sum up, true and false ones: how many of those kept aside are judged rightly is pinned."""

import json
from pathlib import Path

import pytest

from assistant.answering.support import Checker
from assistant.models.protocols import Reranker
from tests.quality.summaries import SUMMARIES, judged, share, summaries

PINNED = json.loads((Path(__file__).parent / "pinned.json").read_text(encoding="utf-8"))
ASIDE = "kept aside"


def test_each_sentence_is_of_a_report_and_stands_once() -> None:
    found = summaries(SUMMARIES)
    assert len({one.sentence for one in found}) == len(found) >= 600
    for part in ("seen", ASIDE):
        true = [one.true for one in found if one.part == part]
        assert min(true.count(True), true.count(False)) >= 98


def test_what_is_kept_and_caught_of_those_kept_aside_is_as_pinned(reranker: Reranker) -> None:
    found = list(judged(Checker.with_(reranker), [one for one in summaries() if one.part == ASIDE]))
    figures = {"kept": share(found, ASIDE, true=True), "caught": share(found, ASIDE, true=False)}
    assert figures == pytest.approx(PINNED["summaries"], abs=PINNED["tolerance"])
