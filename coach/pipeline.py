"""The path on one page: conversations in, one case a person out, and what rules and FAQ mining take from it."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from coach import languages, taxonomy
from coach.findings import Case, Opportunity, Order, Verdict
from coach.labels import LinkedSession
from coach.merge import merge
from coach.metrics.presets import load_presets
from coach.orders.cards import orders_of_cards
from coach.outcomes import join_orders
from coach.privacy import redact, redact_text
from coach.readers import Roster
from coach.requests import link
from coach.rules import active_rules
from coach.rules.cues import check_words
from coach.rules.own import OwnRule, read_own_rules
from coach.rules.own_check import as_rules
from coach.segment import segment
from coach.settings import Settings, load_settings
from coach.taxonomy import OwnType, read_own_types
from coach.transcript import Conversation, Session

AUTO = "auto"
"""The language that means: look at each conversation's own texts."""


class Plan(Struct, frozen=True):
    """What a run was told: small and picklable, so that each process builds its own `Coach` from it.

    `key` keys the hashes of redacted data; `seen_until` is the latest time in all that was read, if there is one;
    `own_types` and `own_rules` are the shop's own, as their files had them when the run began; `verdicts` are people's,
    oldest first. `order_cards` takes the orders from the cards in the chats, where no export was given.
    """

    settings: Settings = Settings()
    language: str = AUTO
    roster: Roster = Roster()
    key: bytes = b""
    seen_until: datetime | None = None
    own_types: tuple[OwnType, ...] = ()
    own_rules: tuple[OwnRule, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    order_cards: bool = False


class Coach:
    """Judges conversations: what each customer asked, how each agent answered, which acts were due.

    It holds the parts that a plan names, and refuses at once a preset or rule that does not exist; models and word
    lists are loaded when a language is first met.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        taxonomy.adopt(plan.own_types)
        self.presets = load_presets(plan.settings.metrics.presets)
        self.presets.for_platform("", chosen=plan.settings.metrics.preset)
        self.rules = active_rules(plan.settings.rules.off, own=as_rules(plan.own_rules))
        check_words(plan.settings.rules.words, languages=languages.codes())

    def cases(self, conversations: Iterable[Conversation], orders: Sequence[Order] = ()) -> tuple[Case, ...]:
        """One case a person, in a fixed order, from conversations that may overlap, with the orders that are theirs."""
        by_language: dict[str, list[Session]] = {}
        for person in merge(conversations, roster=self.plan.roster, zone=self.plan.settings.read.zone):
            code = self._language(person)
            by_language.setdefault(code, []).extend(self.sessions(person, code))
        linked = [one for code, sessions in by_language.items() for one in self.link(sessions, code)]
        owned = join_orders(orders, [one.session for one in linked])
        by_person: dict[str, list[LinkedSession]] = {}
        for one in linked:
            by_person.setdefault(one.session.person, []).append(one)
        if self.plan.order_cards:
            owned = {name: orders_of_cards(one.session for one in theirs) for name, theirs in by_person.items()}
        return tuple(self._case(theirs, owned.get(person, ())) for person, theirs in by_person.items())

    def sessions(self, person: Conversation, language: str) -> tuple[Session, ...]:
        """A merged conversation, redacted unless the settings keep personal data, cut into sessions."""
        if not self.plan.settings.privacy.keep_personal_data:
            person = redact(person, key=self.plan.key)
        return segment(person, language=languages.get(language), settings=self.plan.settings.session)

    def link(self, sessions: Sequence[Session], language: str) -> list[LinkedSession]:
        """The sessions of one language labelled and linked, in order; distinct texts are classified once."""
        from coach.classifiers import label_sessions, load_classifier

        speech = languages.get(language)
        vectors = self.plan.settings.vectors
        classifier = load_classifier(language).using(vectors.encoder if vectors.labels else "off")
        labelled = label_sessions(sessions, classifier=classifier, language=speech)
        return [link(one, language=speech) for one in labelled]

    def opportunities(self, case: Case) -> tuple[Opportunity, ...]:
        """Every place where an active rule expected an act, rule by rule."""
        return tuple([one for rule in self.rules for one in rule.check(case)])

    def shown(self, text: str) -> str:
        """A name or message as it may be written to outputs."""
        return text if self.plan.settings.privacy.keep_personal_data else redact_text(text, key=self.plan.key)[0]

    def _case(self, sessions: Sequence[LinkedSession], orders: Sequence[Order]) -> Case:
        first = sessions[0].session
        return Case(
            person=first.person,
            customer=self.shown(first.customer),
            sessions=tuple(sessions),
            orders=tuple(self._named(order, first.shop) for order in orders),
            preset=self.presets.for_platform(first.platform, chosen=self.plan.settings.metrics.preset),
            windows=self.plan.settings.rules.windows,
            words=self.plan.settings.rules.words,
            seen_until=self.plan.seen_until,
        )

    def _named(self, order: Order, shop: str) -> Order:
        """The order with the person whom the roster names in place of the account that its export has."""
        person = self.plan.roster.person(order.agent, shop=shop, at=order.created_at) if order.agent else None
        return msgspec.structs.replace(order, agent=person) if person else order

    def _language(self, person: Conversation) -> str:
        if self.plan.language != AUTO:
            return self.plan.language
        return languages.detect(message.text for message in person.messages)


def load(language: str = AUTO, *, settings: Settings | None = None, roster: Roster | None = None) -> Coach:
    """A coach for "zh", "en", "es", or "auto": by each conversation's script and words.

    Without `settings` those of coach.toml and the environment hold. Hashes of redacted data use the settings' key, or
    a new random one.
    """
    chosen = load_settings() if settings is None else settings
    if language != AUTO:
        languages.get(language)
    key = chosen.privacy.key.encode() or secrets.token_bytes(32)
    types = read_own_types(chosen.types.own)
    taxonomy.adopt(types)
    rules = read_own_rules([Path(name) for name in chosen.rules.own])
    people = roster or Roster()
    return Coach(Plan(settings=chosen, language=language, roster=people, key=key, own_types=types, own_rules=rules))
