import pytest

from index.devices import choose_device
from index.errors import ConfigError


def pretend(monkeypatch, *, cuda=0, mps=False):
    monkeypatch.setattr("torch.cuda.is_available", lambda: cuda > 0)
    monkeypatch.setattr("torch.cuda.device_count", lambda: cuda)
    monkeypatch.setattr("torch.backends.mps.is_available", lambda: mps)


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"), [(0, False, "cpu"), (2, False, "cuda"), (0, True, "mps"), (1, True, "cuda")]
)
def test_auto_takes_the_fastest_there_is(monkeypatch, cuda, mps, chosen):
    pretend(monkeypatch, cuda=cuda, mps=mps)
    assert choose_device("auto", key="index.device") == chosen


def test_a_named_device_is_taken_when_it_exists(monkeypatch):
    pretend(monkeypatch, cuda=2)
    assert [choose_device(name, key="k") for name in ("cpu", "cuda", "cuda:1")] == ["cpu", "cuda", "cuda:1"]


@pytest.mark.parametrize("name", ["mps", "cuda:2", "cuda:x", "tpu", "", "CPU"])
def test_a_device_that_is_absent_is_one_message(monkeypatch, name):
    pretend(monkeypatch, cuda=2)
    with pytest.raises(ConfigError, match=r'index\.device = "auto"'):
        choose_device(name, key="index.device")
