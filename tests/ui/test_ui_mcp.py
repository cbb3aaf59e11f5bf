"""The endpoints as tools of the Model Context Protocol."""

import pytest
from async_finish import finish
from room_fakes import FakeRoom

from rag.config import RagConfig


def test_a_tool_user_finds_the_endpoints_and_asks(tmp_path):
    pytest.importorskip("mcp", reason='tools need the extra: pip install "gradio[mcp]"')
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    from rag.ui import start

    async def talk(url):
        async with streamablehttp_client(url) as (reading, writing, _), ClientSession(reading, writing) as session:
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            answer = await session.call_tool("ask", {"question": "店主说了什么「书店不会搬走」?"})
            return tools, answer.content[0].text

    running = start(RagConfig(), port=0, tools=FakeRoom().tools(), collections=tmp_path)
    try:
        tools, answer = finish(talk(f"{running.url}/gradio_api/mcp/"))
    finally:
        running.close()
    assert {"ask", "search", "quotations"} <= tools.keys()
    assert "build" not in tools
    assert "cited" in tools["ask"].description
    assert "书店不会搬走" in answer
