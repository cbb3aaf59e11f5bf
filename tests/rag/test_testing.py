import threading

import pytest

from rag.testing import ScriptedGenerator


def test_scripts_are_given_in_turn_and_prompts_recorded():
    generator = ScriptedGenerator(["甲", "乙"])
    generator.enqueue(["丙"])
    assert list(generator.generate("一", max_new_tokens=9)) == ["甲", "乙"]
    assert list(generator.generate("二", max_new_tokens=9)) == ["丙"]
    assert list(generator.generate("三", max_new_tokens=9)) == []
    assert generator.prompts == ["一", "二", "三"]


def test_an_event_holds_the_stream():
    gate = threading.Event()
    stream = ScriptedGenerator(["甲", gate, "乙"]).generate("?", max_new_tokens=9)
    assert next(stream) == "甲"
    later = threading.Timer(0.05, gate.set)
    later.start()
    assert next(stream) == "乙"
    assert gate.is_set()
    later.join()


def test_the_stream_obeys_stop_limit_and_cancel():
    script = ["甲", "乙\n丙", "丁"]
    assert "".join(ScriptedGenerator(script).generate("?", max_new_tokens=9, stop=["\n"])) == "甲乙"
    assert list(ScriptedGenerator(script).generate("?", max_new_tokens=1)) == ["甲"]
    seen = []
    for piece in ScriptedGenerator(script).generate("?", max_new_tokens=9, cancelled=lambda: bool(seen)):
        seen.append(piece)
    assert seen == ["甲"]


def test_cancelling_frees_a_held_stream():
    held = ScriptedGenerator([threading.Event(), "甲"]).generate("?", max_new_tokens=9, cancelled=Cancelled(after=3))
    assert list(held) == []


def test_an_enqueued_exception_is_raised_in_its_place():
    stream = ScriptedGenerator(["甲", RuntimeError("broken")]).generate("?", max_new_tokens=9)
    assert next(stream) == "甲"
    with pytest.raises(RuntimeError, match="broken"):
        next(stream)


class Cancelled:
    """False for the first calls, then true."""

    def __init__(self, after):
        self.left = after

    def __call__(self):
        self.left -= 1
        return self.left < 0
