"""Which legacy encoding a text has: the one under which its letters are the likeliest in some language."""

import re
import unicodedata
from collections import Counter
from functools import cache
from math import log

# Of each language, the letters beyond ASCII, the most frequent first; read as a Zipf-like unigram model.
_WESTERN = {
    "de": "üäöß",
    "fr": "éèàêçôîùâûïœëüÿæ",
    "es": "óíáéñúü¿¡",
    "it": "àèòùéì",
    "pt": "ãçáéíóêõúâôàü",
    "ca": "àéèòóíúçïüŀ·",
    "sv": "äåöé",
    "da": "åøæéöä",
    "fi": "äöåé",
    "nl": "ëéïèöüáó",
    "is": "áíðéöóúþæý",
}
_CENTRAL = {
    "pl": "ąęłóżśćńź",
    "cs": "íáěéýřčžšůúťóďň",
    "sk": "áíéčýžšľťúôňďóäĺŕ",
    "hu": "áéöóőíüúű",
    "hr": "čšžćđ",
    "ro": "ăîâşţ",
    "de": "üäöß",
}
_TURKISH = {"tr": "ıişüğçöâîû"}
_BALTIC = {"lt": "ėšųžįąčūę", "lv": "āīēšūņļžģčķ", "et": "äõüöšž"}
_CYRILLIC = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оаинівертскмдлупяьзгбчйхїжшєюцщфґ",
    "bg": "аоиетнрсвлкдпмзяъугчбщжцхшйфюь",
    "sr": "аоиенрјтсуквдмпзлгбчшжњцхћљђџф",
    "be": "аніеыораткслвдяўумпзьйгбчхцюшжэёф",
}
_GREEK = {"el": "αοιετσνηυρπκμλςίόωάέύγδήώθχφβξζψϊϋΐΰ"}
_HEBREW = {"he": "יוהלאתמרבשנםדקעכחפןגטצזסךץף"}
_ARABIC = {"ar": "ايلمنرتوبةعدسفهكقأحجشطصىخإذزضثغئظءآؤ،؟", "fa": "ایرندموتهبسشزکلآگفقخعپجحچطصغضژظثذ"}
_THAI = {"th": "านรกอเง่มย้ลวดทสตะปบคหแจพชขใไโผซธถภศษณญฐฟฉฮฆๆฯฬุูิี็ั์ำึื"}
_VIETNAMESE = {"vi": "đưôêâơă\u0300\u0301\u0303\u0309\u0323àáèéìíòóùúãõ"}

# Each encoding with what it is written in; the earlier one is taken of two that do equally well.
_SINGLE = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "cp1251": _CYRILLIC,
    "iso8859_2": _CENTRAL,
    "iso8859_15": _WESTERN,
    "cp1253": _GREEK,
    "cp1254": _TURKISH,
    "cp1255": _HEBREW,
    "cp1256": _ARABIC,
    "cp1257": _BALTIC,
    "koi8_u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso8859_7": _GREEK,
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "iso8859_6": _ARABIC,
    "iso8859_13": _BALTIC,
    "cp874": _THAI,
    "cp1258": _VIETNAMESE,
}
_DOUBLE = ("gb18030", "cp932", "euc_jp", "cp949", "cp950")
_COMMON_HAN = {
    "gb18030": "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说",
    "cp950": "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說",
    "cp949": "이다는의에을가고를은하서로한지기도사대시자아리정인나해일스들라그어수장부전보",
    "cp932": "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北",
}
_TYPOGRAPHIC = "’“”–«»—„…‘\u00a0°§€£"
_EAST_PUNCTUATION = "、。，「」：“”・；（）？！《》『』—ー…\u3000"
_ASCII, _RARE, _WRONG, _CONTROL = -3.2, -8.5, -13.0, -20.0
_WITHIN = -4.0  # for a sign or a letter of another script in a word, and for a capital after a small letter
_CAPITAL = -2.5  # for a capital, in place of its small letter
_SHOUTED = -0.2  # the same in a word of capitals
_PREFERENCE = 0.3  # for an encoding over the next one in the table
_EAST_ASIAN = -3.0  # what tells in a very short text
_SAMPLE = 12_000
_AROUND = 40
_TURKISH_ENDS = re.compile(r"\w{3}ý\b|þ(?![aeijoruvyáéíóúýæö])", re.IGNORECASE)  # of ı and ş, which Icelandic has not
_WORD = re.compile(r"[^\W\d_]{3,}")


def likeliest(data: bytes) -> str:
    """The name of the encoding, as Python knows it, of a text that is no Unicode."""
    return weighed(_sample(data))[0]


def weighed(sample: bytes, beside: str = "") -> tuple[str, float]:
    """The likeliest encoding of a sample, and the logarithm of how likely it is; `beside` it stands the other text."""
    scores: dict[str, float] = {}
    for rank, (name, languages) in enumerate(_SINGLE.items()):
        text = f"{beside}\n{sample.decode(name, 'replace')}"
        best = max(_in_language(text, language, alphabet) for language, alphabet in languages.items())
        scores[name] = best + _within(text) - _PREFERENCE * rank
    for name in _DOUBLE:
        text = f"{beside}\n{sample.decode(name, 'replace')}"
        scores[name] = _likelihood(text, _characters(name)) + _within(text) + _EAST_ASIAN
    best_name = max(scores, key=lambda name: scores[name])
    return best_name, scores[best_name]


def _in_language(text: str, language: str, alphabet: str) -> float:
    odd = len(_TURKISH_ENDS.findall(text)) if language == "is" else 0
    return _likelihood(text, _letters(alphabet)) + odd * _WITHIN


def _sample(data: bytes) -> bytes:
    """The lines, or what lies around in longer ones, with bytes beyond ASCII; at most about 12 kB of them."""
    if len(data) <= _SAMPLE:
        return data
    parts, size = [], 0
    for line in data.splitlines():
        if line.isascii():
            continue
        part = line if len(line) <= _SAMPLE // 4 else _dense(line)
        parts.append(part)
        size += len(part)
        if size > _SAMPLE:
            break
    return b"\n".join(parts)


def _dense(line: bytes) -> bytes:
    """A quarter of a sample from a long line, from a little before its first byte beyond ASCII."""
    first = next(place for place, byte in enumerate(line) if byte > 127)
    begin = max(first - _AROUND, 0) if line[:first].isascii() else first
    return line[begin : begin + _SAMPLE // 4]


def _likelihood(text: str, known: dict[str, float]) -> float:
    """log p(text) = sum of log p(character)."""
    calm = _WORD.sub(_calmed, text)
    small = sum(one != other for one, other in zip(calm, text, strict=True))
    return sum(count * _of(sign, known) for sign, count in Counter(calm).items()) + small * _SHOUTED


def _calmed(word: re.Match[str]) -> str:
    """A word of capitals in small letters; headings and telegrams are written in capitals."""
    small = word[0].lower() if word[0].isupper() else word[0]
    return small if len(small) == len(word[0]) else word[0]


def _of(sign: str, known: dict[str, float]) -> float:
    if sign < "\x80":
        return _ASCII
    if sign in known:
        return known[sign]
    if sign < "\xa0" or sign == "\ufffd":
        return _CONTROL
    return _RARE if "\xa0" <= sign <= "\u00ff" or sign in "œšžŒŠŽ•™†" else _WRONG


def _within(text: str) -> float:
    """What a text loses by signs, and by letters of two scripts, in one word, and by capitals after small letters."""
    odd = 0
    for before, sign, after in zip(f" {text}", text, f"{text} "[1:], strict=False):
        if sign < "\x80":
            continue
        if sign.isalpha():
            odd += before.islower() and sign.isupper()
            odd += sign > "\u036f" and (_is_latin(before) or _is_latin(after))
        else:
            odd += before.isalpha() and after.isalpha() and _is_sign(sign)
    return odd * _WITHIN


def _is_latin(sign: str) -> bool:
    return sign < "\x80" and sign.isalpha()


@cache
def _is_sign(sign: str) -> bool:
    return sign not in "’·ー・" and unicodedata.category(sign)[0] in "PSCZ" and not "\u3000" <= sign <= "\uffef"


@cache
def _letters(alphabet: str) -> dict[str, float]:
    """log p of an alphabet's letters, of their capitals, and of the signs of typography."""
    total = sum(1 / (rank + 3) for rank in range(len(alphabet)))
    known = {sign: log(0.006) for sign in _TYPOGRAPHIC}
    for rank, letter in enumerate(alphabet):
        share = 0.8 / (rank + 3) / total
        # Beside a short alphabet most letters are ASCII, so that its own are as rare as in any other language.
        known[letter] = log(share * min(1.0, len(alphabet) / 25 + 0.2))
        if len(letter.upper()) == 1 and letter.upper() != letter:
            known[letter.upper()] = known[letter] + _CAPITAL
    return known


@cache
def _characters(encoding: str) -> dict[str, float]:
    """log p of the characters of an East Asian encoding: those of everyday use are of its first level."""
    lead, last, trail = {
        "gb18030": (0xB0, 0xD7, 0xA1),
        "cp950": (0xA4, 0xC6, 0x40),
        "cp949": (0xB0, 0xC8, 0xA1),
    }.get(encoding, (0xB0, 0xCF, 0xA1))
    # Both Japanese encodings hold the same characters; their order is that of EUC-JP.
    codec = {"cp932": "euc_jp"}.get(encoding, encoding)
    rows = (bytes((one, two)).decode(codec, "ignore") for one in range(lead, last + 1) for two in range(trail, 0xFF))
    known = dict.fromkeys((sign for sign in rows if len(sign) == 1), log(1 / 2500))
    known.update(dict.fromkeys(_COMMON_HAN["cp932" if encoding == "euc_jp" else encoding], log(1 / 120)))
    if codec == "euc_jp":
        known.update(dict.fromkeys(map(chr, range(0x3041, 0x30FB)), log(1 / 90)))
    known.update(dict.fromkeys(_EAST_PUNCTUATION, log(1 / 60)))
    return known
