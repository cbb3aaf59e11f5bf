"""kill -9 in every part of a build: real SQLite, real FAISS, real SIGKILL.

After each: the index opens, what it answers is the one generation or the other, the next build embeds nothing that was
saved, and ends with what a fresh build gives.
"""

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from dataclasses import replace

import pytest
from index_contents import RecordingEmbedder, contents, embedded, make_article

from index.build import build_index
from index.config import IndexConfig
from index.errors import IndexNotFoundError
from index.reader import memory_index, open_index
from index.testing import HashEmbedder

CONFIG = IndexConfig(batch_size=2)
SPAWN = multiprocessing.get_context("forkserver")
SPAWN.set_forkserver_preload(["index_contents", "index.build", "index.cleaning", "index.quotations", "faiss"])

# Which events of each part are fatal; every part has at least eight in the two scenarios together.
PARTS = {
    "parsing": (1, 2, 5, 9, 14, 20),
    "embedding": (1, 2, 4, 5, 8),
    "commit": (1, 5, 16, 27, 32, 33, 35, 39),
    "cache write": (1, 2, 3, 4, 5, 6),
    "rename": (1, 2, 3, 4, 5, 6),
}


class Countdown:
    """Kills this process at the nth call."""

    def __init__(self, calls):
        self.left = calls

    def __call__(self, *_):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def build_in_child(folder, part, nth):
    """A build in a process of its own that is killed at the nth event of `part`."""
    from index import caches
    from index.build import _Build
    from index.pipeline import installed_stages
    from index.vectors import FaissIndex

    caches.PENDING_TERMS = caches.PENDING_VECTORS = caches.PENDING_SHARE = 0  # every build writes cache files
    tick = Countdown(nth)
    stages = installed_stages()
    embedder = RecordingEmbedder(folder / "log", before=tick if part == "embedding" else lambda: None)
    if part == "parsing":
        stages = replace(
            stages,
            load=lambda path, config, load=stages.load: (tick(), load(path, config), tick())[1],
            split=lambda text, split=stages.split: (tick(), split(text))[1],
        )
    elif part == "commit":
        _Build._publish = traced(_Build._publish, tick)
    elif part == "cache write":
        write, save = caches.write_arrays, FaissIndex.save
        caches.write_arrays = lambda path, arrays: torn(lambda: write(path, arrays), path, tick)
        FaissIndex.save = lambda index, path: torn(lambda: save(index, path), path, tick)
    elif part == "rename":
        rename = os.replace
        os.replace = lambda source, target: (tick(), rename(source, target), tick())
    build_index([folder / "a"], index=folder / "index", config=CONFIG, embedder=embedder, stages=stages)


def traced(publish, tick):
    """Each statement that publishing runs is an event, COMMIT and what follows it too."""

    def publish_traced(build, *arguments, **options):
        build.connection.set_trace_callback(tick)
        publish(build, *arguments, **options)

    return publish_traced


def torn(write, path, tick):
    """Events before writing, with half of it written, and after."""
    tick()
    write()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    tick()
    path.write_bytes(whole)
    tick()


def run(folder, part, nth):
    """Whether the child was killed, rather than done before the nth event came."""
    child = SPAWN.Process(target=build_in_child, args=(folder, part, nth))
    child.start()
    child.join(60)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def read(folder):
    reader = open_index(folder / "index", config=CONFIG, embedder=HashEmbedder())
    with reader.snapshot() as snapshot:
        return contents(snapshot)


@pytest.fixture(scope="module")
def nothing():
    """What an index says that was made and not yet filled."""
    with memory_index([], config=CONFIG, embedder=HashEmbedder()).snapshot() as snapshot:
        return contents(snapshot)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A folder with a history: its index of before, and what an index must say before and after the next build."""
    folder = tmp_path_factory.mktemp("crash")
    (folder / "a").mkdir()
    for number in range(6):
        (folder / "a" / f"{number}.txt").write_text(make_article(number), encoding="utf-8")
    build_index([folder / "a"], index=folder / "index", config=CONFIG, embedder=HashEmbedder())
    before = read(folder)
    shutil.copytree(folder / "index", folder / "saved")
    for number in range(20, 26):
        (folder / "a" / f"{number}.txt").write_text(make_article(number, paragraphs=6), encoding="utf-8")
    (folder / "a" / "1.txt").write_text(make_article(31), encoding="utf-8")
    (folder / "a" / "2.txt").unlink()
    (folder / "a" / "3.txt").rename(folder / "a" / "33.txt")
    shutil.rmtree(folder / "index")
    build_index([folder / "a"], index=folder / "index", config=CONFIG, embedder=HashEmbedder())
    return folder, before, read(folder)


def begin(folder, scenario):
    """The index of before, or none."""
    shutil.rmtree(folder / "index")
    if scenario == "update":
        shutil.copytree(folder / "saved", folder / "index")
    (folder / "log").unlink(missing_ok=True)


def check_after_kill(folder, before, after):
    """Opening works and gives one whole generation; the next build finishes the work and repeats none of it."""
    saved = embedded(folder / "log")
    try:
        seen = read(folder)
    except IndexNotFoundError:
        assert before[0] == {}
    else:
        assert seen in (before, after)
    embedder = RecordingEmbedder(folder / "log")
    build_index([folder / "a"], index=folder / "index", config=CONFIG, embedder=embedder)
    assert read(folder) == after
    assert embedder.passages == embedded(folder / "log")[len(saved) :]
    assert not [path.name for path in (folder / "index").iterdir() if path.name.startswith("staging")]
    again = build_index([folder / "a"], index=folder / "index", config=CONFIG, embedder=HashEmbedder())
    assert (again.added, again.updated, again.embedded) == (0, 0, 0)
    return Counter(saved) & Counter(embedder.passages)


@pytest.mark.parametrize("scenario", ["first", "update"])
@pytest.mark.parametrize("part", PARTS)
def test_killed_in(world, nothing, part, scenario):
    folder, before, after = world
    killed = 0
    for nth in PARTS[part]:
        begin(folder, scenario)
        if run(folder, part, nth):
            killed += 1
            start = before if scenario == "update" else nothing
            assert not check_after_kill(folder, start, after), f"embedded twice after a kill at event {nth}"
    assert killed >= 4, f"only {killed} kills hit {part}"


@pytest.mark.parametrize("scenario", ["first", "update"])
def test_killed_at_random_moments(world, nothing, scenario):
    """At most the batch that was in work when the kill came is embedded again."""
    folder, before, after = world
    chance = random.Random(scenario)
    for _ in range(8):
        begin(folder, scenario)
        child = SPAWN.Process(target=build_in_child, args=(folder, "", 0))
        child.start()
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        child.join()
        twice = check_after_kill(folder, before if scenario == "update" else nothing, after)
        assert twice.total() <= CONFIG.batch_size


def test_killed_again_and_again_until_it_is_done(world):
    """Each attempt dies at its third batch; together they embed every text once."""
    folder, _, after = world
    begin(folder, "first")
    attempts = 1
    while run(folder, "embedding", 3):
        attempts += 1
        assert attempts < 50
    assert attempts > 3
    assert max(Counter(embedded(folder / "log")).values()) == 1
    assert read(folder) == after
