"""Languages that the embedder was not trained on."""

from collections.abc import Mapping

from assistant.models.tables import LANGUAGES, MULTILINGUAL
from assistant.reading.about.languages import name_of, unknown_to


def foreign_to(embedder: str, reports: Mapping[str, int]) -> str:
    """A warning of the reports, counted by language, that are in none the embedder knows; "" when there are none.

    Of a model that the table of languages does not list, nothing is known and nothing said.
    """
    found = unknown_to(reports, LANGUAGES[embedder]) if embedder in LANGUAGES else {}
    if not found:
        return ""
    listed = ", ".join(f"{name_of(code)} ({count})" for code, count in found.items())
    return (
        f"{sum(found.values())} of {sum(reports.values())} reports are in languages that {embedder} does not know: "
        f"{listed}; they are found by their words alone. A model that knows them: ASSISTANT_EMBEDDER={MULTILINGUAL}"
    )
