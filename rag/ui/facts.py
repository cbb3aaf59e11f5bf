"""What the page tells of the system itself: models, limits, example questions."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

from index.config import BUNDLED
from rag.config import RagConfig
from rag.ui.library import Collection

if TYPE_CHECKING:
    from index.snapshot import Snapshot

EXAMPLES = 4
_ARTICLES_FOR_EXAMPLES = 6
# The bundled weights and the terms that they come under; NOTICE has the texts.
_BUNDLED_MODELS = {
    "embedder": ("multilingual-e5-small", "MIT"),
    "generator": ("Gemma 3 270M", "Gemma Terms of Use"),
}


def models(config: RagConfig) -> list[dict[str, str]]:
    """Name, licence (where we know it) and device of the two models."""
    chosen = (
        ("embedder", config.index.embedder, config.index.device),
        ("generator", config.generator.model, config.generator.device),
    )
    return [_model(role, name, device) for role, name, device in chosen]


def _model(role: str, name: str, device: str) -> dict[str, str]:
    if name == "none":
        return {"role": role, "name": "–", "license": "", "device": ""}
    shown, license_name = _BUNDLED_MODELS[role] if name == BUNDLED else (name, "")
    return {"role": role, "name": shown, "license": license_name, "device": resolved(device)}


def resolved(device: str) -> str:
    """What "auto" means here, once torch is loaded; it is not loaded for this."""
    torch = sys.modules.get("torch")
    if device != "auto" or torch is None:
        return device
    return "cuda" if torch.cuda.is_available() else "cpu"


def examples(collection: Collection, snapshot: Snapshot | None) -> list[str]:
    """Questions that the open collection can answer: the demo's own, else about those who are quoted most."""
    if collection.path is None:
        return demo_examples()
    if snapshot is None:
        return []
    spoken: Counter[str] = Counter()
    for article_id in most_quoting(snapshot, _ARTICLES_FOR_EXAMPLES):
        spoken.update(quotation.speaker for quotation in snapshot.article(article_id).quotations)
    speakers = [speaker for speaker, _ in spoken.most_common(EXAMPLES - 1)]
    return [*(f"{speaker}说了什么？" for speaker in speakers), "库里有哪些文章？"]


def most_quoting(snapshot: Snapshot, limit: int) -> list[int]:
    """Ids of the articles with most quotations; those without any are left out."""
    infos = sorted((info for info in snapshot.articles() if info.quotations), key=lambda info: -info.quotations)
    return [info.article_id for info in infos[:limit]]


def demo_examples() -> list[str]:
    """The first answerable questions of the demo, each of another kind."""
    from rag.demo import demo_questions

    found: dict[str, str] = {}
    for line in demo_questions().read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("answerable", True):
            found.setdefault(entry.get("type", ""), entry["q"])
    return list(found.values())[:EXAMPLES]
