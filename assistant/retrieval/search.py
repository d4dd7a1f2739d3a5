"""question -> hits: by words and by vectors, fused, and the best few re-ordered by the cross-encoder."""

from collections.abc import Sequence

import numpy as np

from assistant.indexing.index import Index
from assistant.indexing.passages import embedding_text
from assistant.models.protocols import Embedder, OpenReranker, Reading, Reranker
from assistant.retrieval.fusion import Ranking, blended, convex, scaled
from assistant.retrieval.question import read_as
from assistant.retrieval.terms import Terms, rarities, share, terms_of
from assistant.settings import Settings
from assistant.types import Hit, Passage, Vote

_RERANK_WEIGHT = 0.6
_REPORT_WEIGHT = 0.3
WORDS, VECTORS = "words", "vectors"


def search(
    index: Index, embedder: Embedder, reranker: Reranker, settings: Settings, forms: Sequence[str], top: int
) -> list[Hit]:
    """The `top` passages for a question, best first, ties by id.

    `forms` are the wordings of the question, the one that stands alone first. The first `settings.rerank_top` hits
    were read by the reranker; any further ones follow as they were fused, with scores below 0.
    """
    terms = [terms_of(index.words.stems, form) for form in forms]
    rankings = candidates(index, embedder, forms, terms, settings.candidates)
    fused = with_reports(index, terms[0], fuse(rankings))
    head, rest = fused[: settings.rerank_top], fused[settings.rerank_top : max(top, settings.rerank_top)]
    passages = index.reports.passages([row for row, _ in head])
    logits = read(reranker, read_as(forms), [read_text(index, passage) for passage in passages])
    return (_reranked(rankings, head, passages, logits) + _unread(index, rankings, rest, len(head)))[:top]


def candidates(
    index: Index, embedder: Embedder, forms: Sequence[str], terms: Sequence[Terms], depth: int
) -> dict[str, list[Ranking]]:
    """The best `depth` rows by words and by vectors, one ranking for each form of the question."""
    return {
        WORDS: [index.words.best(one.weights(), depth) for one in terms],
        VECTORS: [index.vectors.nearest(embedder.embed_query(form), depth) for form in forms],
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
