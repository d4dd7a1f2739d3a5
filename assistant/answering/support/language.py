"""Whether a text is English, so that what is known of English words may be used on it."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    """the of and to a in is was that it for on with as by at from be were are this which had has have not but they
    would their its an or will been said after who also we our he his she her those these into no can than more
    all when there next about over both""".split()
)
_OTHERS = frozenset(
    """der die das und den dem des ein eine einen nicht ist auf mit zu sich von für wurde im zum le la les et du une un
    est dans que qui pour sur pas avec au aux el los las y del en por con para una se lo il di che è per gli della non
    da dei i o os e do em um uma não het een van niet op voor met dat zijn w z na nie się jest że och att som på av är
    og til""".split()
)
_LEAST = 0.08
_FEW = 25


def is_english(text: str) -> bool:
    """Whether small English words are common enough in a text, and more so than those of other languages.

    A text of few Latin words, such as a sentence, counts as English when those of other languages are no more common.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    latin = sum(word.isascii() for word in words)
    english, others = (sum(word in small for word in words) for small in (_ENGLISH, _OTHERS))
    if len(words) < _FEW:
        return latin * 2 >= len(words) and others <= english
    return english >= _LEAST * len(words) and english >= others
