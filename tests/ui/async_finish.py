"""Coroutines in tests."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def finish(coroutine):
    """What a coroutine returns. It has a thread of its own: Playwright, in the same run, keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
