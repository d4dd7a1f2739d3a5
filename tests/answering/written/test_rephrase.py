"""A question that the model makes stand alone: nothing is added to it and nothing lost of it."""

import pytest

from assistant import Turn
from assistant.answering.written.author import Author
from assistant.answering.written.rephrase import rephrased
from assistant.indexing.words import Stems
from assistant.settings import Chat
from tests.chats import ScriptedChat

HISTORY = [Turn("What happened with the Copenhagen Accord in 2009?", "The conference took note of it.")]


@pytest.mark.parametrize(
    ("question", "written", "taken"),
    [
        ("and when was it adopted?", "When was the Copenhagen Accord adopted?", True),
        ("and in 2010?", "What happened with the Copenhagen Accord in 2010?", True),
        ("and in 2010?", "What happened with the Copenhagen Accord in 2009?", False),
        ("and when was it adopted?", "When was the Copenhagen Accord adopted in 1999?", False),
        ("and when was it adopted?", "Was the Copenhagen Accord adopted on 5 May 2031?", False),
        ("and on 3 March 2010?", "What happened with the Copenhagen Accord on 4 March 2010?", False),
        ("and by how many states?", "By how many states was the Copenhagen Accord not adopted?", False),
        ("and by how many states?", "By 77 states was the Copenhagen Accord adopted?", False),
        ("and what did Di-Aping say?", "What did Obama say of the Copenhagen Accord?", False),
    ],
)
def test_a_rewriting_keeps_names_numbers_dates_and_negation(question: str, written: str, taken: bool) -> None:
    author = Author(ScriptedChat(script=[[written]]), Chat())
    assert rephrased(author, Stems(), question, HISTORY) == (written if taken else "")
