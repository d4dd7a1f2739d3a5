"""A chat model on loopback that writes what a test says, and the page over a small corpus that it writes about."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder
from tests.chat_server import KEY, OpenAIServer, Reply
from tests.web.serving import served

MODEL = "writer-1"
QUESTION = "What did the ministers agree on in Minsk?"
REPORTS = {
    "talks": """The ministers Sergey Lavrov and Vladimir Makei met in Minsk on 16 June.

The ministers agreed to open 12 border crossings in November. They proposed a joint fund, which Belarus did not accept.

The harbour of Riga was not discussed. Lavrov said that the talks had been useful.
""",
    "crossings": """The border crossings between Belarus and Russia will be opened by the customs service in November.

The customs service hired 40 officers in Minsk for the new border crossings on which the ministers agreed.
""",
}
AGREED = "The ministers agreed to open 12 border crossings in November"
HIRED = "The customs service hired 40 officers in Minsk"
FALSE = "The ministers agreed to open 99 border crossings in November"
TALE = "Pavel Ivanov opened the harbour of Riga"
GOOD = f"{AGREED} {{talks}}. {FALSE} {{talks}}. {HIRED} {{crossings}}. {TALE} {{talks}}."
"""Two sentences that are supported, and two that are not; {talks} is the mark of the passage of that report."""


class Writer:
    """Says what `says` was last given: texts, and seconds (floats) to wait between them; counts how often it did."""

    def __init__(self) -> None:
        self.server = OpenAIServer()
        self.server.replies[MODEL] = self._reply
        self.script: list[str | float] = [GOOD]

    @property
    def asked(self) -> int:
        return len(self.server.seen)

    def says(self, *script: str | float) -> None:
        self.script = list(script)

    def _reply(self, reply: Reply) -> None:
        sent = self.server.seen[-1]["body"]["messages"][-1]["content"]
        marks = {title: f"[{number}]" for number, title in re.findall(r'number="(\d+)" report="([^"]*)"', sent)}
        for step in list(self.script):
            if isinstance(step, float):
                reply.wait(step)
            else:
                reply.say(re.sub(r"\{(\w+)\}", lambda found: marks.get(found[1], found[0]), step))
        reply.end()


def small(folder: Path, embedder: Embedder | None = None) -> Settings:
    """The two reports, indexed."""
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    settings.corpus_dir.mkdir()
    for title, text in REPORTS.items():
        (settings.corpus_dir / f"{title}.md").write_text(f"---\ntitle: {title}\n---\n{text}", encoding="utf-8")
    rebuild(settings, embedder=embedder)
    return settings


@contextmanager
def written(settings: Settings, writer: Writer, **variables: str) -> Iterator[str]:
    """The address of the page with the model connected; the key is in its environment alone."""
    chat = {"chat_model": MODEL, "chat_base_url": writer.server.url, "chat_retries": "0", **variables}
    before = os.environ.get("OPENAI_API_KEY")
    os.environ["OPENAI_API_KEY"] = KEY
    try:
        with served(settings, **chat) as address:
            yield address
    finally:
        os.environ.pop("OPENAI_API_KEY")
        os.environ.update({"OPENAI_API_KEY": before} if before else {})
