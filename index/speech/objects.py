"""Who in a clause is no subject of it: whom somebody speaks to, looks at or moves to do something; what opens with a preposition."""

from __future__ import annotations

import re
from collections.abc import Container

from index.speech.mentions import Mention
from index.speech.scene import Scene
from index.words import tag_words

_PRELUDE = re.compile(r"(?:在|对|向|从|由|以|为|面对|针对|关于|围绕|作为|通过|就|朝|冲|跟|与|和|给|把|被|让|据)")
NEVER = {True: "对向跟给", False: "对向跟给在于"}  # before a person, before anything else
OBJECT_OF = frozenset("对向跟和与给据被把")
# Before whom somebody speaks to, looks at or moves to do something: 指着读者喊道, 试图让店主明白.
_ACTED_ON = re.compile(r"(?:[对指冲朝向望看盯瞪拉]着|试图让|为了让|[^,。]让)$")


def is_object(scene: Scene, start: int, mention: Mention, prepositions: Container[str] = OBJECT_OF) -> bool:
    """Whether a preposition stands before a mention that does not open its clause, or a verb that acts on somebody."""
    if mention.start <= start:
        return False
    return scene.folded[mention.role_start - 1] in prepositions or is_acted_on(scene, start, mention)


def is_acted_on(scene: Scene, start: int, mention: Mention) -> bool:
    """Whether the words before a mention make somebody of it whom another acts on: 指着读者喊道."""
    return _ACTED_ON.search(scene.folded, max(start, mention.role_start - 3), mention.role_start) is not None


def opens_with_preposition(region: str) -> bool:
    """Whether the first word is a preposition (与 is, but not in 与会者)."""
    found = _PRELUDE.match(region)
    return found is not None and tag_words(region)[0].end == found.end()
