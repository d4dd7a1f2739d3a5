"""assistant evaluate."""

from argparse import Namespace

from assistant.cli.output import console, print_json, settings_of
from assistant.errors import EvaluationInvalid


def evaluate(options: Namespace) -> int:
    """Measure answers; 0 whatever the figures are."""
    if not options.place and not options.from_feedback:
        raise EvaluationInvalid("Nothing to measure with. Give data sets or a file of questions, or --from-feedback.")
    if options.write and not options.from_feedback:
        raise EvaluationInvalid("--write writes the questions of --from-feedback. Give both.")
    from assistant import terminal
    from assistant.evaluation.bench import Bench
    from assistant.evaluation.feedback import standing_feedback
    from assistant.evaluation.report import evaluate
    from assistant.models.tables import load_embedder, load_reranker

    settings = settings_of(options)
    with terminal.progress_bar(console(stderr=True)) as progress:
        bench = Bench(settings, load_embedder(settings), load_reranker(settings), options.cache, progress)
        feedback = standing_feedback(settings.conversations_file, bench) if options.from_feedback else None
        if feedback is not None and options.write:
            feedback.write(options.write)
        report = dict(evaluate(options.place, bench, limit=options.limit))
        if feedback is not None:
            report["feedback"] = feedback.figures(bench, options.limit)
    if options.json:
        print_json(report)
    else:
        terminal.show_figures(console(), report)
    return 0
