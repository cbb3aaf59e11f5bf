"""The scripts that made the trained files under rag/models, with their data notes and seeds. Nothing imports them."""
