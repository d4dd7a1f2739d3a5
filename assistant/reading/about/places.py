"""Names of places that reports are dated from, and which words look like names."""

import re
from functools import cache

from assistant.reading.about.dates import SPOKEN

_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
_NOT_MEANT = {
    "easter",
    "midway",
    "wake",
    "center",
    "central",
    "knox",
    "christmas",
    "troll",
    "world",
    "reunion",
    "jersey",
}
_MORE = """
Aachen|Antwerp|Astana|Augsburg|Avignon|Bali|Barcelona|Basel|Batumi|Beijing|Belovezha|Bern|Berne|Bologna|Bonn|Bordeaux|
Boston|Bremen|Brest|Bruges|Camp David|Cancun|Canberra|Cannes|Cartagena|Cologne|Crimea|Dayton|Daugavpils|Dnipro|Donetsk|
Dresden|Düsseldorf|Edinburgh|Évian|Florence|Frankfurt|Gaza|Gdańsk|Gdansk|Geneva|Genève|Genf|Genoa|Glasgow|Gomel|Graz|
Grodno|Grozny|Hamburg|Hannover|Hanover|Heidelberg|Hiroshima|Houston|Innsbruck|Islamabad|Kaunas|Kazan|Kharkiv|Kharkov|
Kherson|Kiev|Köln|Krakow|Kraków|Kyoto|Lausanne|Leipzig|Leningrad|Linz|Liverpool|Ljubljana|Luhansk|Lviv|Lyon|Maastricht|
Manchester|Marrakesh|Marseille|Milan|Mogilev|Montreux|Mostar|München|Munich|Nagorno-Karabakh|Naples|Narva|New Delhi|
Nice|Nuremberg|Nur-Sultan|Odesa|Odessa|Ohrid|Oxford|Philadelphia|Pitsunda|Porto|Potsdam|Poznań|Pretoria|Pristina|
Ramallah|Rambouillet|Rio de Janeiro|Rotterdam|Saint Petersburg|Salzburg|San Francisco|San Sebastian|Sevastopol|Seville|
Sharm el-Sheikh|Sochi|Srebrenica|St Petersburg|St. Petersburg|Stepanakert|Strasbourg|Stuttgart|Sukhumi|Tartu|Tbilisi|
Tel Aviv|The Hague|Den Haag|Thessaloniki|Tiraspol|Toulouse|Trieste|Turin|Uppsala|Utrecht|Venice|Versailles|Vitebsk|
Warszawa|Washington|Washington DC|Washington, D.C.|Yalta|Zurich|Zürich|Женева|Брест|Гомель|Гродно|Витебск|Могилев|
Могилёв|Санкт-Петербург|Ленинград|Вашингтон|Нью-Йорк|Сочи|Казань|Донецк|Луганск|Харьков|Одесса|Львов|Пекин|Астана
"""
"""Cities after which no time zone is called."""
_SMALL = frozenset("de del da do la le les el of and am an der den die du sur-mer el- auf bei in".split())
_NAMED = re.compile(r"[^\W\d_][\w.’'-]*")
_LONGEST = 60


def place_of(name: str) -> str:
    """A place by its name in any case, as it is spelt; "" for what is not known to be one."""
    flat = " ".join(name.split()).strip(" ,.")
    return "" if len(flat) > _LONGEST else _places().get(flat.casefold(), "")


@cache
def _places() -> dict[str, str]:
    """Countries, and the cities that time zones are called after, in the languages that dates are read in (CLDR 47)."""
    from babel import Locale
    from babel.core import get_global

    names = [zone.rpartition("/")[2].replace("_", " ") for zone in get_global("zone_territories") if _is_area(zone)]
    for locale in map(Locale, SPOKEN):
        names += [zone["city"] for name, zone in locale.time_zones.items() if "city" in zone and _is_area(name)]
        names += [name for code, name in locale.territories.items() if len(code) == 2 and code != "ZZ"]
    names += _MORE.replace("\n", "").split("|")
    return {name.casefold(): name for name in names if name.casefold() not in _NOT_MEANT}


def _is_area(zone: str) -> bool:
    return zone.startswith(_AREAS)


def is_name(words: str) -> bool:
    """Whether each word, but for those that names are joined with, begins as a name does."""
    parts = words.split()
    return bool(parts) and all(
        _NAMED.fullmatch(part) and (not part[0].islower() or part.casefold() in _SMALL) for part in parts
    )


def spelt(name: str) -> str:
    """A name in capitals as it is written elsewhere: RIO DE JANEIRO -> Rio de Janeiro; any other as it is."""
    if not name.isupper():
        return name
    words = name.title().replace("’S", "’s").replace("'S", "'s").split()
    return " ".join([*words[:1], *(word.lower() if word.casefold() in _SMALL else word for word in words[1:])])
