"""The ways in for programs: gradio_client against a running server, and plain requests against its routes."""

import json
import urllib.error
import urllib.request

import pytest
from room_fakes import FakeRoom

from index.config import IndexConfig
from rag.config import RagConfig


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    from rag.ui import start

    config = RagConfig(index=IndexConfig(max_file_mb=0.05))
    running = start(config, port=0, tools=FakeRoom().tools(), collections=tmp_path_factory.mktemp("collections"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def client(server):
    from gradio_client import Client

    return Client(server.url, verbose=False)


def request(server, path, *, method="GET", body=None, headers=()):
    """Status, JSON or text."""
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    wanted = urllib.request.Request(f"{server.url}{path}", data=data, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(wanted, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_ask_gives_the_whole_answer(client):
    answer = client.predict("店主说了什么「书店不会搬走」?", api_name="/ask")
    assert answer["refused"] is False
    assert answer["citations"][0]["quote"] == "店主老周说，书店不会搬走。"


def test_ask_takes_history_and_filters_by_name(client):
    answer = client.predict(
        question="「书店」怎么样?", history=[["桥上有什么?", "路灯。"]], source="桥头", api_name="/ask"
    )
    assert {citation["title"] for citation in answer["citations"]} == {"桥上的灯"}


def test_search_gives_passages(client):
    hits = client.predict("书店", limit=2, api_name="/search")
    assert len(hits) == 2
    assert hits[0]["dense"] == 0.8


def test_quotations_give_who_said_what(client):
    found = client.predict(speaker="老周", about="搬走", api_name="/quotations")
    assert [(each["speaker"], each["text"]) for each in found] == [("老周", "书店不会搬走")]


def test_stream_gives_events_as_they_come(client):
    job = client.submit("店主说了什么「书店不会搬走」?", api_name="/stream")
    last = job.result()
    kinds = [event["event"] for event in (job.outputs()[-1] if job.outputs() else last)["events"]]
    assert kinds[:2] == ["retrieved", "extract"]
    assert kinds[-1] == "finished"


def test_a_question_that_cannot_be_asked_is_refused_in_words(client):
    with pytest.raises(Exception, match="empty"):
        client.predict("  ", api_name="/ask")


def test_the_endpoints_are_described_and_the_page_s_own_is_not(client):
    described = client.view_api(return_format="dict")["named_endpoints"]
    assert {"/ask", "/search", "/quotations", "/stream"} <= described.keys()
    assert "/build" not in described
    assert [each["parameter_name"] for each in described["/ask"]["parameters"]][:2] == ["question", "collection"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/room/start", 200),
        ("/room/assets/main.js", 200),
        ("/room/assets/..%2fserver.py", 404),
        ("/room/assets/nothing.js", 404),
        ("/gradio_api/file=/etc/passwd", 404),
        ("/room/library?collection=nowhere", 404),
        ("/room/article?uri=nothing", 400),
    ],
)
def test_routes_answer_with_their_status(server, path, status):
    assert request(server, path)[0] == status


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/room/paste", b"not json"),
        ("/room/paste", b"[]"),
        ("/room/paste", {"collection": 5}),
        ("/room/paste", {"collection": "demo", "text": "x"}),
        ("/room/remove", {"uri": "nothing"}),
        ("/room/feedback", {"right": 1}),
        ("/room/why", {"question": "x", "passages": "y"}),
    ],
)
def test_bad_requests_are_refused_with_a_message(server, path, body):
    status, text = request(server, path, method="POST", body=body)
    assert status == 400
    assert json.loads(text)["error"]["message"]


def test_an_upload_over_the_limit_is_refused_before_it_is_read(server):
    limit = int(server.room.config.index.max_file_mb * 2**20)
    request(server, "/room/collections", method="POST", body={"name": "收件"})
    name = "/room/upload?collection=%E6%94%B6%E4%BB%B6&name=x.txt"
    assert request(server, name, method="PUT", body=b"x" * (limit + 1))[0] == 413
    assert request(server, name, method="PUT", body=b"x")[0] == 200


def test_the_server_answers_to_loopback_names_only(server):
    assert request(server, "/room/start", headers={"Host": "evil.example"})[0] == 403
    assert (
        request(server, "/room/stop", method="POST", body={"ticket": "x"}, headers={"Origin": "https://evil.example"})[
            0
        ]
        == 403
    )


def test_a_port_that_is_taken_is_said_so(server):
    from index.errors import RagError
    from rag.ui import start

    with pytest.raises(RagError, match="cannot listen"):
        start(RagConfig(), port=int(server.url.rsplit(":", 1)[1]), tools=FakeRoom().tools())


def test_an_index_that_is_not_there_is_said_so(tmp_path):
    from index.errors import IndexNotFoundError
    from rag.ui import launch

    with pytest.raises(IndexNotFoundError, match="no index"):
        launch(RagConfig(), index=tmp_path / "absent")
