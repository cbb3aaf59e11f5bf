"""Small files of every format, written byte by byte, so that tests need no library but the one under test."""

import io
import zipfile


def pdf(pages, *, title="", bookmarks=(), locked=False):
    """A PDF whose pages are lists of lines, in a font that every reader maps to Unicode by itself."""
    objects = {}
    count = len(pages)
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(count))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R" + (b" /Outlines 6 0 R" if bookmarks else b"") + b" >>"
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()
    objects[3] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects[4] = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    )
    objects[5] = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    for number, (page, words) in enumerate(bookmarks):
        link = f" /Next {50 + number + 1} 0 R" if number + 1 < len(bookmarks) else ""
        head = f"<< /Title <FEFF{words.encode('utf-16-be').hex()}> /Parent 6 0 R{link}"
        objects[50 + number] = f"{head} /Dest [{10 + 2 * page} 0 R /Fit] >>".encode()
    if bookmarks:
        objects[6] = (
            f"<< /Type /Outlines /First 50 0 R /Last {49 + len(bookmarks)} 0 R /Count {len(bookmarks)} >>".encode()
        )
    if title:
        objects[7] = f"<< /Title <FEFF{title.encode('utf-16-be').hex()}> >>".encode()
    if locked:
        objects[8] = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'31' * 32}> /U <{'32' * 32}> >>".encode()
    for number, lines in enumerate(pages):
        shown = "".join(
            f"BT /F1 12 Tf 60 {780 - 20 * row} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for row, line in enumerate(lines)
        ).encode()
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {11 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[11 + 2 * number] = b"<< /Length %d >>\nstream\n%sendstream" % (len(shown), shown)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        known = number in offsets
        out.write(b"%010d %05d %s \n" % (offsets.get(number, 0), 0 if known else 65535, b"n" if known else b"f"))
    trailer = f"<< /Size {size} /Root 1 0 R" + (" /Info 7 0 R" if title else "")
    trailer += f" /Encrypt 8 0 R /ID [<{'30' * 16}> <{'30' * 16}>]" if locked else ""
    out.write(f"trailer\n{trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def archive(parts, *, stored=()):
    """A zip file of (name, content) pairs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts:
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            opened.writestr(zipfile.ZipInfo(name), content, kind)
    return out.getvalue()


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {_WORD}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="a9"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style></w:styles>'
)


def docx(body, *, title="", parts=()):
    """A Word document around the given body XML (prefix w)."""
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    )
    fallback = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return archive(
        [
            ("word/document.xml", f"<w:document {_WORD} {fallback}><w:body>{body}</w:body></w:document>"),
            ("word/styles.xml", STYLES),
            ("docProps/core.xml", core),
            *parts,
        ]
    )


def paragraph(text, *, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def epub(chapters, *, title="书名", date="2023-08-12", extra=()):
    """An e-book of (file name, XHTML body) chapters."""
    items = "".join(
        f'<item id="c{n}" href="text/{name}" media-type="application/xhtml+xml"/>'
        for n, (name, _) in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>王某某</dc:creator><dc:date>{date}</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    pages = [
        (
            f"OPS/text/{name}",
            f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>',
        )
        for name, body in chapters
    ]
    parts = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OPS/book.opf", package),
        *pages,
        *extra,
    ]
    return archive(parts, stored=("mimetype",))


def mhtml(page, *, charset="utf-8"):
    """A web archive as browsers save it."""
    import base64

    encoded = base64.encodebytes(page.encode(charset)).decode().replace("\n", "\r\n")
    return (
        "From: <Saved by Blink>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----part"\r\n\r\n'
        f"------part\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n"
        "------part\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------part--\r\n"
    ).encode("ascii")
