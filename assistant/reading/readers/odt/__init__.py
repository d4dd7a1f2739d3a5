"""OpenDocument texts."""

from assistant.reading.readers.odt.reader import read

__all__ = ["read"]
