"""The same table is read as the same lines, whatever format it stands in."""

import pytest

from assistant.reading.formats import read_content
from tests.reading.made_tables import ON, TABLED, rows_of

PAIRS = {
    "a name, a date, a place": (
        "Name|Ana Kos / Date|12 May 1999 / Place|Split",
        "Name: Ana Kos.\nDate: 12 May 1999.\nPlace: Split.",
    ),
    "the head of a letter": ("To:|The Board / From:|Ana Kos", "To: The Board.\nFrom: Ana Kos."),
    "a title page": (
        "Title|Harbour report / Author|Ana Kos / Publisher|The Board / City|Split",
        "Title: Harbour report.\nAuthor: Ana Kos.\nPublisher: The Board.\nCity: Split.",
    ),
    "words and figures in turn": (
        "Works|Outer mole / Begun|1994 / Cost|12000 / Builder|Ana Kos",
        "Works: Outer mole.\nBegun: 1994.\nCost: 12000.\nBuilder: Ana Kos.",
    ),
    "one label that is not known": (
        "Name|Ana Kos / Boat|Galeb / Address|Split",
        "Name: Ana Kos.\nBoat: Galeb.\nAddress: Split.",
    ),
    "labels and values in turn": (
        "Name:|Ana Kos|Date:|1999 / Place:|Split|Ref:|12 / Ship:|Galeb|Crew:|40",
        "Name: Ana Kos; Date: 1999.\nPlace: Split; Ref: 12.\nShip: Galeb; Crew: 40.",
    ),
    "known labels in turn": (
        "Name|Ana Kos|Date|1999 / Place|Split|Ref|12 / Title|Clerk|Phone|42",
        "Name: Ana Kos; Date: 1999.\nPlace: Split; Ref: 12.\nTitle: Clerk; Phone: 42.",
    ),
    "a figure first": ("Age|41 / Name|Ana Kos", "Age: 41.\nName: Ana Kos."),
    "labels in another language": ("Von:|Ana Kos / An:|Ivo Bem", "Von: Ana Kos.\nAn: Ivo Bem."),
}
HEADERS = {
    "two columns, two rows": ("Port|Ships / Split|12 / Pula|3", "Port: Split; Ships: 12.\nPort: Pula; Ships: 3."),
    "two columns, one row": ("Port|Ships / Split|12", "Port: Split; Ships: 12."),
    "two columns, three rows": (
        "Port|Ships / Split|12 / Pula|3 / Rab|4",
        "Port: Split; Ships: 12.\nPort: Pula; Ships: 3.\nPort: Rab; Ships: 4.",
    ),
    "dates": (
        "Event|Held on / Opening|12 May 1999 / Closing|14 May 1999",
        "Event: Opening; Held on: 12 May 1999.\nEvent: Closing; Held on: 14 May 1999.",
    ),
    "years below a name": ("Year|Ships / 1994|12 / 1995|13", "Year: 1994; Ships: 12.\nYear: 1995; Ships: 13."),
    "years": (
        "Country|2001|2002 / Chad|3|4 / Mali|5|6",
        "Country: Chad; 2001: 3; 2002: 4.\nCountry: Mali; 2001: 5; 2002: 6.",
    ),
    "years in one row": ("Country|2001|2002 / Chad|3|4", "Country: Chad; 2001: 3; 2002: 4."),
    "months": ("Port|May 1999|June 1999 / Rab|3|4", "Port: Rab; May 1999: 3; June 1999: 4."),
    "an empty corner": (
        "|2001|2002 / North|11|22 / South|33|44",
        "North; 2001: 11; 2002: 22.\nSouth; 2001: 33; 2002: 44.",
    ),
    "words and an empty corner": (
        "|Ships|Tonnes / Rab|1|10 / Pula|2|20",
        "Rab; Ships: 1; Tonnes: 10.\nPula; Ships: 2; Tonnes: 20.",
    ),
    "a name twice": (
        "Port|Count|Count / Rab|1|10 / Pula|2|20",
        "Port: Rab; Count: 1; Count: 10.\nPort: Pula; Count: 2; Count: 20.",
    ),
    "a column without name": (
        "Port||Tonnes / Rab|1|10 / Pula|2|20",
        "Port: Rab; 1; Tonnes: 10.\nPort: Pula; 2; Tonnes: 20.",
    ),
    "a gap among the values": (
        "Port|Ships|Tonnes / Rab|-|10 / Pula|2|20 / Split|3|30",
        "Port: Rab; Ships: -; Tonnes: 10.\nPort: Pula; Ships: 2; Tonnes: 20.\nPort: Split; Ships: 3; Tonnes: 30.",
    ),
    "words that are known names": ("Title|Author / Harbour report|Ana Kos", "Title: Harbour report; Author: Ana Kos."),
    "three columns of words": (
        "Name|Role|Town / Ana|clerk|Split / Ivo|judge|Pula",
        "Name: Ana; Role: clerk; Town: Split.\nName: Ivo; Role: judge; Town: Pula.",
    ),
    "a day without its year": (
        "December 31,|Total / 2022|12 / 2023|14",
        "December 31,: 2022; Total: 12.\nDecember 31,: 2023; Total: 14.",
    ),
    "names that are known labels": (
        "Name|Date|Place|Title / Ana Kos|12 May 1999|Split|clerk",
        "Name: Ana Kos; Date: 12 May 1999; Place: Split; Title: clerk.",
    ),
    "names over labels and values": (
        "Field|Value / Name|Ana Kos / Date|12 May 1999 / Crew|40",
        "Field: Name; Value: Ana Kos.\nField: Date; Value: 12 May 1999.\nField: Crew; Value: 40.",
    ),
    "names over offices": (
        "Position|Name / Chair|Ana Kos / Editor|Ivo Bem",
        "Position: Chair; Name: Ana Kos.\nPosition: Editor; Name: Ivo Bem.",
    ),
    "words that come again below their name": (
        "River|Lock / Sava|Sisak / Sava|Jasenovac / Drava|Osijek / Drava|Varazdin",
        "River: Sava; Lock: Sisak.\nRiver: Sava; Lock: Jasenovac.\nRiver: Drava; Lock: Osijek.\n"
        "River: Drava; Lock: Varazdin.",
    ),
    "shares": ("Port|Share / Split|12.5% / Pula|7%", "Port: Split; Share: 12.5%.\nPort: Pula; Share: 7%."),
}
BARE = {
    "figures alone": ("1|2 / 3|4 / 5|6", "1; 2.\n3; 4.\n5; 6."),
    "a row of values first": ("Split|12 / Pula|3 / Rab|4", "Split; 12.\nPula; 3.\nRab; 4."),
    "words that may be either": (
        "France|Paris / Italy|Rome / Spain|Madrid",
        "France; Paris.\nItaly; Rome.\nSpain; Madrid.",
    ),
    "words with names that may be none": (
        "Prime mover|Main portion / Ana Kos|Justice / Ivo Bem|Health",
        "Prime mover; Main portion.\nAna Kos; Justice.\nIvo Bem; Health.",
    ),
    "a word again below": (
        "Anna|Ruse|yes / Boris|Lom|yes / Clara|Vidin|no",
        "Anna; Ruse; yes.\nBoris; Lom; yes.\nClara; Vidin; no.",
    ),
    "a year over figures that may be a value": (
        "Begun|1994 / Piles|120 / Cranes|12",
        "Begun; 1994.\nPiles; 120.\nCranes; 12.",
    ),
    "a row without its first cell": (
        "|Frontispiece|Facing p. 1 / Ice|Sils|At end / Sun|Davos|At end / Fog|Chur|At end / Rime|Lom|At end",
        "Frontispiece; Facing p. 1.\nIce; Sils; At end.\nSun; Davos; At end.\nFog; Chur; At end.\nRime; Lom; At end.",
    ),
    "words that begin with a figure": (
        "Threes|15 ft. at least / Rockers|15 / Brackets|10 / Counters|10",
        "Threes; 15 ft. at least.\nRockers; 15.\nBrackets; 10.\nCounters; 10.",
    ),
    "figures by year without labels": ("2001|2002 / 3|4 / 5|6", "2001; 2002.\n3; 4.\n5; 6."),
}
JOINED = {
    "a title over all": (
        "Ports of Istria|=|= / Port|Ships|Tonnes / Pula|1|10 / Rab|2|20",
        "Ports of Istria\n\nPort: Pula; Ships: 1; Tonnes: 10.\nPort: Rab; Ships: 2; Tonnes: 20.",
    ),
    "a title over years": (
        "Ships|=|= / Port|2001|2002 / Pula|1|10 / Rab|2|20",
        "Ships\n\nPort: Pula; 2001: 1; 2002: 10.\nPort: Rab; 2001: 2; 2002: 20.",
    ),
    "names of groups above names": (
        "|Ships|=|Tonnes|= / Port|2001|2002|2001|2002 / Rab|3|4|30|40",
        "Port: Rab; Ships 2001: 3; Ships 2002: 4; Tonnes 2001: 30; Tonnes 2002: 40.",
    ),
    "names of groups beside a name": (
        "Port|Ships|= / |in|out / Rab|3|4 / Pula|5|6",
        "Port: Rab; Ships in: 3; Ships out: 4.\nPort: Pula; Ships in: 5; Ships out: 6.",
    ),
    "a title over pairs": (
        "Particulars|= / Name|Ana Kos / Date|12 May 1999",
        "Particulars\n\nName: Ana Kos.\nDate: 12 May 1999.",
    ),
    "figures below years over several columns": (
        "Sales|2021|=|2020|= / Ruse|3|4|5|6 / Reni|7|8|9|10",
        "Sales: Ruse; 2021: 3; 2021: 4; 2020: 5; 2020: 6.\nSales: Reni; 2021: 7; 2021: 8; 2020: 9; 2020: 10.",
    ),
    "a group's name between rows": (
        "Port|Ships|Tonnes / Rab|1|10 / In Bulgaria|=|= / Ruse|2|20",
        "Port: Rab; Ships: 1; Tonnes: 10.\nIn Bulgaria.\nPort: Ruse; Ships: 2; Tonnes: 20.",
    ),
    "sections, the first in the corner": (
        "Assets|2021|2020 / Cash|16|5 / Liabilities|=|= / Debt|4|2",
        "Assets.\nCash; 2021: 16; 2020: 5.\nLiabilities.\nDebt; 2021: 4; 2020: 2.",
    ),
}
CASES = {**PAIRS, **HEADERS, **BARE, **JOINED}


def as_read(suffix: str, table: str) -> str:
    """A table's lines, without the name of the sheet that it stands on."""
    return read_content(suffix, TABLED[suffix](rows_of(table))).text.removeprefix("Sheet\n\n")


@pytest.mark.parametrize("suffix", TABLED)
@pytest.mark.parametrize("case", CASES)
def test_a_table_is_read_as_the_same_lines_in_every_format(case: str, suffix: str) -> None:
    table, expected = CASES[case]
    if ON in table.replace(" / ", "|").split("|") and suffix in {".csv", ".pdf"}:
        pytest.skip("it cannot say that cells are joined")
    assert as_read(suffix, table) == expected
