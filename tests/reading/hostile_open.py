"""Hostile files that are OpenDocument text or EPUB."""

from tests.reading.hostile_parts import EITHER, ENCRYPTED, READ, Hostile, valid
from tests.reading.made_zip import XML, changed, epub_of, odt_of, unzipped


def _repeated(text: str, *, rows: int = 1, columns: int = 1) -> bytes:
    """A table of one cell, repeated."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    return odt_of(f"<text:p>Before it.</text:p><table:table>{row}</table:table>")


def _deep_list(depth: int) -> bytes:
    before, after = "<text:list><text:list-item>", "</text:list-item></text:list>"
    return odt_of(f"{before * depth}<text:p>inner</text:p>{after * depth}")


def _moved(suffix: str, name: str, old: bytes, new: bytes) -> bytes:
    """A document with words of one part replaced."""
    part = unzipped(valid(suffix))[name]
    assert old in part
    return changed(valid(suffix), {name: part.replace(old, new)})


def _encrypted_odt() -> bytes:
    files = unzipped(valid(".odt"))
    key = (
        b'<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="x"><manifest:algorithm '
        b'manifest:algorithm-name="Blowfish CFB" manifest:initialisation-vector="x"/></manifest:encryption-data>'
    )
    line = b'manifest:full-path="content.xml" manifest:media-type="text/xml"'
    manifest = files["META-INF/manifest.xml"].replace(line + b"/>", line + b">" + key + b"</manifest:file-entry>")
    assert key in manifest
    return changed(valid(".odt"), {"META-INF/manifest.xml": manifest, "content.xml": b"\x93\x1f\x07" * 900})


def _drm_epub() -> bytes:
    chapters = [name for name in unzipped(valid(".epub")) if name.endswith(".xhtml") and "nav" not in name]
    listed = "".join(
        "<EncryptedData xmlns='http://www.w3.org/2001/04/xmlenc#'><EncryptionMethod Algorithm='http://www.w3.org/2001/04/"
        f"xmlenc#aes128-cbc'/><CipherData><CipherReference URI='{name}'/></CipherData></EncryptedData>"
        for name in chapters
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:container"
    return changed(
        valid(".epub"),
        {
            "META-INF/encryption.xml": f"{XML}<encryption xmlns='{space}'>{listed}</encryption>",
            "META-INF/rights.xml": f"{XML}<rights/>",
            **dict.fromkeys(chapters, b"\x91\x02" * 500),
        },
    )


OPEN: tuple[Hostile, ...] = (
    Hostile("encrypted.odt", _encrypted_odt, ENCRYPTED),
    Hostile("encrypted.epub", _drm_epub, ENCRYPTED),
    Hostile("many columns.odt", lambda: _repeated("again", columns=16_384), READ, ("again",)),
    Hostile("many rows.odt", lambda: _repeated("again", rows=1_048_576, columns=16_384), READ, ("again",)),
    Hostile("many empty rows.odt", lambda: _repeated("", rows=999_999_999), READ, ("Before it",)),
    Hostile("rows without number.odt", lambda: _repeated("again", rows=-5), EITHER),
    Hostile("many spaces.odt", lambda: odt_of('<text:p>one<text:s text:c="2000000000"/>two</text:p>'), EITHER),
    Hostile(
        "negative spaces.odt",
        lambda: odt_of('<text:p>one<text:s text:c="-7"/>two<text:s text:c="x"/></text:p>'),
        EITHER,
    ),
    Hostile("deep lists.odt", lambda: _deep_list(20_000), EITHER),
    Hostile(
        "up and out.epub",
        lambda: epub_of({"../../../../../etc/passwd": "<p>The chapter.</p>"}),
        EITHER,
        never=("root:x:0",),
    ),
    Hostile(
        "up and missing.epub",
        lambda: _moved(".epub", "OEBPS/c.opf", b"c1.xhtml", b"../../../../etc/passwd"),
        EITHER,
        never=("root:x:0",),
    ),
    Hostile(
        "itself.epub",
        lambda: _moved(".epub", "META-INF/container.xml", b"OEBPS/c.opf", b"META-INF/container.xml"),
        EITHER,
    ),
    Hostile("no spine.epub", lambda: changed(valid(".epub"), {"OEBPS/c.opf": f"{XML}<package/>"}), EITHER),
    Hostile(
        "one chapter again and again.epub",
        lambda: _moved(".epub", "OEBPS/c.opf", b"</spine>", b"<itemref idref='i0'/>" * 10_000 + b"</spine>"),
        EITHER,
    ),
    Hostile(
        "running.epub",
        lambda: epub_of({"c.xhtml": "<p>The chapter.</p><script>alert(1)</script>"}),
        READ,
        ("The chapter",),
        ("alert",),
    ),
)
