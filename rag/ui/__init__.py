"""The reading room in the browser."""

from __future__ import annotations

from rag.ui.server import Running, launch, start

__all__ = ["Running", "launch", "start"]
