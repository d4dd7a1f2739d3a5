"""The few phrases that every door says alike."""

from assistant.types import Answer, Hit

_SNIPPET = 200


def searched_text(answer: Answer) -> str:
    """What was searched, as a sentence."""
    seen = answer.searched
    dates = f" dated {seen.first_date} to {seen.last_date}" if seen.first_date else ""
    many = "report" if seen.reports == 1 else "reports"
    return f"Searched {seen.reports} {many}{dates}, {seen.passages} passages."


def titled(title: str, date: str) -> str:
    """A report's title with its date."""
    return f"{title} ({date})" if date else title


def snippet(hit: Hit) -> str:
    """The beginning of a passage, on one line."""
    words = " ".join(hit.passage.text.split())
    return words if len(words) <= _SNIPPET else words[:_SNIPPET].rsplit(" ", 1)[0] + " …"
