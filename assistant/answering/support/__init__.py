"""Whether a sentence that was written, not quoted, is supported by the passages that it cites."""

from assistant.answering.support.check import Checker, Cited, Support, cited

__all__ = ["Checker", "Cited", "Support", "cited"]
