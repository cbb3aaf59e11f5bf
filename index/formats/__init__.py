"""Files of many formats to articles."""

from index.formats.loading import SUPPORTED_SUFFIXES, article_from_text, load_file

__all__ = ["READERS_VERSION", "SUPPORTED_SUFFIXES", "article_from_text", "load_file"]

# Bump by hand whenever a change to a format, an encoding or the finding of posts (`index.threads`) can change the text,
# marks or posts of any file: indexes built by another version are refused.
READERS_VERSION = "1"
