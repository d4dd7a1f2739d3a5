"""question -> hits: by words and by vectors, fused, and the best few re-ordered by the cross-encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.indexing.index import Index
from assistant.indexing.passages import embedding_text
from assistant.models.protocols import Embedder, OpenReranker, Reading, Reranker
from assistant.retrieval.filters import Scope
from assistant.retrieval.fusion import Ranking, blended, convex, scaled
from assistant.retrieval.question import read_as
from assistant.retrieval.terms import Terms, rarities, share, terms_of
from assistant.settings import Settings
from assistant.types import Hit, Passage, Vote

_RERANK_WEIGHT = 0.6
_REPORT_WEIGHT = 0.3
WORDS, VECTORS = "words", "vectors"


@dataclass(frozen=True, slots=True)
class Found:
    """What both searches found for the wordings of a question: each one's rankings, and all rows fused, best first."""

    forms: Sequence[str]
    rankings: dict[str, list[Ranking]]
    fused: Ranking


@dataclass(frozen=True, slots=True)
class Searcher:
    """An index, and the models and settings to search it with."""

    index: Index
    embedder: Embedder
    reranker: Reranker
    settings: Settings

    def hits(self, forms: Sequence[str], top: int, scope: Scope | None = None) -> list[Hit]:
        """The `top` passages for a question, best first, ties by id; only those in `scope`, when there is one.

        `forms` are the wordings of the question, the one that stands alone first. The first `settings.rerank_top` hits
        were read by the reranker; any further ones follow as they were fused, with scores below 0.
        """
        return self.read(self.find(forms, scope), top)

    def find(self, forms: Sequence[str], scope: Scope | None = None) -> Found:
        """What words and vectors find, fused; a few milliseconds, as nothing is read yet."""
        terms = [terms_of(self.index.words.stems, form) for form in forms]
        vectors = [self.embedder.embed_query(form) for form in forms]
        rankings = candidates(self.index, terms, vectors, self.settings.candidates, scope)
        return Found(forms, rankings, with_reports(self.index, terms[0], fuse(rankings)))

    def unread(self, found: Found, top: int) -> list[Hit]:
        """The first `top` passages as they were fused, before the reranker reads them; scores in [-1, 0]."""
        return _unread(self.index, found.rankings, found.fused[:top], 0)

    def read(self, found: Found, top: int) -> list[Hit]:
        """The `top` passages, the first of them re-ordered by the reranker."""
        depth = self.settings.rerank_top
        head, rest = found.fused[:depth], found.fused[depth : max(top, depth)]
        passages = self.index.reports.passages([row for row, _ in head])
        logits = read(self.reranker, read_as(found.forms), [read_text(self.index, passage) for passage in passages])
        reread = _reranked(found.rankings, head, passages, logits)
        return (reread + _unread(self.index, found.rankings, rest, len(head)))[:top]


def candidates(
    index: Index, terms: Sequence[Terms], vectors: Sequence[Sequence[float]], depth: int, scope: Scope | None = None
) -> dict[str, list[Ranking]]:
    """The best `depth` rows by words and by vectors, one ranking for each form of the question."""
    rows, stretches = (scope.rows, scope.stretches) if scope else (None, None)
    return {
        WORDS: [index.words.best(one.weights(), depth, stretches) for one in terms],
        VECTORS: [index.vectors.nearest(vector, depth, rows) for vector in vectors],
    }


def fuse(rankings: dict[str, list[Ranking]]) -> list[tuple[int, float]]:
    """One ranking of every row found: the mean over forms of the mean of words and vectors, each scaled to [0, 1]."""
    return convex([ranking for several in rankings.values() for ranking in several])


def with_reports(index: Index, terms: Terms, fused: Ranking) -> list[tuple[int, float]]:
    """The rows again, each score raised by how much of the question its whole report covers, metadata included.

    A passage need not repeat the country, the speaker or the year that its report is about.
    """
    rare = rarities(terms, index.words.frequency, index.manifest.passages)
    holding = {stem: [index.words.reports_with(one) for one in terms.alternatives(stem)] for stem in terms.stems}
    shares: dict[int, float] = {}
    for number in {index.report_numbers[row] for row, _ in fused}:
        held = (stem for stem, sets in holding.items() if any(one is None or number in one for one in sets))
        shares[number] = share(rare, held)
    raised = [(row, score + _REPORT_WEIGHT * shares[index.report_numbers[row]]) for row, score in fused]
    return sorted(raised, key=lambda pair: (-pair[1], pair[0]))


def read(reranker: Reranker, forms: Sequence[str], texts: Sequence[str]) -> list[float]:
    """The reranker's logits of texts, (n,): their mean over the distinct forms of the question."""
    scores = [reranker.score(form, texts) for form in dict.fromkeys(forms)]
    return [sum(each) / len(scores) for each in zip(*scores, strict=True)]


def read_openly(reranker: Reranker, forms: Sequence[str], texts: Sequence[str]) -> list[Reading]:
    """The reranker's readings of texts, each the mean over the distinct forms of the question."""
    if not isinstance(reranker, OpenReranker):
        return [Reading(logit) for logit in read(reranker, forms, texts)]
    several = [reranker.read_open(form, texts) for form in dict.fromkeys(forms)]
    return [
        Reading(sum(one.logit for one in each) / len(each), np.mean([one.states for one in each], axis=0))
        for each in zip(*several, strict=True)
    ]


def read_text(index: Index, passage: Passage) -> str:
    """What the reranker reads of a passage."""
    report = index.reports.report(passage.report_id)
    return embedding_text(report, passage) if report else passage.text


def _reranked(
    rankings: dict[str, list[Ranking]], fused: Ranking, passages: Sequence[Passage], logits: Sequence[float]
) -> list[Hit]:
    """The fused passages in their final order, each with the votes that brought it there; scores in [0, 1]."""
    scores = blended(logits, [score for _, score in fused], weight=_RERANK_WEIGHT)
    by_logit = sorted(range(len(logits)), key=lambda index: (-logits[index], passages[index].id))
    rank_of = {index: rank for rank, index in enumerate(by_logit, 1)}
    hits = []
    for place, (row, score) in enumerate(fused):
        votes = (*_votes(rankings, row), Vote("fused", place + 1, score), Vote("rerank", rank_of[place], logits[place]))
        hits.append(Hit(passages[place], scores[place], votes))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def _unread(index: Index, rankings: dict[str, list[Ranking]], fused: Ranking, first: int) -> list[Hit]:
    """Fused passages that the reranker did not read, in their order; scores in [-1, 0]."""
    passages = index.reports.passages([row for row, _ in fused])
    return [
        Hit(passage, score - 1, (*_votes(rankings, row), Vote("fused", place, value)))
        for place, (passage, (row, value), score) in enumerate(
            zip(passages, fused, scaled([value for _, value in fused]), strict=True), first + 1
        )
    ]


def _votes(rankings: dict[str, list[Ranking]], row: int) -> list[Vote]:
    """What each stage gave a row, by its best rank over the forms of the question."""
    votes = []
    for stage, several in rankings.items():
        found = [(rank, score) for ranking in several for rank, (other, score) in enumerate(ranking, 1) if other == row]
        votes += [Vote(stage, *min(found))] if found else []
    return votes
