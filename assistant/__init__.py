"""Cited answers from a folder of reports; every sentence opens at the exact characters it came from."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.errors import AssistantError
    from assistant.indexing.rebuild import rebuild
    from assistant.settings import Settings
    from assistant.types import Answer, Citation, Filters, Hit, Passage, Report, Turn

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Filters",
    "Hit",
    "Passage",
    "Report",
    "Settings",
    "Turn",
    "rebuild",
]

_HOMES = {
    "Assistant": "assistant.assistant",
    "AssistantError": "assistant.errors",
    "Settings": "assistant.settings",
    "rebuild": "assistant.indexing.rebuild",
}


def __getattr__(name: str) -> Any:
    """The public name, imported when first asked for: `import assistant` must cost nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES.get(name, "assistant.types")), name)
