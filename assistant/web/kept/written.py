"""What exports say of an answer that a chat model wrote, from its stored JSON form. Answers of before have none."""

from collections.abc import Iterator, Mapping
from typing import Any

_Json = Mapping[str, Any]


def is_written(answer: _Json) -> bool:
    """Whether the sentences are a chat model's."""
    return bool(answer.get("style") == "written" and answer.get("written"))


def replaced_places(answer: _Json) -> set[int]:
    """The places of the sentences that are quotations among those that a chat model wrote."""
    return {one["after"] for one in answer["written"]["dropped"] if one["replaced"]} if is_written(answer) else set()


def by_whom(answer: _Json) -> str:
    """By whom a written answer was, as its first line."""
    model, replaced = answer["written"]["model"], len(replaced_places(answer))
    if replaced == len(answer["sentences"]):
        return f"Quotations in place of what {model} wrote:"
    told = ", but those in “…”, which are quotations instead" if replaced else ""
    return f"Written by {model}, each sentence checked against the quotations below{told}:"


def writing(answer: _Json) -> Iterator[tuple[str, str]]:
    """What is known of a chat model's part: its name, how it was asked, and what of it is not shown."""
    written = answer.get("written")
    if not written:
        return
    parameters = "".join(f", {name} {value}" for name, value in written["parameters"].items())
    yield "Chat model", written["model"]
    yield "Asked with", f"prompt {written['prompt']}{parameters}"
    if written["tokens_in"] or written["tokens_out"]:
        yield "Tokens", f"{written['tokens_in']} read, {written['tokens_out']} written"
    for one in written["dropped"]:
        name = "Replaced by the nearest quotation" if one["replaced"] else "Dropped"
        yield name, f"{one['text']} ({'; '.join(one['reasons'])})"
