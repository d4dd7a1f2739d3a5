"""The few phrases that every door says alike."""

from collections.abc import Mapping
from typing import Any

from assistant.types import Hit, Searched

_SNIPPET = 200


NO_REPORT = "No report passes the filters, so nothing was searched."


def refusal_text(reports: int) -> str:
    """What is said instead of an answer, when so many reports were searched."""
    return "The reports do not say." if reports else NO_REPORT


def searched_text(seen: Searched, filters: Mapping[str, Any]) -> str:
    """What was searched, as a sentence; filters in their JSON form."""
    dates = f" dated {seen.first_date} to {seen.last_date}" if seen.first_date else ""
    many = "report" if seen.reports == 1 else "reports"
    chosen = f" ({filters_text(filters)})" if filters else ""
    return f"Searched {seen.reports} {many}{dates}, {seen.passages} passages{chosen}."


def filters_text(filters: Mapping[str, Any]) -> str:
    """Filters, in their JSON form, in words: from 1992; to 1995-06; place: Minsk, Kiev."""
    dates = [f"{name} {filters[name]}" for name in ("from", "to") if filters.get(name)]
    named = {**({"named": filters["reports"]} if filters.get("reports") else {}), **filters.get("metadata", {})}
    return "; ".join([*dates, *(f"{column}: {', '.join(values)}" for column, values in named.items())])


def titled(title: str, date: str) -> str:
    """A report's title with its date."""
    return f"{title} ({date})" if date else title


def snippet(hit: Hit) -> str:
    """The beginning of a passage, on one line."""
    words = " ".join(hit.passage.text.split())
    return words if len(words) <= _SNIPPET else words[:_SNIPPET].rsplit(" ", 1)[0] + " …"
