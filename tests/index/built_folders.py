"""Builds of small folders of articles, and what they hold."""

import shutil
from pathlib import Path

from index_contents import contents

from index.build import build_index
from index.reader import open_index
from index.testing import HashEmbedder


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(folder, *paths, embedder=None, **options):
    return build_index(
        [folder / path for path in paths], index=folder / "index", embedder=embedder or HashEmbedder(), **options
    )


def read(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        return contents(snapshot)


def fresh(folder, *paths):
    """What a build from nothing would hold."""
    shutil.rmtree(folder / "fresh", ignore_errors=True)
    build_index([folder / path for path in paths], index=folder / "fresh", embedder=HashEmbedder())
    with open_index(folder / "fresh", embedder=HashEmbedder()).snapshot() as snapshot:
        return contents(snapshot)


def counts(report):
    return report.added, report.updated, report.removed, report.renamed, report.unchanged


def uris(folder):
    with open_index(folder / "index", embedder=HashEmbedder()).snapshot() as snapshot:
        return [Path(uri).name for info in snapshot.articles() for uri in info.uris]
