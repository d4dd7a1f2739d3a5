"""What a report says about itself."""

from assistant.reading.about.known import Known
from assistant.reading.about.report import about

__all__ = ["Known", "about"]
