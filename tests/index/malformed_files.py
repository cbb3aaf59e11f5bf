"""Hundreds of files that no careful program would write, the same ones at every run."""

import random

import written_files as files

WORDS = "港口扩建谁来出钱？今年港口要扩建，有人说市里出钱，也有人说省里出钱，至今没有结论。\n"
PAGE = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>港口</title></head><body><h1>港口</h1><p>{WORDS}</p></body></html>'


def sound():
    """One sound file of each format."""
    return {
        "a.txt": (WORDS * 20).encode(),
        "b.txt": (WORDS * 20).encode("gb18030"),
        "c.txt": (WORDS * 20).encode("utf-16"),
        "d.txt": (WORDS * 20).encode("utf-16-be"),
        "e.md": f"---\ntitle: 港口\n---\n# 港口\n\n{WORDS}".encode(),
        "f.html": PAGE.encode(),
        "g.mhtml": files.mhtml(PAGE),
        "h.pdf": files.pdf([[WORDS.strip()[:30], "第二行。"], ["第二页。"]], title="港口", bookmarks=[(0, "港口")]),
        "i.docx": files.docx(files.paragraph("港口", style="a9") + files.paragraph(WORDS), title="港口"),
        "j.epub": files.epub([("a.xhtml", f"<h1>港口</h1><p>{WORDS}</p>")]),
    }


def damaged(data, rng):
    """`data` cut, flipped, doubled or filled with noise somewhere."""
    kind = rng.randrange(6)
    at = rng.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[at:]
    if kind == 2:
        out = bytearray(data)
        for _ in range(rng.randrange(1, 40)):
            out[rng.randrange(len(out))] = rng.randrange(256)
        return bytes(out)
    if kind == 3:
        return data[:at] + rng.randbytes(rng.randrange(1, 300)) + data[at:]
    if kind == 4:
        return data[:at] + data[at : at + 200] * 3 + data[at + 200 :]
    return data[:at] + data[at + rng.randrange(1, 200) :]


ODD = {
    "空 文件.txt": b"",
    "引号“”「」'.txt": WORDS.encode(),
    "line\nbreak.txt": WORDS.encode(),
    "UPPER.TXT": WORDS.encode(),
    "mark.txt": b"\xef\xbb\xbf",
    "marks.txt": b"\xff\xfe",
    "half.txt": b"\xff\xfe\x2f",
    "long-line.txt": ("字" * 700_000).encode(),
    "long-ascii.txt": b"a" * 2_000_000,
    "many-lines.txt": b"\n" * 500_000 + b"x",
    "deep.html": b"<div>" * 200_000 + "港口".encode(),
    "unclosed.html": b"<p " * 100_000,
    "quotes.html": b'<a href="' * 50_000,
    "comments.html": b"<!--" * 100_000 + b"x",
    "scripts.html": b"<script>" * 50_000,
    "entities.html": b"&#x1F600;&amp;&nosuch;&#99999999;" * 20_000,
    "metas.html": b'<meta name="author" content="a">' * 20_000 + "港口".encode(),
    "surrogate.html": "港口&#xD800;&#0;".encode(),
    "fences.md": b"```\n" * 50_000,
    "hashes.md": b"# " * 100_000,
    "threads.txt": "发表于 2023-5-6 10:01:02 | 显示全部楼层\n".encode() * 5_000,
    "sources.txt": "来源：".encode() * 100_000,
    "dates.txt": "2023年8月12日".encode() * 50_000,
    "titles.txt": "标题_".encode() * 100_000,
    "nines.txt": b"9" * 1_000_000,
    "dashes.txt": b"2023-" * 200_000,
    "wide.txt": "\U0001f600\U0002f800".encode() * 50_000,
    "controls.txt": bytes(range(32)) * 100,
    "latin.txt": "Über die Brücke führt kein Weg zurück, sagte sie.".encode("latin-1"),
    "kana.txt": "港の拡張には誰がお金を出すのでしょうか。".encode("shift_jis"),
    "parts.mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n" + b"--x\n\n" * 5_000,
    "names.docx": files.archive([(f"{number}.xml", "x") for number in range(3_000)]),
}


def cases(count):
    """`count` (name, bytes) pairs: the odd ones first, then damage to sound files."""
    rng = random.Random(2023)
    found = list(ODD.items())
    originals = list(sound().items())
    while len(found) < count:
        name, data = originals[len(found) % len(originals)]
        found.append((f"{len(found)}-{name}", damaged(data, rng)))
    return found
