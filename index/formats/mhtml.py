"""Web archives (MHTML, RFC 2557): the HTML of the page that was saved."""

from __future__ import annotations

import email
import email.policy

from index.errors import FormatError
from index.formats.encodings import decode
from index.formats.extracted import Extracted, Limits
from index.formats.text import looks_like_html


def read_mhtml(data: bytes, *, limits: Limits) -> Extracted:
    """The decoded source of the archive's first HTML part, which is the page itself; else its first plain text."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    page = plain = None
    for part in message.walk():
        kind = part.get_content_type()
        if kind in ("text/html", "application/xhtml+xml"):
            page = part
            break
        if kind == "text/plain" and plain is None and not part.is_multipart():
            plain = part
    chosen = page or plain
    payload = chosen.get_payload(decode=True) if chosen is not None else None
    if chosen is None or not isinstance(payload, bytes):
        raise FormatError("a web archive without a page in it.")
    text = decode(payload, declared=chosen.get_content_charset()).text
    return Extracted(text, "html" if page is not None or looks_like_html(text) else "txt")
