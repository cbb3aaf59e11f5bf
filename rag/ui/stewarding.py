"""The endpoint that indexes a collection, through the queue so that one build runs at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import RagError
from rag.ui.building import run_build
from rag.ui.room import ReadingRoom


def register_stewarding(server: Any, room: ReadingRoom, *, local: bool) -> None:
    """Put `build` on a `gradio.Server`; it is the page's own and not described to programs.

    Only when `local` may a visitor name a folder of this machine.
    """

    def build(collection: str = "", folder: str = "", ticket: str = "") -> Iterator[dict[str, Any]]:
        try:
            target = room.library.get(collection)
            if folder and not local:
                raise RagError("Folders can be named on this machine only.", hint="Upload the files.")
            paths = [Path(folder).expanduser()] if folder else room.roots(target)
            if target.path is None:
                raise RagError("The demo is not indexed from the page.", hint="Choose another collection.")
            yield from run_build(room.tools.build_index, paths, index=target.path, stopped=lambda: room.stopped(ticket))
        except RagError as error:
            yield {"error": {"message": error.message, "hint": error.hint, "cancelled": False}}

    server.api(build, name="build", concurrency_limit=1, concurrency_id="building", api_visibility="undocumented")
