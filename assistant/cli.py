"""The shell: assistant ask | search | rebuild | serve | verify | evaluate | doctor.

What is heavy is imported by the command that needs it.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import AnswerFailed, AssistantError

if TYPE_CHECKING:
    from assistant.models.protocols import Embedder
    from assistant.settings import Settings
    from assistant.types import RebuildSummary

NEEDS_ATTENTION = 1
INTERRUPTED = 130

_EXIT_CODES = """exit codes:
  0 done (an honest "not found" included)   1 done, but something needs attention (skipped reports, citations not
  intact, doctor's errors)   2 bad question or usage   3 settings   4 corpus   5 no index   6 index made otherwise
  7 index busy   8 index not writable   9 model missing   10 answer withheld or unreadable   11 port in use
  12 nothing to evaluate   13 Chroma server away or refusing
settings: --corpus and --index, or ASSISTANT_<NAME> variables, or assistant.toml; see README.md"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except AssistantError as error:
        _say(f"assistant: {error}")
        return error.exit_code
    except (KeyboardInterrupt, ImportError) as error:
        if not _interrupted(error):
            raise
        _say("assistant: interrupted; nothing was changed")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say(line: str) -> None:
    sys.stderr.write(" ".join(line.split()) + "\n")


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    about = "Answers questions about a folder of reports; every sentence is a checked quotation."
    parser = argparse.ArgumentParser("assistant", description=about, epilog=_EXIT_CODES, formatter_class=raw)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        made.add_argument("--corpus", metavar="DIR", help="folder of reports (default: corpus)")
        made.add_argument("--index", metavar="DIR", help="folder of the index (default: index)")
        if name != "serve":
            made.add_argument("--json", action="store_true", help="print JSON instead of text")
        return made

    ask = command("ask", _ask, "answer a question with quotations")
    ask.add_argument("question")
    ask.add_argument("--sentences", type=int, metavar="N", help="most sentences in the answer (default: 5)")
    ask.add_argument("--after", action="append", default=[], metavar="QUESTION", help="an earlier question; repeatable")
    search = command("search", _search, "list the passages nearest to a question")
    search.add_argument("question")
    search.add_argument("--top", type=int, default=10, metavar="N", help="how many (default: 10)")
    _rebuild_options(
        command(
            "rebuild", _rebuild, "bring the index up to the corpus; the old one serves until the new one is checked"
        )
    )
    serve = command("serve", _serve, "open the web chat")
    serve.add_argument("--port", type=int, help="port to listen on (default: 7860)")
    verify = command("verify", _verify, "check the citations of a saved answer against the corpus")
    verify.add_argument("answer", type=Path, help="a file made by: assistant ask … --json")
    evaluate = command("evaluate", _evaluate, "measure answers on data sets, or on questions of your own")
    evaluate.add_argument(
        "place", type=Path, nargs="+", help="folder of a data set or of several; or questions as JSONL"
    )
    evaluate.add_argument("--cache", type=Path, default=Path(".evaluation"), metavar="DIR",
                          help="where the sets' indexes are kept between runs (default: .evaluation)")  # fmt: skip
    evaluate.add_argument("--limit", type=int, metavar="N", help="ask at most N questions of each set, evenly spread")
    command("doctor", _doctor, "check settings, models, corpus and index")
    return parser


def _rebuild_options(rebuild: argparse.ArgumentParser) -> None:
    rebuild.add_argument("--full", action="store_true", help="embed every passage again instead of only the new ones")
    rebuild.add_argument("--workers", type=int, metavar="N", help="processes that read and embed (default: 1)")
    way = rebuild.add_mutually_exclusive_group()
    way.add_argument("--dry-run", action="store_true", help="print the plan (added, changed, …) and change nothing")
    way.add_argument("--watch", action="store_true", help="follow the folder: rebuild after each change until Ctrl-C")


def _settings(options: argparse.Namespace, **more: Any) -> "Settings":
    from assistant.settings import Settings  # pydantic costs 0.3 s that --help should not

    given = {"corpus_dir": options.corpus, "index_dir": options.index, **more}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _interrupted(error: BaseException | None) -> bool:
    """Whether an error came of Ctrl-C; some packages say instead that they could not be imported."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _ask(options: argparse.Namespace) -> int:
    from assistant.assistant import Assistant
    from assistant.types import Turn

    with Assistant.open(_settings(options)) as assistant:
        history = [Turn(question, "") for question in options.after]
        answer = assistant.ask(options.question, history, sentences=options.sentences)
    if options.json:
        _print_json(answer.to_dict())
    else:
        from assistant import terminal

        terminal.show_answer(_console(), answer)
    return 0


def _search(options: argparse.Namespace) -> int:
    from assistant.assistant import Assistant
    from assistant.types import hit_to_dict

    with Assistant.open(_settings(options)) as assistant:
        hits = assistant.search(options.question, top=options.top)
        reports = [assistant.report(hit.passage.report_id) for hit in hits]
    if options.json:
        _print_json([{**hit_to_dict(hit), "text": hit.passage.text} for hit in hits])
    else:
        from assistant import terminal

        terminal.show_hits(_console(), hits, reports)
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    if options.dry_run:
        return _dry_run(options)
    from assistant.models.tables import load_embedder

    settings = _settings(options, workers=options.workers)
    if options.watch:
        return _watch(options, settings, load_embedder(settings))
    summary = _rebuilt(options, settings, None, full=options.full)
    if options.json:
        _print_json(asdict(summary))
    return NEEDS_ATTENTION if summary.skipped or summary.notes else 0


def _rebuilt(
    options: argparse.Namespace, settings: "Settings", embedder: "Embedder | None", *, full: bool
) -> "RebuildSummary":
    """One rebuild's summary; unless JSON is asked for, plan and summary are printed."""
    from assistant import terminal
    from assistant.indexing.rebuild import rebuild

    console = _console()
    with terminal.progress_bar(_console(stderr=True)) as progress:
        summary = rebuild(
            settings,
            progress=progress,
            embedder=embedder,
            full=full,
            on_plan=None if options.json else lambda plan: terminal.show_plan(console, plan),
        )
    if not options.json:
        terminal.show_summary(console, summary)
    return summary


def _dry_run(options: argparse.Namespace) -> int:
    from assistant.indexing.plan import plan_rebuild

    plan = plan_rebuild(_settings(options), full=options.full)
    if options.json:
        _print_json(asdict(plan))
    else:
        from assistant import terminal

        terminal.show_plan(_console(), plan)
        terminal.show_skipped(_console(), plan.skipped)
    return NEEDS_ATTENTION if plan.skipped else 0


def _watch(options: argparse.Namespace, settings: "Settings", embedder: "Embedder") -> int:
    from assistant.indexing.watch import Outcome, watch

    full = [options.full]  # the first rebuild alone is one

    def rebuild_once() -> "RebuildSummary":
        summary = _rebuilt(options, settings, embedder, full=full[0])
        full[0] = False
        return summary

    def tell(outcome: Outcome) -> None:
        if isinstance(outcome, AssistantError):
            _say(f"assistant: {outcome}")
        elif options.json:
            sys.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
        sys.stdout.flush()

    _say(f"watching {settings.corpus_dir}; Ctrl-C ends it")
    try:
        watch(settings, rebuild_once, tell)
    except KeyboardInterrupt:
        _say("no longer watching; the index is as the last rebuild left it")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from assistant.web.server import serve

    serve(_settings(options, port=options.port))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from assistant.answering.verify import verify

    try:
        answer = json.loads(options.answer.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        cure = "Save one with: assistant ask … --json"
        raise AnswerFailed(f"{options.answer} cannot be read as JSON ({error}). {cure}") from None
    checks = verify(answer, _settings(options))
    if options.json:
        _print_json([asdict(check) for check in checks])
    else:
        from assistant import terminal

        terminal.show_checks(_console(), checks)
    return NEEDS_ATTENTION if any(check.state != "intact" for check in checks) else 0


def _evaluate(options: argparse.Namespace) -> int:
    from assistant import terminal
    from assistant.evaluation.bench import Bench
    from assistant.evaluation.report import evaluate
    from assistant.models.tables import load_embedder, load_reranker

    settings = _settings(options)
    with terminal.progress_bar(_console(stderr=True)) as progress:
        bench = Bench(settings, load_embedder(settings), load_reranker(settings), options.cache, progress)
        report = dict(evaluate(options.place, bench, limit=options.limit))
    if options.json:
        _print_json(report)
    else:
        terminal.show_figures(_console(), report)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from assistant.indexing.doctor import diagnose

    findings = diagnose(_settings(options))
    if options.json:
        _print_json([asdict(finding) for finding in findings])
    else:
        from assistant import terminal

        terminal.show_findings(_console(), findings)
    return NEEDS_ATTENTION if any(finding.severity == "error" for finding in findings) else 0


def _console(*, stderr: bool = False) -> Any:
    from rich.console import Console

    # No emoji codes and no highlighting: a quotation is printed as it stands.
    return Console(stderr=stderr, soft_wrap=not sys.stdout.isatty(), emoji=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main())
