"""The page: the chat on one side, its evidence on the other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.types import Answer, Turn
from assistant.web.render import chat_html, empty_html, evidence_html, inert

_EXAMPLES = [
    "What was agreed about the OSCE?",
    "Which limits did the CFE treaty set for tanks?",
    "Why did Belarus suspend its part in the Eastern Partnership?",
    "How many members would the Security Council have under the Razali plan?",
]

Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Talk:
    """One visitor's conversation: the final answers so far, oldest first."""

    answers: tuple[Answer, ...] = ()

    def history(self) -> list[Turn]:
        """The turns, as follow-up questions need them."""
        return [Turn(one.question, " ".join(part.text for part in one.sentences)) for one in self.answers]

    def with_answer(self, answer: Answer) -> "Talk":
        """The conversation with one more answer."""
        return replace(self, answers=(*self.answers, answer))


class Page:
    """What the page's events do."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, question: str, messages: Messages, talk: Talk) -> Iterator[tuple[Messages, str, Talk, Any]]:
        """Stream an answer into chat and evidence panel; a failure becomes one clear line in the chat.

        The field is emptied with the first part alone: what is typed during an answer stays.
        """
        messages = [*messages, {"role": "user", "content": inert(question)}]
        turn = len(talk.answers)
        field: Any = ""
        try:
            for answer in self._assistant.stream(question, talk.history()):
                final = answer.verdict != "pending"
                panel = self._evidence(answer, turn) if answer.citations or final else empty_html()
                reply = {"role": "assistant", "content": chat_html(answer, turn)}
                yield [*messages, reply], panel, talk.with_answer(answer) if final else talk, field
                field = gr.skip()
        except AssistantError as error:
            yield [*messages, {"role": "assistant", "content": inert(str(error))}], empty_html(), talk, field

    def pick(self, anchor: str, talk: Talk) -> str:
        """The evidence of the answer that a mark of the chat belongs to."""
        _, _, place = anchor.partition("-")
        turn = place.partition("-")[0]
        if turn.isdigit() and int(turn) < len(talk.answers):
            return self._evidence(talk.answers[int(turn)], int(turn))
        return empty_html()

    def _evidence(self, answer: Answer, turn: int) -> str:
        ids = {citation.report_id for citation in answer.citations}
        reports = {report.id: report for report in map(self._assistant.report, sorted(ids)) if report is not None}
        return evidence_html(answer, reports, turn)


def build(assistant: Assistant) -> gr.Blocks:
    """The page over an open assistant."""
    page = Page(assistant)
    blocks: gr.Blocks
    with gr.Blocks(title="Report Assistant", analytics_enabled=False, fill_width=True) as blocks:
        talk = gr.State(Talk())
        gr.HTML(_head(assistant), elem_id="ra-head")
        with gr.Row():
            with gr.Column(scale=6, min_width=320):
                chat = _chat()
                question = _question(assistant.settings.max_question_chars)
                gr.Examples(_EXAMPLES, question, label="For example")
                clear = gr.Button("New conversation", size="sm", elem_id="ra-clear")
            with gr.Column(scale=5, min_width=320, elem_id="ra-panel"):
                evidence = gr.HTML(empty_html(), elem_id="ra-evidence", label="Evidence")
        # The page's script writes the mark that was clicked into this field, and its change brings the evidence.
        picked = gr.Textbox(elem_classes="ra-offscreen", elem_id="ra-pick", label="Picked citation")
        asked = question.submit(page.ask, [question, chat, talk], [chat, evidence, talk, question], api_name="ask")
        question.stop(None, None, None, cancels=[asked], api_visibility="private")
        picked.change(page.pick, [picked, talk], evidence, show_progress="hidden", api_visibility="private")
        clear.click(_cleared, None, [chat, evidence, talk], cancels=[asked], api_visibility="private")
    return blocks


def _head(assistant: Assistant) -> str:
    seen = assistant.searched
    dates = f", dated {seen.first_date} to {seen.last_date}" if seen.first_date else ""
    many = "report" if seen.reports == 1 else "reports"
    return (
        f"<h1>Report Assistant</h1><p>Answers from {seen.reports} {many}{escape(dates)}. Every sentence is a quotation "
        "that opens at its place; what the reports do not say is not answered.</p>"
    )


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label="Answers",
        height="62vh",
        layout="panel",
        elem_id="ra-chat",
        latex_delimiters=[],
        buttons=["copy"],
        feedback_options=None,
        placeholder="Ask about the reports.",
    )


def _question(max_chars: int) -> gr.Textbox:
    return gr.Textbox(
        label="Question",
        placeholder="What was agreed about the OSCE?",
        autofocus=True,
        submit_btn="Ask",
        stop_btn="Stop",
        max_length=max_chars + 1,  # one too many, so that the clear line is shown and nothing is cut in silence
        elem_id="ra-question",
        lines=1,
        max_lines=4,
    )


def _cleared() -> tuple[Messages, str, Talk]:
    """An empty conversation."""
    return [], empty_html(), Talk()
