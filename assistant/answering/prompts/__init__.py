"""What a chat model is told; a prompt is never changed, a new one gets a new version."""

from importlib.resources import files

WRITE = "write-1"
"""Writes an answer from numbered passages."""
REPHRASE = "rephrase-1"
"""Makes a question that leads on stand alone."""
REFUSAL = "The reports do not say."
"""What a model is to write when the passages do not answer."""


def prompt(version: str) -> str:
    """The words of a prompt."""
    return (files(__package__) / f"{version}.txt").read_text(encoding="utf-8").strip()
