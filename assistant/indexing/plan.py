"""The plan of a rebuild: the corpus compared with what the live generation was made from, before anything is made."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.errors import IndexMissing, ReadingStopped, ReportUnreadable
from assistant.indexing import generations
from assistant.indexing.door import CHROMA
from assistant.indexing.generations import Manifest, Recipe, digest
from assistant.indexing.index import Index, same_probe
from assistant.indexing.seal import broken
from assistant.indexing.server import Home, Server, server_of, where
from assistant.models.protocols import Embedder
from assistant.models.tables import load_embedder
from assistant.reading.apart import Apart
from assistant.reading.corpus import Corpus, file_of, limits_of, max_bytes_of, read_bytes, scan, source_of
from assistant.reading.source import read_source
from assistant.reading.twins import left_behind, one_each
from assistant.settings import Settings
from assistant.types import Plan, RebuildSummary, Report, Skipped


class Read(Protocol):
    """What was made of a file: its reports, its own first, and what is attached to it and cannot be read."""

    @property
    def reports(self) -> tuple[Report, ...]:
        """The file's own report, then those attached to it."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What is attached and cannot be read."""


_Read = TypeVar("_Read", bound=Read)


class Survey:
    """What was seen in a corpus: hashes of the reports, marks of all files, and what was left out and why.

    A mark stands for a file's bytes with its row in metadata.csv; of one that could not be read within the limits, for
    these too; of one that cannot be opened, for the reason.
    """

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        self._corpus = corpus
        self._max_bytes = max_bytes_of(settings)
        self._limits = limits_of(settings)
        self._seen: dict[str, str] = {}
        self.skipped = list(corpus.skipped)
        self.marks = {skip.path: digest(skip.reason) for skip in corpus.skipped}
        self.hashes: dict[str, str] = {}

    def look(self, file: Path) -> bytes | None:
        """The bytes of a file, noted as a report's, or None when they cannot be had."""
        report_id = self._corpus.report_id(file)
        try:
            data = read_bytes(file, max_bytes=self._max_bytes)
        except ReportUnreadable as error:
            self.marks[report_id] = digest(str(error))
            self._skip(report_id, str(error))
            return None
        self._seen[report_id] = hashlib.sha256(data).hexdigest()
        self._note(report_id, self._seen[report_id])
        return data

    def _note(self, report_id: str, sha256: str) -> None:
        self.hashes[report_id] = sha256
        self.marks[report_id] = digest([sha256, self._corpus.metadata.get(report_id, {})])

    def _limited(self, report_id: str) -> str:
        """The mark of a file that could not be read within these limits: with others it is to be tried again."""
        return digest([self.marks[report_id], self._limits.timeout_s, self._limits.memory_mb])

    def noted(self, file: Path, make: Callable[[], _Read] | None) -> _Read | None:
        """What `make` makes of a file, or None, and the reason noted, when it cannot be read or had.

        The file's other paths are noted, and what is attached to it and cannot be read.
        """
        report_id, found, error = self._corpus.report_id(file), None, None
        if make is not None:
            try:
                found = make()
            except ReportUnreadable as raised:
                error = raised
                self._refuse(report_id, str(error), error)
        self._note_paths(report_id, found, error)
        for skip in found.skipped if found else ():
            self.skipped.append(skip)
        return found

    def _note_paths(self, report_id: str, found: "_Read | None", error: ReportUnreadable | None) -> None:
        """Note the other paths of a file, and which of them cannot be read either or are left behind."""
        for path in found.reports[0].also_at if found else ():
            self._note(path, self.hashes[report_id])
        for skip in left_behind(self.folded, report_id, self._seen.get(report_id, ""), str(error or "")):
            if error:
                self._note(skip.path, self._seen[report_id])
            self._refuse(skip.path, skip.reason, error)

    def _refuse(self, report_id: str, reason: str, error: ReportUnreadable | None) -> None:
        """Leave out a file that was noted and cannot be read."""
        if isinstance(error, ReadingStopped):
            self.marks[report_id] = self._limited(report_id)
        self._skip(report_id, reason)

    @cached_property
    def folded(self) -> Corpus:
        """The corpus with equal files as one."""
        return one_each(self._corpus, max_bytes=self._max_bytes)

    def _skip(self, report_id: str, reason: str) -> None:
        self.hashes.pop(report_id, None)
        self.skipped.append(Skipped(report_id, reason))

    def recall(self, past: Manifest) -> None:
        """Leave out what the same readers within the same limits could not read before and what has not changed."""
        for report_id in sorted(set(self.hashes) & set(past.skipped)):
            before = past.marks.get(report_id)
            if before in (self.marks[report_id], self._limited(report_id)):
                self.marks[report_id] = before
                self._skip(report_id, past.skipped[report_id])
        for path in past.skipped:
            file = file_of(path, self.hashes)
            if file != path:
                self.recall_attached(file, past, path)

    def recall_attached(self, file: str, past: Manifest, *paths: str) -> None:
        """Leave out what could not be read before of what is attached to a file that has not changed since."""
        if file and self.marks[file] == past.marks.get(file):
            self.skipped.extend(Skipped(path, past.skipped[path]) for path in paths)

    def notes(self) -> tuple[str, ...]:
        """What else should be known about the corpus."""
        unused = sorted(set(self._corpus.metadata) - set(self.hashes) - {skip.path for skip in self.skipped})
        missing = (f"metadata.csv names {len(unused)} file(s) that are not there: {unused[0]}",) if unused else ()
        return (*missing, *self.folded.notes)


def surveyed(corpus: Corpus, settings: Settings, past: Manifest | None, wanted: Recipe) -> Survey:
    """The corpus by its files' bytes: nothing is parsed."""
    survey = Survey(corpus, settings)
    for file in corpus.files:
        survey.look(file)
    if past is not None and past.recipe == wanted:
        survey.recall(past)
    return survey


def compare(past: Manifest | None, survey: Survey, anew: str = "") -> Plan:
    """The plan that leads from the live generation to the corpus; `anew` as in Plan."""
    old: Mapping[str, str] = past.hashes if past else {}
    marks: Mapping[str, str] = past.marks if past else {}
    new = survey.hashes
    both = sorted(set(new) & set(old))
    changed = {one for one in both if new[one] != old[one] or marks.get(one, survey.marks[one]) != survey.marks[one]}
    added, gone = sorted(set(new) - set(old)), sorted(set(old) - set(new))
    renamed = _renamed({one: old[one] for one in gone}, {one: new[one] for one in added})
    plan = Plan(
        added=tuple(one for one in added if one not in {now for _, now in renamed}),
        changed=tuple(sorted(changed)),
        renamed=renamed,
        unchanged=tuple(one for one in both if one not in changed),
        removed=tuple(one for one in gone if one not in {before for before, _ in renamed}),
        skipped=tuple(survey.skipped),
        anew=anew,
    )
    # A file that could not be read may have come or gone: the index names those, too.
    return plan if plan.changes or marks == survey.marks else replace(plan, anew="what is left out of it changed")


def _renamed(gone: Mapping[str, str], added: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Pairs (old id, new id) with the same sha256, each id once, in the order of the ids."""
    free: dict[str, list[str]] = {}
    for report_id, sha256 in gone.items():
        free.setdefault(sha256, []).append(report_id)
    return tuple((free[sha256].pop(0), report_id) for report_id, sha256 in added.items() if free.get(sha256))


def live_manifest(settings: Settings) -> Manifest | None:
    """The manifest of the live generation, or None when there is none to be read."""
    try:
        return generations.read_manifest(settings.index_dir / generations.live(settings.index_dir))
    except IndexMissing:
        return None


def reusable(settings: Settings, embedder: Embedder) -> Index | None:
    """The live index when it is sound and its vectors can be used again, else None."""
    try:
        folder = settings.index_dir / generations.live(settings.index_dir)
        if broken(folder, but=CHROMA):  # damage must not be carried on; Chroma's files are looked at when copied
            return None
        index = Index(folder, server=server_of(settings))
    except IndexMissing:
        return None
    same = index.manifest.recipe.embedder == embedder.name and same_probe(index.manifest.probe, embedder)
    if same:
        return index
    index.close()
    return None


def why_anew(settings: Settings, past: Manifest | None, wanted: Recipe, index: Index | None, *, full: bool) -> str:
    """Why the index is to be made again whatever the reports are, "" when nothing asks for it.

    Raises StoreUnreachable.
    """
    if full:
        return "asked for by --full"
    if past is None:
        return "there is no index yet, or it cannot be read"
    if past.recipe != wanted:
        return f"it was made otherwise than asked ({past.recipe.differences(wanted)})"
    place = Home(server_of(settings)).place
    if past.place != place:
        return f"its vectors are kept in {where(past.place)}, and are asked for in {where(place)}"
    if index is None:
        return "it is damaged, or the embedder no longer gives the vectors that it holds"
    return _lost(index, server_of(settings))


def _lost(index: Index, server: Server | None) -> str:
    """What the server no longer holds of the vectors, "" when it holds them all or there is none."""
    if server is None:
        return ""
    try:
        stored = index.vectors.stored()
    except IndexMissing:
        stored = 0
    total = index.manifest.passages
    return "" if stored == total else f"{where(server.url)} holds {stored} of its {total} vectors"


def kept(past: Manifest, plan: Plan, survey: Survey) -> RebuildSummary:
    """The summary of a rebuild that found nothing to do."""
    return RebuildSummary(
        generation="",
        index=past.index,
        reports=past.reports,
        passages=past.passages,
        embedded=0,
        reused=past.passages,
        skipped=plan.skipped,
        notes=(*survey.notes(), *past.remarks),
        seconds=0,
        plan=plan,
        twins=past.twins,
        copies=past.copies,
    )


def plan_rebuild(settings: Settings, *, embedder: Embedder | None = None, full: bool = False) -> Plan:
    """What a rebuild would do; nothing is written. Raises CorpusInvalid, ModelUnavailable."""
    corpus = scan(settings.corpus_dir, leave_out=settings.index_dir)
    embedder = embedder or load_embedder(settings)
    wanted = generations.recipe(settings, embedder.name)
    past, index = live_manifest(settings), reusable(settings, embedder)
    anew = why_anew(settings, past, wanted, index, full=full)
    if index is not None:
        index.close()
    survey = surveyed(corpus, settings, past, wanted)
    draft = compare(past, survey, anew)
    known = set(draft.unchanged) if past is not None and past.recipe == wanted else set()
    with Apart(limits_of(settings)) as apart:
        for file in survey.folded.files:  # what a rebuild would find unreadable must be read to be known
            report_id = corpus.report_id(file)
            if report_id in survey.hashes and report_id not in known and (data := survey.look(file)) is not None:
                survey.noted(file, partial(apart, read_source, source_of(survey.folded, file), data))
    return compare(past, survey, anew)
