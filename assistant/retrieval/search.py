"""question -> hits: by words and by vectors, fused, and the best few re-ordered by the cross-encoder."""

from assistant.indexing.index import Index
from assistant.indexing.passages import embedding_text
from assistant.models.protocols import Embedder, Reranker
from assistant.retrieval.fusion import Ranking, blended, reciprocal_ranks
from assistant.settings import Settings
from assistant.types import Hit, Passage, Vote

_RERANK_WEIGHT = 0.7


def search(index: Index, embedder: Embedder, reranker: Reranker, settings: Settings, asked: str, top: int) -> list[Hit]:
    """The `top` passages for a question that stands alone, best first; every one was seen by the reranker."""
    rankings: dict[str, Ranking] = {
        "words": index.words.best(index.words.stems.content(asked), settings.candidates),
        "vectors": index.vectors.nearest(embedder.embed_query(asked), settings.candidates),
    }
    fused = reciprocal_ranks(rankings)[: max(top, settings.rerank_top)]
    passages = index.reports.passages([row for row, _ in fused])
    logits = reranker.score(asked, [_read_text(index, passage) for passage in passages])
    hits = _hits(rankings, fused, passages, logits)
    return hits[:top]


def _read_text(index: Index, passage: Passage) -> str:
    """What the reranker reads of a passage."""
    report = index.reports.report(passage.report_id)
    return embedding_text(report, passage) if report else passage.text


def _hits(
    rankings: dict[str, Ranking], fused: list[tuple[int, float]], passages: list[Passage], logits: list[float]
) -> list[Hit]:
    """The fused passages in their final order, each with the votes that brought it there."""
    scores = blended(logits, [score for _, score in fused], weight=_RERANK_WEIGHT)
    places = {stage: {row: (rank, score) for rank, (row, score) in enumerate(rankings[stage], 1)} for stage in rankings}
    by_logit = sorted(range(len(logits)), key=lambda index: (-logits[index], passages[index].id))
    rank_of = {index: rank for rank, index in enumerate(by_logit, 1)}
    hits = []
    for place, (row, score) in enumerate(fused):
        votes = [Vote(stage, *places[stage][row]) for stage in places if row in places[stage]]
        votes += [Vote("fused", place + 1, score), Vote("rerank", rank_of[place], logits[place])]
        hits.append(Hit(passages[place], scores[place], tuple(votes)))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
