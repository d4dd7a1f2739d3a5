"""The options of every command."""

import argparse
from collections.abc import Callable
from pathlib import Path

from assistant.cli import asking, building, measuring, serving

_EXIT_CODES = """exit codes:
  0 done (an honest "not found" included)   1 done, but something needs attention (skipped reports, citations not
  intact, doctor's errors)   2 bad question or usage   3 settings   4 corpus   5 no index   6 index made otherwise
  7 index busy   8 index not writable   9 model missing   10 answer withheld or unreadable   11 port in use
  12 nothing to evaluate   13 Chroma server away or refusing   14 no process to read files in
  15 chat model wrote nothing, or not to its end
settings: --corpus and --index, or ASSISTANT_<NAME> variables, or assistant.toml; see README.md"""

Run = Callable[[argparse.Namespace], int]
Adding = Callable[[str, Run, str], argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; each command sets `run`."""
    raw = argparse.RawDescriptionHelpFormatter
    about = "Answers questions about a folder of reports; every sentence is a checked quotation."
    whole = argparse.ArgumentParser("assistant", description=about, epilog=_EXIT_CODES, formatter_class=raw)
    commands = whole.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        if name != "users":
            made.add_argument("--corpus", metavar="DIR", help="folder of reports (default: corpus)")
            made.add_argument("--index", metavar="DIR", help="folder of the index (default: index)")
        if name not in ("serve", "users"):
            made.add_argument("--json", action="store_true", help="print JSON instead of text")
        return made

    _asking(command)
    _building(command)
    _serving(command)
    _measuring(command)
    return whole


def _asking(command: Adding) -> None:
    ask = command("ask", asking.ask, "answer a question with quotations")
    ask.add_argument("question")
    ask.add_argument("--sentences", type=int, metavar="N", help="most sentences in the answer (default: 5)")
    ask.add_argument("--style", choices=["quotes", "written"], help="sentences of the reports, or of the chat model")
    ask.add_argument("--dropped", action="store_true", help="list what the chat model wrote and is not shown, and why")
    ask.add_argument("--after", action="append", default=[], metavar="QUESTION", help="an earlier question; repeatable")
    ask.add_argument("--pictures", type=Path, metavar="DIR", help="save the pages cited from PDF there, marked, as PNG")
    _filters(ask)
    search = command("search", asking.search, "list the passages nearest to a question")
    search.add_argument("question")
    search.add_argument("--top", type=int, default=10, metavar="N", help="how many (default: 10)")
    _filters(search)
    verify = command("verify", asking.verify, "check the citations of a saved answer against the corpus")
    verify.add_argument("answer", type=Path, help="a file made by: assistant ask … --json, or exported by the web chat")


def _filters(asked: argparse.ArgumentParser) -> None:
    which = asked.add_argument_group("which reports")
    which.add_argument("--from", dest="first", default="", metavar="DATE", help="dated from: 1994, 1994-12, 1994-12-06")
    which.add_argument("--to", dest="last", default="", metavar="DATE", help="dated up to, all of it included")
    which.add_argument("--report", action="append", default=[], metavar="ID", help="this report; repeatable")
    which.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE",
                       help="with this metadata, as place=Minsk; repeatable")  # fmt: skip


def _building(command: Adding) -> None:
    text = "bring the index up to the corpus; the old one serves until the new one is checked"
    rebuild = command("rebuild", building.rebuild, text)
    rebuild.add_argument("--full", action="store_true", help="embed every passage again instead of only the new ones")
    rebuild.add_argument("--workers", type=int, metavar="N", help="processes that read and embed (default: 1)")
    way = rebuild.add_mutually_exclusive_group()
    way.add_argument("--dry-run", action="store_true", help="print the plan (added, changed, …) and change nothing")
    way.add_argument("--watch", action="store_true", help="follow the folder: rebuild after each change until Ctrl-C")
    command("doctor", building.doctor, "check settings, models, corpus and index")


def _serving(command: Adding) -> None:
    serve = command("serve", serving.serve, "open the web chat")
    serve.add_argument("--port", type=int, help="port to listen on (default: 7860)")
    users = command("users", serving.users, "add, remove or list those who may sign in to the web chat")
    users.add_argument("action", choices=("add", "remove", "list"), help="add also sets a new password")
    users.add_argument("name", nargs="?", default="", help="whom to add or remove")
    users.add_argument("--file", type=Path, help="the file of users (default: the setting web.users_file)")


def _measuring(command: Adding) -> None:
    evaluate = command("evaluate", measuring.evaluate, "measure answers on data sets, or on questions of your own")
    evaluate.add_argument(
        "place", type=Path, nargs="*", help="folder of a data set or of several; or questions as JSONL"
    )
    evaluate.add_argument("--from-feedback", action="store_true",
                          help="measure with what users of the web chat said of its answers")  # fmt: skip
    evaluate.add_argument("--write", type=Path, metavar="FILE",
                          help="with --from-feedback: write the questions as JSONL, to complete by hand")  # fmt: skip
    evaluate.add_argument("--cache", type=Path, default=Path(".evaluation"), metavar="DIR",
                          help="where the sets' indexes are kept between runs (default: .evaluation)")  # fmt: skip
    evaluate.add_argument("--limit", type=int, metavar="N", help="ask at most N questions of each set, evenly spread")
