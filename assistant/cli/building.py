"""assistant rebuild | doctor."""

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.cli.output import NEEDS_ATTENTION, console, print_json, say, settings_of
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.models.protocols import Embedder
    from assistant.settings import Settings
    from assistant.types import RebuildSummary


def rebuild(options: Namespace) -> int:
    """Bring the index up to the corpus; 1 when reports were skipped or something is to be noted."""
    if options.dry_run:
        return _dry_run(options)
    from assistant.models.tables import load_embedder

    settings = settings_of(options, workers=options.workers)
    if options.watch:
        return _watch(options, settings, load_embedder(settings))
    summary = _rebuilt(options, settings, None, full=options.full)
    if options.json:
        print_json(asdict(summary))
    return NEEDS_ATTENTION if summary.skipped or summary.notes else 0


def _rebuilt(options: Namespace, settings: "Settings", embedder: "Embedder | None", *, full: bool) -> "RebuildSummary":
    """One rebuild's summary; unless JSON is asked for, plan and summary are printed."""
    from assistant import terminal
    from assistant.indexing import rebuild as indexing

    shown = console()
    with terminal.progress_bar(console(stderr=True)) as progress:
        summary = indexing.rebuild(
            settings,
            progress=progress,
            embedder=embedder,
            full=full,
            on_plan=None if options.json else lambda plan: terminal.show_plan(shown, plan),
        )
    if not options.json:
        terminal.show_summary(shown, summary)
    return summary


def _dry_run(options: Namespace) -> int:
    from assistant.indexing.plan import plan_rebuild

    plan = plan_rebuild(settings_of(options), full=options.full)
    if options.json:
        print_json(asdict(plan))
    else:
        from assistant import terminal

        terminal.show_plan(console(), plan)
        terminal.show_skipped(console(), plan.skipped)
    return NEEDS_ATTENTION if plan.skipped else 0


def _watch(options: Namespace, settings: "Settings", embedder: "Embedder") -> int:
    from assistant.indexing.watch import Outcome, watch

    full = [options.full]  # the first rebuild alone is one

    def rebuild_once() -> "RebuildSummary":
        summary = _rebuilt(options, settings, embedder, full=full[0])
        full[0] = False
        return summary

    def tell(outcome: Outcome) -> None:
        if isinstance(outcome, AssistantError):
            say(f"assistant: {outcome}")
        elif options.json:
            sys.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
        sys.stdout.flush()

    say(f"watching {settings.corpus_dir}; Ctrl-C ends it")
    try:
        watch(settings, rebuild_once, tell)
    except KeyboardInterrupt:
        say("no longer watching; the index is as the last rebuild left it")
    return 0


def doctor(options: Namespace) -> int:
    """Check everything that can be wrong; 1 when something is."""
    from assistant.indexing.doctor import diagnose

    findings = diagnose(settings_of(options))
    if options.json:
        print_json([asdict(finding) for finding in findings])
    else:
        from assistant import terminal

        terminal.show_findings(console(), findings)
    return NEEDS_ATTENTION if any(finding.severity == "error" for finding in findings) else 0
