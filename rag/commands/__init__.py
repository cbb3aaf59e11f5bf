"""The commands of `rag`, by what they are about. `rag.cli` lists them; `options` holds what they share."""
