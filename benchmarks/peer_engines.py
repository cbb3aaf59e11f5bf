"""One system indexes the passages of a task and answers its questions; run by `benchmarks/peers.py` in its environment.

    python peer_engines.py NAME TASK.json SCRATCH

Imports and loading the model do not count, nor does the first question. Prints one line of JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

NEAREST = 12
PASSAGE, QUESTION = "passage: ", "query: "
Find = Callable[[str], Sequence[int]]  # the numbers of the paragraphs of the passages found, best first


def this_project(task: dict[str, Any], scratch: Path) -> tuple[Callable[[], Find], Callable[[], object]]:
    from index.embedding import load_embedder
    from rag import Chatbot, load_config
    from rag.api import build_index

    config = load_config(flags={"generator.model": "none"})
    embedder = load_embedder(config.index)

    def index() -> Find:
        build_index([task["articles"]], index=scratch / "index", config=config)
        chatbot = Chatbot(index=scratch / "index", config=config, embedder=embedder)
        return lambda question: [int(Path(hit.uri).stem) for hit in chatbot.search(question, limit=NEAREST)]

    return index, lambda: embedder.embed_passages(["山"])


def by_hand(task: dict[str, Any], scratch: Path) -> tuple[Callable[[], Find], Callable[[], object]]:
    import faiss
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(task["model"], device="cpu", local_files_only=True)

    def index() -> Find:
        vectors = model.encode([PASSAGE + text for text, _ in task["passages"]], normalize_embeddings=True)
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)

        def find(question: str) -> Sequence[int]:
            _, rows = flat.search(model.encode([QUESTION + question], normalize_embeddings=True), NEAREST)
            return [task["passages"][row][1] for row in rows[0]]

        return find

    return index, lambda: model.encode(["山"])


def txtai(task: dict[str, Any], scratch: Path) -> tuple[Callable[[], Find], Callable[[], object]]:
    from txtai import Embeddings

    store = Embeddings(path=task["model"], content=True, instructions={"query": QUESTION, "data": PASSAGE}, gpu=False)

    def index() -> Find:
        store.index((str(number), text, None) for number, (text, _) in enumerate(task["passages"]))

        def find(question: str) -> Sequence[int]:
            return [task["passages"][int(row["id"])][1] for row in store.search(question, NEAREST)]

        return find

    return index, lambda: store.batchtransform(["山"])


def llama_index(task: dict[str, Any], scratch: Path) -> tuple[Callable[[], Find], Callable[[], object]]:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    model = HuggingFaceEmbedding(
        model_name=task["model"],
        query_instruction=QUESTION,
        text_instruction=PASSAGE,
        device="cpu",
        embed_batch_size=32,
    )

    def index() -> Find:
        nodes = [TextNode(text=text, id_=str(number)) for number, (text, _) in enumerate(task["passages"])]
        retriever = VectorStoreIndex(nodes, embed_model=model).as_retriever(similarity_top_k=NEAREST)
        return lambda question: [task["passages"][int(found.node_id)][1] for found in retriever.retrieve(question)]

    return index, lambda: model.get_text_embedding("山")


def haystack(task: dict[str, Any], scratch: Path) -> tuple[Callable[[], Find], Callable[[], object]]:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import ComponentDevice
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    common = {"model": task["model"], "device": ComponentDevice.from_str("cpu"), "progress_bar": False}
    for_passages = SentenceTransformersDocumentEmbedder(prefix=PASSAGE, normalize_embeddings=True, **common)
    for_questions = SentenceTransformersTextEmbedder(prefix=QUESTION, normalize_embeddings=True, **common)

    def load() -> None:
        for_passages.warm_up()
        for_questions.warm_up()

    def index() -> Find:
        documents = [Document(id=str(number), content=text) for number, (text, _) in enumerate(task["passages"])]
        store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
        store.write_documents(for_passages.run(documents)["documents"])
        retriever = InMemoryEmbeddingRetriever(store, top_k=NEAREST)

        def find(question: str) -> Sequence[int]:
            found = retriever.run(for_questions.run(question)["embedding"])["documents"]
            return [task["passages"][int(document.id)][1] for document in found]

        return find

    return index, load


def raglite(task: dict[str, Any], scratch: Path) -> tuple[Callable[[], Find], Callable[[], object]]:
    import raglite  # noqa: F401 - to see whether it installs

    raise SystemExit("it embeds through llama.cpp or a service and takes no safetensors folder, so not these weights")


ENGINES = {
    "this project": this_project,
    "sentence-transformers + faiss": by_hand,
    "txtai": txtai,
    "llama-index": llama_index,
    "haystack": haystack,
    "raglite": raglite,
}


def main() -> None:
    name, path, scratch = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    task = json.loads(path.read_text(encoding="utf-8"))
    index, load = ENGINES[name](task, scratch)
    load()
    started = time.perf_counter()
    find = index()
    seconds = time.perf_counter() - started
    find("山")
    times, right = [], 0
    for question, paragraph in task["questions"]:
        started = time.perf_counter()
        found = list(find(question))
        times.append(1000 * (time.perf_counter() - started))
        right += bool(found) and found[0] == paragraph
    recall = right / len(task["questions"])
    print(
        json.dumps({"index": seconds, "question": statistics.median(times), "recall": recall, "memory": peak_memory()})
    )


def peak_memory() -> float:
    """In megabytes; what its parent had does not count."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
