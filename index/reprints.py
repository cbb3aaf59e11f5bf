"""Near-duplicate articles, across scripts: MinHash signatures and the clusters that they fall into.

The two functions, both pure:

    signature(text: str) -> bytes                                  one article's clean text -> at most 640 bytes, to be stored
    clusters(signatures: Iterable[tuple[int, bytes]]) -> dict[int, int]   (article id, signature)s -> id -> cluster

`clusters` names a cluster by its smallest article id and leaves out articles that stand alone, so a build stores the
rows of the mapping and nothing else. It looks at signatures only: after a change sign the new articles, then cluster all
signatures again (20,000 take about a second). Equal input in any order gives equal output.

Shingles are four folded letters (Broder 1997, "On the resemblance and containment of documents"), so both scripts,
widths and all punctuation are one. Articles written by filling a form, such as daily market notes, share nearly all their
shingles and are no reprints: their numbers differ. So numbers are signed apart, and both parts must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from index.scripts import FOLDER_VERSION, fold

if TYPE_CHECKING:
    import numpy

SIGNATURE_VERSION = f"1/{FOLDER_VERSION}"

_SHINGLE = 4  # letters
_LETTER_HASHES, _NUMBER_HASHES = 128, 32
_SHORTEST = 60  # letters; below that chance decides
_FEWEST_NUMBERS = 3
_RESEMBLANCE = 0.6  # estimated Jaccard similarity of the shingles of two reprints, at least
_NUMBERS_ALIKE = 0.6  # of their numbers, where both have some
_BANDS, _ROWS = 32, 4  # two texts with a resemblance of .6 meet in a band with a chance of 99 %

_NOT_LETTER = re.compile(r"[\W_\d]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def signature(text: str) -> bytes:
    """The MinHash signature of a text: 128 values for its letters and 32 for its numbers, four bytes each.

    Empty when the text has fewer than 60 letters: such articles are reprints only if equal.
    """
    import numpy

    folded = fold(text)
    letters = _NOT_LETTER.sub("", folded)
    if len(letters) < _SHORTEST:
        return b""
    codes = numpy.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(numpy.uint32)
    shingles = numpy.zeros(len(codes) - _SHINGLE + 1, dtype=numpy.uint32)
    with numpy.errstate(over="ignore"):
        for offset in range(_SHINGLE):  # FNV-1a over the code points of each shingle
            shingles = (shingles ^ codes[offset : offset + len(shingles)]) * numpy.uint32(16777619)
    numbers = sorted(set(_NUMBER.findall(folded)))
    if len(numbers) < _FEWEST_NUMBERS:
        numbers = []
    parts = _min_hash(numpy.unique(shingles), _LETTER_HASHES), _min_hash(_hashed(numbers), _NUMBER_HASHES)
    return b"".join(part.astype("<u4").tobytes() for part in parts)


def _hashed(words: list[str]) -> numpy.ndarray[Any, Any]:
    import zlib

    import numpy

    return numpy.array([zlib.crc32(word.encode()) for word in words], dtype=numpy.uint32)


def _min_hash(values: numpy.ndarray[Any, Any], count: int) -> numpy.ndarray[Any, Any]:
    """The library's signature of hashed values; its hashing scheme is named, so that versions agree."""
    from datasketch import MinHash  # type: ignore[import-untyped]
    from numpy import asarray, uint32

    sketch = MinHash(num_perm=count, seed=1, hashfunc=int, scheme="affine32")
    if len(values):
        sketch.update_batch(values.tolist())
    return asarray(sketch.hashvalues, dtype=uint32)


def clusters(signatures: Iterable[tuple[int, bytes]]) -> dict[int, int]:
    """Which articles reprint one another: article id to the smallest id of its cluster, single articles left out.

    Raises ValueError when signatures differ in length (made by different versions).
    """
    import numpy

    signed = sorted((article, sketch) for article, sketch in signatures if sketch)
    if len(signed) < 2:
        return {}
    if len({len(sketch) for _, sketch in signed}) > 1:
        raise ValueError("signatures of different versions cannot be compared; sign the articles again.")
    identifiers = [article for article, _ in signed]
    sketches = numpy.frombuffer(b"".join(sketch for _, sketch in signed), dtype="<u4").reshape(len(signed), -1)
    parents = list(range(len(signed)))

    def root(member: int) -> int:
        while parents[member] != member:
            parents[member] = parents[parents[member]]
            member = parents[member]
        return member

    for band in range(_BANDS):
        for bucket in _buckets(sketches, band):
            _join(bucket, sketches, parents, root)
    groups: dict[int, list[int]] = {}
    for member in range(len(signed)):
        groups.setdefault(root(member), []).append(member)
    return {
        identifiers[member]: identifiers[group[0]] for group in groups.values() if len(group) > 1 for member in group
    }


def _buckets(sketches: numpy.ndarray[Any, Any], band: int) -> Iterable[list[int]]:
    """Members whose letters agree in the band, and whose numbers agree in one value; singles left out."""
    import numpy

    columns = [*range(band * _ROWS, (band + 1) * _ROWS), _LETTER_HASHES + band % _NUMBER_HASHES]
    keys = numpy.ascontiguousarray(sketches[:, columns])
    order = numpy.lexsort(keys.T[::-1])
    ordered = keys[order]
    starts = numpy.flatnonzero(numpy.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)])
    for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
        if stop - start > 1:
            yield sorted(order[start:stop].tolist())


def _join(bucket: list[int], sketches: numpy.ndarray[Any, Any], parents: list[int], root: Any) -> None:
    """Join each member of a bucket to the first one before it that it resembles."""
    leaders: list[int] = []
    for member in bucket:
        if leaders:
            same = sketches[leaders] == sketches[member]
            alike = (same[:, :_LETTER_HASHES].mean(axis=1) >= _RESEMBLANCE) & (
                same[:, _LETTER_HASHES:].mean(axis=1) >= _NUMBERS_ALIKE
            )
            found = alike.nonzero()[0]
            if len(found):
                first, second = sorted((root(member), root(leaders[int(found[0])])))
                parents[second] = first
                continue
        leaders.append(member)
