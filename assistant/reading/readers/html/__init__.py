"""Web pages, and HTML wherever it stands."""

from assistant.reading.readers.html.reader import read

__all__ = ["read"]
