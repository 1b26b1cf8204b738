"""The best answers to a group of equal questions, among the replies that agents gave."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec.structs import replace

from coach import languages
from coach.candidates import FaqAnswer
from coach.faq.answer_quality import Reply, scores, units
from coach.faq.asking import Asked, Given
from coach.faq.normalise import normalise
from coach.faq.questions import is_question
from coach.languages import Language
from coach.similar import near_groups, ngram_vectors
from coach.taxonomy import topics

NO_ANSWER = frozenset({"deflection", "perfunctory", "refusal", "off_topic", "blame"})
"""Flags of replies that do not answer well, whatever they say."""

_NEVER = frozenset({"deflection", "off_topic", "blame"})
"""Flags of replies that are no source at all; a curt no may still be the answer when nobody said more."""

_PUTS_OFF = frozenset({"hold", "transfer", "promise", "greet", "welcome", "farewell", "thank", "apologise"})

A_PHRASE = 20
"""Up to how many units of text a clause with a greeting or a promise says nothing else."""

LISTED = 3
COMPARED = 400
"""How many distinct replies are compared at most, the most frequent first."""

REMEMBERED = 50_000
"""How many replies are kept with what they tell: the same ones are given again and again."""

_FOR_ONE_ORDER = re.compile(
    r"(?:订单编?号|单号|order (?:number|no\.?|id)|n[uú]mero de pedido)\W{0,3}\d{6}|(?<!\d)\d{15}|\[[a-z]+(?:_[a-z]+)?\]"
    r"|(?<!可以)核对一?下",
    re.IGNORECASE,
)
"""What a reply to one customer about one order has: its number, masked personal data, "please check"."""

_NO_SPEECH = re.compile(r"\W*(?:null|none|undefined)?\W*|【系统】.*", re.IGNORECASE)
_QUESTION_MARK = re.compile(r"\s*[?？]")


def best_answers(asked: Sequence[Asked], question: str = "") -> tuple[FaqAnswer, ...]:
    """Up to three replies to a `question`, best first, no two nearly equal; empty when nobody answered well.

    What makes an answer good is in `coach.faq.answer_quality`. Messages of a reply that only greet, put off or ask back
    are left out. `n` counts the replies that are nearly equal to it.
    """
    replies = distinct_replies(asked)[:COMPARED]
    if not replies:
        return ()
    scored = zip(scores(replies, question), replies, strict=True)
    ranked = [reply for _, reply in sorted(scored, key=lambda pair: (-round(pair[0], 6), pair[1].given.text))]
    leaders = near_groups(ngram_vectors([normalise(reply.given.text) for reply in ranked]))
    counts = Counter[int]()
    for leader, reply in zip(leaders, ranked, strict=True):
        counts[leader] += reply.n
    return tuple(_shown(ranked[leader], counts[leader]) for leader in sorted(counts)[:LISTED])


def _shown(reply: Reply, n: int) -> FaqAnswer:
    given = reply.given
    return FaqAnswer(text=given.text, agent=given.agent, session=reply.session, message_id=given.message_id, n=n)


def distinct_replies(asked: Sequence[Asked]) -> list[Reply]:
    """The replies that answer, one for all of the same text, most frequent first."""
    by_text: dict[str, list[tuple[Asked, Given]]] = {}
    for one in asked:
        if one.answer and (text := told(one.answer, languages.get(one.language))):
            by_text.setdefault(normalise(text), []).append((one, replace(one.answer, text=text)))
    items, kinds = Counter(one.item for one in asked if one.item), Counter(one.type for one in asked)
    item, kind = (min(counts, key=lambda name: (-counts[name], name), default=None) for counts in (items, kinds))
    found = []
    for same in by_text.values():
        first, given = min(same, key=lambda pair: (pair[0].session, pair[1].message_id))
        found.append(
            Reply(
                given=given,
                session=first.session,
                language=first.language,
                n=len({(one.session, reply.message_id) for one, reply in same}),
                questions=tuple(text for text, _ in Counter(one.text for one, _ in same).most_common()),
                other_type=_share(one.type != kind for one, _ in same),
                other_item=_share(one.item not in (None, item) for one, _ in same),
                on_topic=kind in topics(given.text, language=first.language),
                ordered=_share(one.followed_by_order for one, _ in same),
                thanked=_share(one.thanked for one, _ in same),
            )
        )
    return sorted(found, key=lambda reply: (-reply.n, reply.given.text))


def told(given: Given, speech: Language) -> str:
    """What the reply says that holds for others too, without messages that only greet, put off or ask back.

    "" when that is nothing, or the reply is flagged as no answer.
    """
    return "" if not _NEVER.isdisjoint(given.flags) else _told(given.text, "probe" in given.moves, speech.code)


@lru_cache(maxsize=REMEMBERED)
def _told(text: str, probes: bool, language: str) -> str:
    speech = languages.get(language)
    kept = "\n".join(line.strip() for line in text.splitlines() if _says(line, probes, speech))
    return "" if _FOR_ONE_ORDER.search(kept) else kept


def _says(line: str, probes: bool, speech: Language) -> bool:
    if _NO_SPEECH.fullmatch(line):
        return False
    return not all(
        _asks_back(line, span, probes, speech) or _puts_off(line, span, speech) for span in speech.clauses(line)
    )


def _asks_back(line: str, span: tuple[int, int], probes: bool, speech: Language) -> bool:
    clause, rest = line[slice(*span)], line[span[1] :]
    marked = clause.endswith(("?", "？")) or _QUESTION_MARK.match(rest) is not None
    return marked or (probes and is_question(clause, speech))


def _puts_off(line: str, span: tuple[int, int], speech: Language) -> bool:
    clause = line[slice(*span)]
    return units(clause, speech) <= A_PHRASE and not _PUTS_OFF.isdisjoint(speech.acts(clause))


def _share(holds: Iterable[bool]) -> float:
    values = list(holds)
    return sum(values) / len(values)
