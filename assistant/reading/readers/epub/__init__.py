"""Books."""

from assistant.reading.readers.epub.reader import read

__all__ = ["read"]
