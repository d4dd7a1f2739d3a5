"""What the commands share: settings from options, and what is printed where."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.settings import Settings

NEEDS_ATTENTION = 1


def say(line: str) -> None:
    """Print a line to the error stream."""
    sys.stderr.write(" ".join(line.split()) + "\n")


def settings_of(options: argparse.Namespace, **more: Any) -> "Settings":
    """The settings, what was given on the command line first."""
    from assistant.settings import Settings  # pydantic costs 0.3 s that --help should not

    given = {"corpus_dir": options.corpus, "index_dir": options.index, **more}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def console(*, stderr: bool = False) -> "Console":
    """Where text is printed to."""
    from rich.console import Console

    # No emoji codes and no highlighting: a quotation is printed as it stands.
    return Console(stderr=stderr, soft_wrap=not sys.stdout.isatty(), emoji=False, highlight=False)
