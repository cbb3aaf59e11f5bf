"""How the evidence reader is shown text: folded, behind the prefixes that the bundled encoder was trained with."""

QUESTION = "query: "
PASSAGE = "passage: "
