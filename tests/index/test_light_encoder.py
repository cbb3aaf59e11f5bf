import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tiny_models import write_packed

from index.light_encoder import LightEncoder, gelu, softmax
from index.weights.e5 import convert_e5
from index.weights.safetensors_file import Tensor, map_safetensors, write_safetensors

NUMBERS = arrays(np.float32, (3, 5), elements=st.floats(-30, 30, width=32))


@given(NUMBERS)
def test_gelu_and_softmax_are_those_of_torch(values):
    tensor = torch.from_numpy(values)
    assert np.allclose(gelu(values), torch.nn.functional.gelu(tensor).numpy(), atol=1e-6)
    assert np.allclose(softmax(values), torch.softmax(tensor, -1).numpy(), atol=1e-6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("encoder")
    write_packed(folder / "packed.bin")
    convert_e5((folder / "packed.bin",), folder, progress=lambda _: None)
    return folder


def test_vectors_are_those_of_transformers_one_by_one_and_together(folder):
    from transformers import BertModel

    texts = [[0, 2], [0, 5, 6, 2], [0, *range(3, 17), 2], [7]]
    model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    light = LightEncoder(folder)
    together = light.encode(texts)
    assert together.shape == (4, 32) and together.dtype == np.float32
    for tokens, vector in zip(texts, together, strict=True):
        with torch.inference_mode():
            mean = model(torch.tensor([tokens])).last_hidden_state[0].mean(0)
        expected = (mean / mean.norm()).numpy()
        assert np.allclose(vector, expected, atol=1e-5)
        assert np.allclose(light.encode([tokens])[0], expected, atol=1e-5)


def test_longest_text_is_the_number_of_positions(folder):
    assert LightEncoder(folder).max_tokens == 16


def test_mapped_tensors_are_those_that_were_written(tmp_path):
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    write_safetensors(tmp_path / "m", [Tensor("a", (3, 4), lambda: values)], kind="F32")
    mapped = map_safetensors(tmp_path / "m")
    assert np.array_equal(mapped["a"], values)
    assert not mapped["a"].flags.writeable


def test_mapping_refuses_other_files(tmp_path):
    path = tmp_path / "m"
    write_safetensors(path, [Tensor("a", (64,), lambda: np.ones(64, np.float32))], kind="F32")
    whole = path.read_bytes()
    for content in (whole[:-1], whole[:20], whole[:3], b"\x00" * 64):
        path.write_bytes(content)
        with pytest.raises(ValueError):
            map_safetensors(path)
    write_safetensors(path, [Tensor("a", (4,), lambda: np.ones(4, np.float32))], kind="BF16")
    with pytest.raises(ValueError, match="BF16"):
        map_safetensors(path)
