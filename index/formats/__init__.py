"""Files of many formats to articles."""

from index.formats.loading import SUPPORTED_SUFFIXES, article_from_text, load_file

__all__ = ["SUPPORTED_SUFFIXES", "article_from_text", "load_file"]
