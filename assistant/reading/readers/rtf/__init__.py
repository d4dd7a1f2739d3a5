"""RTF."""

from assistant.reading.readers.rtf.reader import read, unwrapped

__all__ = ["read", "unwrapped"]
