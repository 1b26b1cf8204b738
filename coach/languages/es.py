"""Spanish: clauses at sentence marks, line ends and before a coordinated question."""

import re

from coach.languages.language import LANGUAGES
from coach.languages.latin import LatinLanguage

_QUESTION = (
    r"(?:qu[eé]|q|cu[aá]l(?:es)?|cu[aá]nd[oa]|cu[aá]nt[oa]s?|d[oó]nde|c[oó]mo|por qu[eé]|xq|qui[eé]n"
    r"|puedo|puede[ns]?|pod[eé]is|tienen?|tienes|ten[eé]is|hay|si puedo|me puede[ns]?|es|son|viene|trae|sirve)\b"
)
_BREAKS = re.compile(
    r"(?P<whole>https?://\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.\w{1,24}){1,4})"
    r"|(?P<mark>[?!]+)"
    r"|\.+(?=\s|$)|…+|;|[\r\n\u2028]+|(?=¿)"
    rf"|\s*,?\s+(?:y|e|tambi[eé]n|pero)\s+(?={_QUESTION})",
    re.IGNORECASE,
)
_LIGHT = re.compile(
    r"(?:\W|_|\b(?:hola|holi|porfa|por favor|jaja\w*|señora?|señorita|eh|ah|oh|pues|bueno|mm+|y)\b)+", re.IGNORECASE
)

LANGUAGES.add("es", LatinLanguage("es", breaks=_BREAKS, light=_LIGHT))
