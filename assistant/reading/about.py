"""What a report says about itself (stand-in until the real one is there)."""
from dataclasses import dataclass
from assistant.types import Origin
@dataclass(frozen=True)
class Known:
    value: str
    origin: Origin
def about(content, row, stem):
    o=Origin("properties","stated")
    known={**row, **content.metadata}
    h=content.headings
    first = content.text[h[0].start:h[0].end].split("\n")[0].strip("# \t") if h and not content.text[content.body:h[0].start].strip() else ""
    w=" ".join(stem.replace("_"," ").replace("-"," ").split()) or stem
    known["title"]=known.get("title") or first or w[:1].upper()+w[1:]
    return {k:Known(v,o) for k,v in known.items()}
