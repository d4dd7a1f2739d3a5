"""Presentations."""

from assistant.reading.readers.pptx.reader import read

__all__ = ["read"]
