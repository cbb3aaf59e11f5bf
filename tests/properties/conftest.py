"""One profile for all properties: the first example of a run loads tables, so no example is timed.

EXAMPLES=3000 in the environment looks harder.
"""

import os

from hypothesis import settings

settings.register_profile("untimed", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "100")))
settings.load_profile("untimed")
