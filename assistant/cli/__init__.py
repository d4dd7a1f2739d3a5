"""The shell: assistant ask | search | rebuild | serve | users | verify | evaluate | doctor.

What is heavy is imported by the command that needs it.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from assistant.cli.output import say
from assistant.cli.parser import parser
from assistant.errors import AssistantError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    run: Callable[[Namespace], int] = options.run
    try:
        return run(options)
    except AssistantError as error:
        say(f"assistant: {error}")
        return error.exit_code
    except (KeyboardInterrupt, ImportError) as error:
        if not _interrupted(error):
            raise
        say("assistant: interrupted; nothing was changed")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _interrupted(error: BaseException | None) -> bool:
    """Whether an error came of Ctrl-C; some packages say instead that they could not be imported."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
