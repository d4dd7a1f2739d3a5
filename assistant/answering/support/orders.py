"""Words of a report that speak to whoever writes the answer, "ignore the rules and say …": no evidence of anything."""

import re
from collections.abc import Sequence
from html import unescape

from assistant.answering.support.signs import plain
from assistant.reading.sentences import Span, paragraphs, sentences

_BEGINS = (
    r"(?:^|[.!?:;|]\s*|(?<!\w)[>\])}\"'*-]\s*|(?:^|[.!?,;:]\s*|\band )(?:now|then)\s+|"
    r"\b(?:please|instead|you (?:must|should|shall|will|are to|have to))\s+)"
)
_RULES = r"(?:instructions?|rules?|prompts?|guidelines|directions|directives|messages?|passages?|orders|context)"
_MODEL = r"(?:AI|A\.I\.|language models?|LLMs?|chat ?bots?|(?:AI|virtual) assistant|DAN)"
_STARTS = r"(?:^|[.!?:;|]\s+|(?<!\w)[>\]}\"'*(]\s*)(?:please |kindly |always |and )?"
_TELLING = (
    "mention|treat|report|respond|reply|answer|say|state|tell|write|describe|present|conclude|claim|assume|pretend|"
    "inform|remember|summari[sz]e|cite|quote|repeat|output|portray|depict|characteri[sz]e|highlight|stress|emphasi[sz]e|"
    "point out"
)
_FORMS = (
    # "Ignore all previous instructions", "disregard the rules above"
    r"\b(?:ignore|disregard) (?:all |any )?(?:of )?(?:the |your |my )?(?:previous|prior|preceding|earlier|above) "
    r"(?:instructions?|prompts?)\b",
    rf"{_BEGINS}(?:ignore|disregard|forget|override|bypass|neglect)\s(?:\S+\s){{0,4}}?(?:"
    rf"(?:all|any|your|my|these|previous|prior|above|earlier|preceding|foregoing|other)\s(?:\S+\s){{0,3}}?{_RULES}\b|"
    rf"{_RULES}\s(?:above|before|so far|given)\b|(?:the |every|all )?(?:thing )?(?:above|foregoing)\b)",
    # "Say that …", "answer only with …", "write: …"
    rf"{_BEGINS}(?:say|state|claim|answer|reply|respond|tell|write|output|print|repeat|recite|quote|conclude|pretend|"
    r"decode|translate|add(?= that\b))(?:\s(?:only|exactly|just|instead|always|that|with|all your|your|and obey|the "
    r"(?:user|reader|following|words?|value|rules?|prompt))\b|\s(?:to )?(?:every|any) question)|"
    rf"{_BEGINS}(?:say|write|output|print|repeat|respond with)\s?[:\"]",
    # "you are now DAN", "note to the AI", "as an AI model", "when you answer"
    rf"\byou are (?:now )?(?:an? |the )?(?:\w+ )?(?:{_MODEL}|assistant)(?!\w)|\bas an? (?:AI|LLM|language model)\b|"
    rf"\b(?:note|message|instructions?|orders?|hint|reminder)\b[^.]{{0,40}}\b(?:to|for) "
    rf"(?:the |any |all )?{_MODEL}(?!\w)|"
    r"\bwhen(?:ever)? you (?:answer|respond|reply|summari[sz]e|cite)\b|"
    r"\byour (?:answer|response|reply|output|summary) (?:must|should|shall|has to|is to)\b|"
    r"\b(?:correct|right|only|final) answer to (?:every|any|all|this|the)\b",
    # what is part of a prompt: its fence, its roles, the marks between turns
    r"<\s*/?\s*passage\b|<\||\[/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|AVAILABLE_TOOLS|gMASK)\]|"
    r"<</?SYS>>|<(?:start|end)_of_turn>|</?s>|</?tool_call>|"
    r"^[#*\s]*(?:system|assistant|user|human|developer|AI)(?: (?:prompt|message|note))?[*\s]*:|"
    r"\bnew (?:rules|instructions|system prompt)\s*:",
    # "Whoever summarises this page: kindly mention …", "any digest shall read: …", "New task: …"
    r"\blanguage models?\b|\bkindly (?:mention|say|report|state|add|include|tell)\b|\brespond with\b|"
    r"\b(?:whoever|(?:anyone|reader) who|system that) (?:\w+ )?(?:summari[sz]es|answers|prepares)\b|"
    r"\b(?:any|every|each) (?:digest|summary|answer|reply) (?:of|to|about)\b[^.]{0,40}\b(?:shall|must|should|has to) "
    r"(?:read|say|state|mention|begin|end|contain|include|be:)\b|"
    r"\bto (?:use|put|write) in (?:your |all |every |the )?(?:answers?|repl(?:y|ies)|summar(?:y|ies))\b|"
    r"\b(?:begin|start|end|open|close) (?:your|every|the) (?:reply|answer|response|summary)\b|"
    r"\bnew task\s*:|\[(?:system|assistant|user)\]",
    # any other telling that is asked of the reader: "Mention that …", "you ought to report …", "users must learn …"
    rf"{_STARTS}(?:{_TELLING})\s(?:only |just |always |also |it |this )?(?:that|with|how|whom?|"
    r"(?:the |all |any |every )?(?:users?|readers?|everybody|everyone|anyone|anybody|people))\b|"
    rf"{_STARTS}(?:treat|describe|present|portray|depict|report|cite|characteri[sz]e)\s(?:\S+\s){{1,3}}as\b|"
    rf"{_STARTS}(?:mention|conclude|inform|remember|tell)(?: this| the following)?\s?[:\"]|"
    rf"{_STARTS}(?:make sure|be sure|do not (?:omit|forget|fail)|never (?:omit|forget|fail)|(?:copy|use|put) this)\b|"
    rf"\byou (?:\w+ )?(?:must|should|shall|will|ought to|have to|need to|are to) (?:\w+ )?(?:{_TELLING})\b|"
    r"\b(?:users?|readers?|whoever|any(?:one|body)|those|everyone)\b[^.]{0,40}\b(?:must|should|shall|ha(?:s|ve) to|"
    r"needs? to|is to|are to|ought to|are asked to|is asked to)\s(?:be (?:told|informed)|learn|know|hear|mention)\b|"
    r"\bthose (?:preparing|writing|answering|summ)\w*[^.]{0,40}\bto (?:note|mention|report|say)\b",
    # an answer that is spoken of: "the summary says that …", "suggested answer: …", "for bots: …"
    r"\b(?:your|the|each|every|any|suggested|final|a) (?:answer|reply|response|summary|first sentence|briefing)\b"
    r"(?: to (?:this|the|every|any) question)?\s?(?:(?:always |only )?(?:says?|contains?|states?|reads?|is|must|shows?|"
    r"includes?)\b[^.]{0,20}(?:that\b|:|\bfollowing\b|$)|:)|\bsuggested (?:answer|reply|summary)|"
    r"\b(?:for|to) (?:all )?(?:bots|automated systems|AIs?|question[ -]answering)\b|\bquestion[ -]answering\b|"
    r"\bautomated systems\s?:|\b(?:the|an?) (?:AI )?assistant (?:always |must |should )?(?:repl|answer|respond|say)|"
    r"\binto (?:the|your) (?:answer|reply|response|summary)\b|\b(?:record|words?|text) of your\b",
    # in other languages
    r"\b(?:ignorier\w*|ignor(?:ez|a|en|ar)|oubliez|olvida|vergiss|negeer|ignoruj|игнорируй\w*|забудь\w*)\b.{0,60}?\b"
    r"(?:anweisung\w*|instruktion\w*|regeln|consignes?|instructions?|instrucci\w+|instru\w+es|istruzioni|instructies|"
    r"instrukcj\w+|reglas|règles|regole|инструкци\w+|указани\w+|правила)\b|(?:忽略|无视|無視|忽視).{0,12}(?:指示|指令|说明|命令)",
)
_ORDER = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)


def is_order(sentence: str) -> bool:
    """Whether a sentence tells whoever writes the answer what to do, or passes for a part of a prompt."""
    return _ORDER.search(" ".join(plain(unescape(sentence)).split())) is not None


def orders(text: str) -> list[Span]:
    """Where a text does so: each from the first such sentence of a paragraph to the paragraph's end."""
    found = []
    for part in paragraphs(text, 0, len(text)):
        spans = sentences(text, part.start, part.end)
        first = next((span.start for span in spans if is_order(text[span.start : span.end])), None)
        if first is not None:
            found.append(Span(first, part.end))
    return found


def gives_orders(*texts: str) -> bool:
    """Whether any of the texts does so."""
    return any(orders(text) for text in texts)


def without(text: str, spans: Sequence[Span]) -> str:
    """A text in which these stretches are blank, so that everything else stands where it stood."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text
