from dataclasses import asdict
from pathlib import Path

import pytest

from index.errors import ConfigError
from rag.config import RagConfig, load_config

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def test_default_file_equals_the_defaults():
    assert load_config(CONFIGS / "default.toml", environment={}) == RagConfig()


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.toml")), ids=lambda path: path.name)
def test_every_shipped_file_loads(path):
    assert load_config(path, environment={}) is not None


def test_flags_beat_the_environment_and_the_environment_beats_the_file(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text("[index]\nbatch_size = 8\nchunk_tokens = 99\n[generator]\nmodel = 'a'\n")
    environment = {"RAG_INDEX_BATCH_SIZE": "16", "RAG_GENERATOR_MODEL": "b", "RAG_CACHE": "/x"}
    config = load_config(path, environment=environment, flags={"generator.model": "c", "generator.device": None})
    assert (config.index.chunk_tokens, config.index.batch_size, config.generator.model) == (99, 16, "c")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[index]\nbach_size = 3\n", "batch_size"),
        ("[indx]\n", "index"),
        ("[index]\nbatch_size = 0\n", "between"),
        ("[index]\nbatch_size = 'many'\n", "int"),
        ("[index]\nfollow_links = 3\n", "bool"),
        ("[generator]\nprompt = 'poem'\n", "fewshot"),
        ("index = 3\n", "table"),
        ("[index\n", "TOML"),
    ],
)
def test_what_is_wrong_is_refused_with_a_hint(tmp_path, text, says):
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path, environment={})
    assert says in str(caught.value)


def test_unknown_variables_and_absent_files_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="RAG_INDEX_BATCH_SIZE"):
        load_config(environment={"RAG_INDEX_BACH_SIZE": "3"})
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path / "none.toml", environment={})


def test_every_key_can_be_set_from_the_environment():
    for table, keys in asdict(RagConfig()).items():
        for key, value in keys.items():
            name = f"RAG_{table}_{key}".upper()
            assert load_config(environment={name: str(value)}) == RagConfig(), name
