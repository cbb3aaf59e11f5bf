import pytest

torch = pytest.importorskip("torch")

from rag import evidence_network as network  # noqa: E402


@pytest.fixture(scope="module")
def weights() -> dict[str, object]:
    """A network of the real shape with random weights and forty words."""
    generator = torch.Generator().manual_seed(1)

    def draw(*shape: int) -> object:
        return torch.randn(*shape, generator=generator) * 0.05

    wide = network.WIDTH
    table = {"embeddings.words": draw(40, wide), "embeddings.places": draw(64, wide)}
    shapes = {"both": (3 * wide, wide), "out": (wide, wide), "up": (2 * wide, wide), "down": (wide, 2 * wide)}
    names = [f"layer.{layer}" for layer in range(network.APART + network.TOGETHER)]
    for name in names:
        for part, (high, low) in shapes.items():
            table[f"{name}.{part}.weight"], table[f"{name}.{part}.bias"] = draw(high, low), draw(high)
    for name in ("embeddings.norm", *(f"{name}.{part}" for name in names for part in ("norm", "last"))):
        table[f"{name}.weight"], table[f"{name}.bias"] = 1 + draw(wide), draw(wide)
    table["reader.side"] = draw(2, wide)
    for part, (high, low) in {"pool": (wide, 3 * wide), "relevance": (1, wide), "span": (2, wide)}.items():
        table[f"reader.{part}.weight"], table[f"reader.{part}.bias"] = draw(high, low), draw(high)
    return table


def batch_of(rows: list[list[int]], question: list[int]) -> network.Batch:
    width = max(map(len, rows))
    ids = torch.tensor([row + [1] * (width - len(row)) for row in rows])
    mask = torch.tensor([[True] * len(row) + [False] * (width - len(row)) for row in rows])
    asked = torch.tensor([question])
    return network.Batch(asked, torch.ones_like(asked, dtype=torch.bool), ids, mask)


def test_a_reading_does_not_depend_on_its_company(weights: dict[str, object]) -> None:
    rows = [[0, 5, 6, 7, 2], [0, 8, 9, 10, 11, 12, 13, 14, 2], [0, 30, 2]]
    with torch.no_grad():
        together = network.forward(weights, batch_of(rows, [0, 20, 21, 2]))
        for place, row in enumerate(rows):
            alone = network.forward(weights, batch_of([row], [0, 20, 21, 2]))
            assert torch.allclose(alone.relevance[0], together.relevance[place], atol=1e-4)
            assert torch.allclose(alone.start[0], together.start[place, : len(row)], atol=1e-4)
            assert torch.allclose(alone.end[0], together.end[place, : len(row)], atol=1e-4)


def test_padding_is_never_part_of_a_span(weights: dict[str, object]) -> None:
    with torch.no_grad():
        logits = network.forward(weights, batch_of([[0, 5, 2], [0, 5, 6, 7, 8, 2]], [0, 20, 2]))
    assert (logits.start[0, 3:] <= -1e4).all()
    assert (logits.end[0, 3:] <= -1e4).all()


def test_the_question_changes_the_reading(weights: dict[str, object]) -> None:
    with torch.no_grad():
        one = network.forward(weights, batch_of([[0, 5, 6, 7, 2]], [0, 20, 2]))
        other = network.forward(weights, batch_of([[0, 5, 6, 7, 2]], [0, 33, 2]))
    assert not torch.allclose(one.start, other.start, atol=1e-4)


def test_no_gradient_reaches_the_layers_that_stay(weights: dict[str, object]) -> None:
    table = {name: tensor.clone().requires_grad_() for name, tensor in weights.items()}  # type: ignore[attr-defined]
    network.forward(table, batch_of([[0, 5, 6, 2]], [0, 20, 2])).start.sum().backward()
    reached = {name for name, tensor in table.items() if tensor.grad is not None}
    assert reached
    assert all(network.is_taught(name) for name in reached)


def test_a_packed_difference_comes_back_small_and_close(weights: dict[str, object]) -> None:
    generator = torch.Generator().manual_seed(2)
    taught = {
        name: tensor + torch.randn(tensor.shape, generator=generator) * 0.01  # type: ignore[attr-defined, operator]
        for name, tensor in weights.items()
        if network.is_taught(name)
    }
    base = {name: tensor for name, tensor in weights.items() if not name.startswith("reader.")}
    packed = network.pack_difference(taught, base)
    again = network.apply_difference(base, packed)
    assert again.keys() == weights.keys()
    for name, tensor in taught.items():
        before = base.get(name, torch.zeros(()))
        lost = (again[name] - tensor).norm() / (tensor - before).norm()
        assert lost < 0.13, name
    bits = sum(8 * tensor.numel() * tensor.element_size() for tensor in packed.values())
    assert bits < 5.2 * sum(tensor.numel() for tensor in taught.values())


def test_nothing_taught_changes_nothing(weights: dict[str, object]) -> None:
    base = {name: tensor for name, tensor in weights.items() if not name.startswith("reader.")}
    packed = network.pack_difference({name: base[name] for name in base if network.is_taught(name)}, base)
    again = network.apply_difference(base, packed)
    assert all(torch.equal(again[name], base[name]) for name in base)
