"""The command line as a program calls it: exit codes, what is on stdout, and errors without a traceback."""

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from index.formats import article_from_text
from index.reader import memory_index
from rag import cli
from rag.chatbot import Chatbot
from rag.commands import options
from rag.config import load_config
from rag.testing import HashEmbedder

TEXT = "灯塔的故事\n2023年5月8日 来源：海岸日报\n灯塔高42米，建于清末。守塔人罗大海说，夜里风大的时候，塔会轻轻摇晃。\n"


@pytest.fixture
def run(monkeypatch):
    """Run a command over a small index in memory."""
    config = load_config(
        environment={}, flags={"index.embedder": "hash", "generator.model": "none", "refusal.probability": 0.185}
    )
    embedder = HashEmbedder()
    reader = memory_index([article_from_text(TEXT, uri="tower")], config=config.index, embedder=embedder)
    bot = Chatbot(config=config, embedder=embedder, reader=reader)
    monkeypatch.setattr(options, "open_chatbot", lambda index, config: bot)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(cli.app, list(arguments))


def test_an_answer_exits_with_0_and_shows_its_citation(run):
    result = run("ask", "灯塔高多少米?")
    assert result.exit_code == 0
    assert "42米" in result.stdout
    assert "tower:" in result.stdout


def test_a_refusal_exits_with_3_and_says_why(run):
    result = run("ask", "红烧肉要炖多久?")
    assert result.exit_code == 3
    assert "红烧肉" in result.stdout


def test_json_is_the_answer_and_nothing_else(run):
    answer = json.loads(run("ask", "灯塔高多少米?", "--json").stdout)
    assert answer["refused"] is False
    assert answer["citations"][0]["uri"] == "tower"
    assert json.loads(run("ask", "红烧肉要炖多久?", "--json").stdout)["refused"] is True


def test_list_search_and_who(run):
    assert "灯塔的故事" in run("list").stdout
    assert run("search", "灯塔").exit_code == 0
    assert json.loads(run("search", "灯塔", "--json").stdout)[0]["uri"] == "tower"
    assert "罗大海" in run("who", "摇晃").stdout
    assert run("who", "--speaker", "无此人").exit_code == 3


def test_eval_prints_a_summary(run, tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"id": "1", "q": "灯塔高多少米?", "must": [["42米"]]}\n{"id": "2", "q": "红烧肉要炖多久?", "answerable": false}\n',
        encoding="utf-8",
    )
    result = json.loads(run("eval", str(path), "--json").stdout)
    assert (result["summary"]["right"], result["summary"]["refused_rightly"]) == (1, 1)
    assert result["summary"]["citations"] == result["summary"]["citations_exact"] > 0


def test_clean_shows_what_goes(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("灯塔很高。\u200b\n灯塔很旧。\n", encoding="utf-8")
    assert "invisible" in run("clean", str(path)).stdout
    assert run("clean", str(path), "--text").stdout.split() == ["灯塔很高。", "灯塔很旧。"]


@pytest.mark.parametrize("arguments", [["ask"], ["index"], ["search", "x", "--limit", "0"], ["nothing"]])
def test_wrong_use_exits_with_2(run, arguments):
    assert run(*arguments).exit_code == 2


def program(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "问", "--index", "/no/such/index"], 1, "rag index"),
        (["ask", "问", "--config", "/no/such/file.toml"], 2, "cannot read"),
        (["eval", "/no/such/file.jsonl"], 1, "cannot read"),
    ],
)
def test_errors_are_one_message_with_what_mends_them(arguments, code, says):
    result = program(*arguments)
    assert result.returncode == code
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_an_unknown_key_names_the_nearest():
    result = program("list", RAG_INDEX_BACH_SIZE="3")
    assert result.returncode == 2
    assert "RAG_INDEX_BATCH_SIZE" in result.stderr


def test_an_unknown_model_names_what_can_be_set(tmp_path):
    result = program("ask", "问", RAG_INDEX_EMBEDDER="no-such/model", RAG_CACHE=str(tmp_path))
    assert result.returncode == 1
    assert "allow_hub" in result.stderr
    assert "Traceback" not in result.stderr
