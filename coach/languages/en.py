"""English: clauses at sentence marks, line ends and before a coordinated question."""

import re

from coach.languages.language import LANGUAGES
from coach.languages.latin import LatinLanguage

_QUESTION = (
    r"(?:what|whats|when|where|why|who|which|how|is|are|was|do|does|did|can|could|will|would|should|has|have you"
    r"|any chance)\b"
)
_BREAKS = re.compile(
    r"(?P<whole>https?://\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.\w{1,24}){1,4})"
    r"|(?P<mark>[?!]+(?=\W|$)|[?!]+(?=[A-Z]))"
    r"|\.+(?=\s|$)|…+|;|[\r\n\u2028]+"
    rf"|\s*,?\s+(?:and|also|plus|but)\s+(?={_QUESTION})",
    re.IGNORECASE,
)
_LIGHT = re.compile(r"(?:\W|_|\b(?:hi|hey|hiya|pls|please|lol|sir|madam|um|uh|hmm|oh|so|well|and)\b)+", re.IGNORECASE)

LANGUAGES.add("en", LatinLanguage("en", breaks=_BREAKS, light=_LIGHT))
