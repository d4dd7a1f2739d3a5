"""assistant ask | search | verify."""

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.output import NEEDS_ATTENTION, console, print_json, say, settings_of
from assistant.errors import AnswerFailed, QuestionInvalid, ReportUnreadable

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.types import Answer, Filters


def ask(options: Namespace) -> int:
    """Answer a question; 0 also when the reports do not say."""
    from assistant.assistant import Assistant
    from assistant.types import Turn

    settings = settings_of(options)
    with Assistant.open(settings) as assistant:
        history = [Turn(question, "") for question in options.after]
        answer = assistant.ask(
            options.question, history, filters=_filters(options), sentences=options.sentences, style=options.style
        )
        saved = _save_pictures(assistant, answer, options.pictures) if options.pictures else []
    for line in saved:
        say(line)
    if options.json:
        print_json(answer.to_dict())
    else:
        from assistant import terminal

        struck = settings.chat.failing == "strike"
        terminal.show_answer(console(), answer, dropped=options.dropped, struck=struck)
    return 0


def _save_pictures(assistant: "Assistant", answer: "Answer", folder: Path) -> list[str]:
    """What became of the picture of each citation that stands on a page. Raises AnswerFailed."""
    from assistant.reading.pictures import has_pictures

    told = []
    for citation in answer.citations:
        report = assistant.report(citation.report_id)
        if report is None or not has_pictures(report):
            continue
        try:
            for picture in assistant.pictures(citation):
                file = folder / f"citation-{citation.number}-page-{picture.page}.png"
                folder.mkdir(parents=True, exist_ok=True)
                file.write_bytes(picture.png)
                told.append(f"[{citation.number}] {file}")
        except ReportUnreadable as error:
            told.append(f"[{citation.number}] {error}")
        except OSError as error:
            raise AnswerFailed(f"{folder} cannot be written ({error.strerror}). Name another folder.") from None
    return told or ["none of the citations stands on a page that can be shown"]


def search(options: Namespace) -> int:
    """List the passages nearest to a question."""
    from assistant.assistant import Assistant
    from assistant.types import hit_to_dict

    with Assistant.open(settings_of(options)) as assistant:
        hits = assistant.search(options.question, filters=_filters(options), top=options.top)
        reports = [assistant.report(hit.passage.report_id) for hit in hits]
    if options.json:
        print_json([{**hit_to_dict(hit), "text": hit.passage.text} for hit in hits])
    else:
        from assistant import terminal

        terminal.show_hits(console(), hits, reports)
    return 0


def verify(options: Namespace) -> int:
    """Check the citations of a saved answer; 1 when one is not intact."""
    from assistant.answering import verify as verifying

    try:
        answer = json.loads(options.answer.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        cure = "Save one with: assistant ask … --json"
        raise AnswerFailed(f"{options.answer} cannot be read as JSON ({error}). {cure}") from None
    checks = verifying.verify(answer, settings_of(options))
    if options.json:
        print_json([asdict(check) for check in checks])
    else:
        from assistant import terminal

        terminal.show_checks(console(), checks)
    return NEEDS_ATTENTION if any(check.state != "intact" for check in checks) else 0


def _filters(options: Namespace) -> "Filters":
    """The filters that the options name. Raises QuestionInvalid."""
    from assistant.retrieval.filters import filters_from

    metadata: dict[str, list[str]] = {}
    for condition in options.where:
        column, equals, value = condition.partition("=")
        if not equals:
            raise QuestionInvalid(f"--where takes COLUMN=VALUE, as place=Minsk ({condition!r} is not that).")
        metadata.setdefault(column.strip().lower(), []).append(value.strip())
    chosen = {"from": options.first, "to": options.last, "reports": options.report, "metadata": metadata}
    return filters_from(chosen)
