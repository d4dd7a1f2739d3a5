"""PDF."""

from assistant.reading.readers.pdf.reader import marks, picture, read

__all__ = ["marks", "picture", "read"]
