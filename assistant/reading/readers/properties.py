"""What the properties of a document say, without what the programs that write them put there of themselves."""

_NOBODY = frozenset(
    "python-docx|docx4j|apache poi|un-named|unknown|author|user|admin|administrator|windows user|microsoft office user|"
    "microsoft|office|owner|default".split("|")
)
_UNTITLED = frozenset(["word document", "document", "untitled", "microsoft word", "title", "no title"])


def authors(said: str) -> str:
    """The persons of a list that semicolons separate; "" when there are none."""
    names = [name.strip() for name in said.split(";")]
    return "; ".join(name for name in names if name and name.lower() not in _NOBODY)


def title(said: str) -> str:
    """A title, "" when it is what a program calls any document."""
    return "" if said.strip().lower() in _UNTITLED else said
