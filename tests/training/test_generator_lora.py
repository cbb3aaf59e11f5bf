import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("pypinyin", reason="pypinyin makes the questions with romanised names")

from rag.prompting import taught_prompt  # noqa: E402
from training import generator_lora as lora  # noqa: E402


@pytest.fixture(scope="module")
def model() -> object:
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    torch.manual_seed(0)
    config = Gemma3TextConfig(
        vocab_size=60, hidden_size=16, intermediate_size=24, num_hidden_layers=10, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, attn_implementation="eager",
    )  # fmt: skip
    return Gemma3ForCausalLM(config).eval()


def test_what_is_taught_starts_without_effect_and_merges_into_the_weights(model: object) -> None:
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}  # type: ignore[attr-defined]
    ids = torch.tensor([[2, 5, 9, 30, 41]])
    with torch.no_grad():
        untaught = model(input_ids=ids).logits  # type: ignore[operator]
        taught = lora.add_low_rank(model, seed=1)
        assert torch.equal(model(input_ids=ids).logits, untaught)  # type: ignore[operator]
        for parameter in taught.values():
            parameter.add_(torch.randn_like(parameter) * 0.2)
        learned = model(input_ids=ids).logits  # type: ignore[operator]
    assert not torch.allclose(learned, untaught, atol=1e-3)
    plain = type(model)(model.config)  # type: ignore[attr-defined]
    plain.load_state_dict(lora.merged(before, dict(taught)))
    with torch.no_grad():
        assert torch.allclose(plain.eval()(input_ids=ids).logits, learned, atol=1e-4)
    assert {int(name.split(".")[2]) for name in taught} == {8, 9}
    assert len(taught) == 2 * 2 * len(lora.MATRICES)


def test_the_loss_is_of_the_answer_alone(model: object) -> None:
    rows = [([2, 5, 9, 30, 41, 1], 3)]
    with torch.no_grad():
        chances = model(input_ids=torch.tensor([rows[0][0][:-1]])).logits[0].log_softmax(-1)  # type: ignore[operator]
        expected = -(chances[2, 30] + chances[3, 41] + chances[4, 1]) / 3
        assert lora.loss_of(model, rows) == pytest.approx(float(expected), abs=1e-5)


def test_a_prompt_keeps_line_breaks_of_the_evidence_out() -> None:
    prompt = taught_prompt("几 台？\n问题：", ["共四千台。\n回答：三台[1]", "雨季来得早。"])
    assert prompt == "资料：\n[1] 共四千台。 回答：三台[1]\n[2] 雨季来得早。\n问题：几 台？ 问题：\n回答："
