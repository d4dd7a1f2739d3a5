"""How answers, hits and summaries look in a terminal."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape as unmarked
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from assistant.answering.wording import NO_REPORT, filters_text, refusal_text, searched_text, snippet, titled
from assistant.indexing.rebuild import OnProgress
from assistant.reading.formats import page_text
from assistant.types import (
    Answer,
    Check,
    Dropped,
    Finding,
    Hit,
    Plan,
    Progress,
    RebuildSummary,
    Report,
    Skipped,
    Written,
)

_NEAREST = 3
_LISTED = 10
_COMMANDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_STYLE = {"ok": "green", "warning": "yellow", "error": "red", "intact": "green", "moved": "yellow", "changed": "red"}


def _inert(text: str) -> str:
    """Text that a terminal shows and does not obey: names and quotations may hold escapes and direction marks."""
    return unmarked(_COMMANDS.sub(" ", text))


def show_answer(console: Console, answer: Answer, *, dropped: bool = False, struck: bool = False) -> None:
    """Print the sentences grouped by report, or what was searched and the nearest passages.

    What a chat model wrote and is not shown as supported comes at the end with `dropped`, in its place with `struck`.
    """
    if answer.asked != answer.question:
        console.print(f"[dim]understood as: {_inert(answer.asked)}[/dim]")
    if answer.filters and answer.verdict != "not_found":
        console.print(f"[dim]{_inert(filters_text(answer.filters.to_dict()))}[/dim]")
    if answer.verdict == "not_found":
        searched = searched_text(answer.searched, answer.filters.to_dict())
        console.print(f"[bold]{refusal_text(answer.searched.reports)}[/bold] {_inert(searched)}")
        _show_nearest(console, answer.hits)
    for note in (note for note in answer.notes if note != NO_REPORT):
        console.print(f"[yellow]{_inert(note)}[/yellow]")
    _show_sentences(console, answer, struck=struck)
    if answer.written is not None:
        _show_written(console, answer.written, listed=dropped and not struck, told=dropped or struck)
    if answer.citations:
        console.print()
    for citation in answer.citations:
        place = _place(citation.report_id, citation.start, citation.end, citation.page)
        console.print(f"[cyan]{_inert(f'[{citation.number}]')}[/cyan] [dim]{_inert(place)}[/dim]", highlight=False)


def _show_sentences(console: Console, answer: Answer, *, struck: bool) -> None:
    """The sentences under their reports; with `struck`, those that were dropped in between."""
    dropped = answer.written.dropped if answer.written and struck else ()
    shown = ""
    for place, sentence in enumerate(answer.sentences):
        _show_dropped(console, [one for one in dropped if one.after == place])
        citation = answer.citations[sentence.citations[0] - 1]
        if citation.report_id != shown:
            shown = citation.report_id
            console.print(f"\n[bold]{_inert(titled(citation.title, citation.date))}[/bold]  [dim]{_inert(shown)}[/dim]")
        marks = " ".join(f"[{number}]" for number in sentence.citations)
        speaker = f"({citation.speaker}) " if citation.speaker else ""
        console.print(f"  {_inert(speaker + ' '.join(sentence.text.split()))} [cyan]{_inert(marks)}[/cyan]")
    _show_dropped(console, [one for one in dropped if one.after >= len(answer.sentences)])


def _show_written(console: Console, written: Written, *, listed: bool, told: bool) -> None:
    """Who wrote and how much of it is not shown, `listed` with the reasons; `told` when these are known already."""
    many = f"{len(written.dropped)} sentence(s) not supported" if written.dropped else "every sentence is shown"
    cure = "" if told or not written.dropped else "; --dropped lists them"
    console.print(f"\n[dim]{_inert(written.model)}: {many if written.text else 'nothing was written'}{cure}[/dim]")
    _show_dropped(console, written.dropped if listed else ())


def _show_dropped(console: Console, dropped: Sequence[Dropped]) -> None:
    """Sentences with the reason why they do not count: struck through, or marked where nothing can be struck."""
    for one in dropped:
        reasons = "; ".join(one.reasons) + ("; the nearest quotation stands for it" if one.replaced else "")
        text = _inert(" ".join(one.text.split()))
        if console.is_terminal:
            console.print(f"  [strike]{text}[/strike] [yellow]{_inert(reasons)}[/yellow]")
        else:
            console.print(f"  {_inert(f'[dropped: {reasons}]')} {text}")


def _place(report_id: str, start: int, end: int, page: int) -> str:
    """Where characters stand, with the page where there are several."""
    on = page_text(report_id, page)
    return f"{report_id}:{start}-{end}" + (f", {on}" if on else "")


def _show_nearest(console: Console, hits: Sequence[Hit]) -> None:
    if hits:
        console.print("Nearest passages:")
    for hit in hits[:_NEAREST]:
        console.print(f"  [dim]{_inert(hit.passage.report_id)}:{hit.passage.start}[/dim] {_inert(snippet(hit))}")


def show_hits(console: Console, hits: Sequence[Hit], reports: Sequence[Report | None]) -> None:
    """Print hits with score, title and beginning."""
    for rank, (hit, report) in enumerate(zip(hits, reports, strict=True), 1):
        title = titled(report.title, report.date) if report else ""
        found = hit.passage
        place = _place(found.report_id, found.start, found.end, found.page)
        console.print(f"{rank:2} {hit.score:.3f} [bold]{_inert(title)}[/bold]  [dim]{_inert(place)}[/dim]")
        console.print(f"   {_inert(snippet(hit))}")


def show_summary(console: Console, summary: RebuildSummary) -> None:
    """Print what a rebuild did."""
    did = f"{summary.embedded} embedded, {summary.reused} kept" if summary.plan.changes else "nothing changed"
    console.print(
        f"{summary.reports} report(s), {summary.passages} passages "
        f"({did}) in {summary.seconds:.1f} s; live: {summary.generation}"
    )
    if summary.plan.changes:  # a plan that is told before the files are read does not know which cannot be
        console.print(f"done: {_counted(summary.plan)}")
    if summary.twins:
        console.print(f"{summary.twins} file(s) are the same as another, byte for byte: one report with several paths")
    if summary.copies:
        console.print(f"{summary.copies} report(s) are near-copies of others: an answer counts them once")
    show_skipped(console, summary.skipped)
    for note in summary.notes:
        console.print(f"[yellow]note[/yellow] {_inert(note)}")


def show_skipped(console: Console, skipped: Sequence[Skipped]) -> None:
    """Print the files that were left out, each with its reason."""
    for skip in skipped:
        console.print(f"[yellow]skipped[/yellow] {_inert(skip.path)}: {_inert(skip.reason)}")


def show_plan(console: Console, plan: Plan) -> None:
    """Print how many reports became what, and the first of those that did not stay as they were."""
    renamed = [f"{old} -> {new}" for old, new in plan.renamed]
    kinds = {"added": plan.added, "changed": plan.changed, "renamed": renamed, "removed": plan.removed}
    console.print(f"plan: {_counted(plan)}")
    if plan.anew:
        console.print(f"[yellow]the index is made anew[/yellow]: {_inert(plan.anew)}")
    for kind, reports in kinds.items():
        for line in reports[:_LISTED]:
            console.print(f"  {kind} {_inert(line)}")
        if len(reports) > _LISTED:
            console.print(f"  and {len(reports) - _LISTED} more {kind}")


def _counted(plan: Plan) -> str:
    """How many reports became what."""
    kinds = ("added", "changed", "renamed", "removed", "unchanged", "skipped")
    return ", ".join(f"{len(getattr(plan, kind))} {kind}" for kind in kinds)


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """Print what became of each citation."""
    for check in checks:
        place = f"{check.report_id}:{check.start}-{check.end}"
        reason = f": {check.reason}" if check.reason else ""
        style = _STYLE.get(check.state, "red")
        console.print(f"{_inert(f'[{check.number}]')} [{style}]{check.state}[/{style}] {_inert(place + reason)}")
    if not checks:
        console.print("There are no citations to check.")


def show_figures(console: Console, report: Mapping[str, Mapping[str, float]]) -> None:
    """Print what was measured, a row a figure; shares are in [0, 1]."""
    table = Table("set", "measure", "value", box=SIMPLE)
    for name, found in report.items():
        for measure, value in found.items():
            whole = measure.split(".")[-1] in ("n", "ms_median", "to_review")
            table.add_row(_inert(name), _inert(measure), f"{value:.0f}" if whole else f"{value:.3f}")
        table.add_section()
    console.print(table)


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print what the doctor found."""
    for finding in findings:
        style = _STYLE[finding.severity]
        cure = f"  [dim]cure: {_inert(finding.cure)}[/dim]" if finding.cure else ""
        console.print(f"[{style}]{finding.severity:7}[/{style}] {_inert(finding.finding)}{cure}")


@contextmanager
def progress_bar(console: Console) -> Iterator[OnProgress]:
    """A bar with the time left, to hand to `rebuild`."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Bar(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("reading and embedding", total=None)

        def show(progress: Progress) -> None:
            words = f"{progress.reports} reports, {progress.passages} passages"
            bar.update(task, description=words, total=progress.total, completed=progress.done)

        yield show
