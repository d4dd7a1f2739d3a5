"""Word documents."""

from assistant.reading.readers.docx.reader import read

__all__ = ["read"]
