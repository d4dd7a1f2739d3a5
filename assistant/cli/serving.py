"""assistant serve | users."""

import getpass
import sys
from argparse import Namespace
from pathlib import Path

from assistant.cli.output import say, settings_of
from assistant.errors import SettingsError


def serve(options: Namespace) -> int:
    """Serve the web chat until Ctrl-C."""
    from assistant.web import server

    server.serve(settings_of(options, port=options.port))
    return 0


def users(options: Namespace) -> int:
    """Add, remove or list those who may sign in."""
    from assistant.web.people import accounts

    file = options.file or _file_of_settings()
    if options.action == "list":
        for name in accounts.names(file):
            sys.stdout.write(f"{name}\n")
        return 0
    if not options.name:
        raise SettingsError(f"Whom? assistant users {options.action} NAME")
    if options.action == "add":
        accounts.set_user(file, options.name, _password(options.name))
        say(f"{options.name} may sign in where web.users_file is {file}")
    else:
        accounts.remove_user(file, options.name)
        say(f"{options.name} may no longer sign in")
    return 0


def _file_of_settings() -> Path:
    from assistant.settings import Settings

    file = Settings().web.users_file
    if file is None:
        raise SettingsError("Name the file of users: --file FILE, or the setting web.users_file.")
    return file


def _password(name: str) -> str:
    """The password as typed twice, or one line of standard input when that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Password for {name}: ")
    if getpass.getpass("Once more: ") != first:
        raise SettingsError("The two passwords differ. Try again.")
    return first
