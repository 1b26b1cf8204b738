"""Results by run, verdicts beside them, scorecards of both, and what people decide about the FAQ."""

from datetime import date

import pytest

from coach.errors import InputError, NotFound
from coach.scorecard import TEAM
from coach.store.store import Store
from coach.store.values import Paging, Shop
from tests.store.shop_chats import chat, file_of, upload

QUESTIONS = ("这件160/50kg穿什么码", "会掉色吗", "多久发货呀", "有货吗", "可以便宜点吗")


@pytest.fixture
def taken(store: Store, shop: Shop) -> Store:
    chats = [
        chat(f"tb_{number}", agent=agent, day=number, lines=(("customer", text), ("agent", "自己看详情页哦")))
        for number, (text, agent) in enumerate(zip(QUESTIONS * 2, ("小满", "小禾") * 5, strict=True))
    ]
    upload(store, shop.id, file_of(*chats))
    return store


def test_exchanges_are_filtered_sorted_and_paged(taken: Store, shop: Shop) -> None:
    page = taken.chats.exchanges(shop.id, Paging(limit=3, sort="at"), agent="小满")
    rest = taken.chats.exchanges(shop.id, Paging(limit=3, sort="at", cursor=page.next), agent="小满")
    assert [row.customer for row in (*page.items, *rest.items)] == [f"tb_{number}" for number in (0, 2, 4, 6, 8)]
    assert rest.next is None
    day = taken.chats.exchanges(shop.id, Paging(), since=date(2024, 3, 6), until=date(2024, 3, 6))
    assert [row.prompt for row in day.items] == ["会掉色吗"]
    doubts = [row.doubt for row in taken.chats.exchanges(shop.id, Paging(sort="-doubt")).items]
    assert doubts == sorted(doubts, reverse=True)


def test_conversations_are_found_by_customer_agent_and_day(taken: Store, shop: Shop) -> None:
    assert [row.customer for row in taken.chats.conversations(shop.id, Paging(), customer="b_3").items] == ["tb_3"]
    assert len(taken.chats.conversations(shop.id, Paging(), agent="小禾").items) == 5
    assert taken.chats.conversations(shop.id, Paging(), customer="%").items == ()
    late = taken.chats.conversations(shop.id, Paging(), since=date(2024, 3, 14)).items
    assert [(row.customer, row.agents) for row in late] == [("tb_9", ("小禾",))]


def test_an_agent_sees_only_own_conversations(taken: Store, shop: Shop) -> None:
    person = taken.chats.conversations(shop.id, Paging(), agent="小禾").items[0].person
    detail = taken.chats.conversation(shop.id, person, agent="小禾")
    assert {found.opportunity.agent for found in detail.findings} == {"小禾"}
    assert [row.id for row in detail.exchanges] == [detail.case.sessions[0].session.messages[0].id]
    with pytest.raises(NotFound):
        taken.chats.conversation(shop.id, person, agent="小满")


def test_a_verdict_changes_the_trainers_card_and_not_the_automatic_one(taken: Store, shop: Shop) -> None:
    finding = taken.results.findings(shop.id, Paging(), rule="deflection", agent="小满").items[0]
    before = {pair.agent: pair for pair in taken.results.scorecards(shop.id)}
    assert all(pair.trainers is None for pair in before.values())
    given = taken.verdicts.give(
        shop.id, subject=f"finding:{finding.id}", field="outcome", value="exempt", person="mei", note="a joke"
    )
    assert (given.predicted, given.confirms) == ("hit", False)
    after = {pair.agent: pair for pair in taken.results.scorecards(shop.id)}
    assert {name: pair.automatic for name, pair in after.items()} == {
        name: pair.automatic for name, pair in before.items()
    }
    assert hits(after["小满"].trainers, "deflection") == hits(after["小满"].automatic, "deflection") - 1
    assert taken.results.finding(shop.id, finding.id) == finding
    taken.verdicts.withdraw(shop.id, given.id)
    assert all(pair.trainers is None for pair in taken.results.scorecards(shop.id))


def test_a_verdict_on_what_the_shop_contradicts_itself_in_counts_for_the_trainers(store: Store, shop: Shop) -> None:
    """It is found across customers, so nobody's conversation has it; the other findings count as before."""
    asked, replied = ("孕妇能用吗", "有货吗", "确定孕妇可以用吗"), ("可以的亲", "有的亲，现货", "不可以用哦")
    twice = [
        line for pair in zip(asked, replied, strict=True) for line in zip(("customer", "agent"), pair, strict=True)
    ]
    chats = (chat("tb_mei", agent="小满", lines=twice), chat("tb_lan", agent="小禾"))
    upload(store, shop.id, file_of(*chats))
    finding = store.results.findings(shop.id, Paging(), rule="contradiction", outcome="hit").items[0]
    agent, about = finding.opportunity.agent, f"finding:{finding.id}"
    given = store.verdicts.give(shop.id, subject=about, field="outcome", value="exempt", person="mei")
    card = next(iter(store.results.scorecards(shop.id, agent=agent)))
    assert hits(card.trainers, "contradiction") == hits(card.automatic, "contradiction") - 1
    assert {one.agent for one in store.results.scorecards(shop.id)} == {TEAM, "小满", "小禾"}
    upload(store, shop.id, file_of(chat("tb_new", agent="小禾", day=30)), name="later.jsonl")
    later = next(iter(store.results.scorecards(shop.id, agent=agent)))
    assert hits(later.trainers, "contradiction") == hits(later.automatic, "contradiction") - 1
    store.verdicts.withdraw(shop.id, given.id)
    assert all(pair.trainers is None for pair in store.results.scorecards(shop.id))


def test_a_corrected_label_is_judged_again_and_survives_the_next_import(taken: Store, shop: Shop) -> None:
    row = taken.chats.exchanges(shop.id, Paging(), stance="passive", agent="小禾").items[0]
    assert row.stance is not None
    assert row.reply_id is not None
    taken.verdicts.give(shop.id, subject=f"turn:{row.reply_id}", field="stance", value="proactive", person="mei")
    card = next(pair for pair in taken.results.scorecards(shop.id, agent="小禾"))
    assert hits(card.trainers, "passive_reply") == hits(card.automatic, "passive_reply") - 1
    upload(taken, shop.id, file_of(chat("tb_new", agent="小禾", day=30)), name="later.jsonl")
    later = next(pair for pair in taken.results.scorecards(shop.id, agent="小禾"))
    assert hits(later.trainers, "passive_reply") == hits(later.automatic, "passive_reply") - 1
    assert taken.chats.exchange(shop.id, row.id).stance == row.stance


def test_the_queue_gives_reasons_and_forgets_what_was_judged(taken: Store, shop: Shop) -> None:
    queue = taken.chats.queue(shop.id, Paging()).items
    assert [row.priority for row in queue] == sorted((row.priority for row in queue), reverse=True)
    first = queue[0]
    assert first.reasons
    assert first.type is not None
    taken.verdicts.give(shop.id, subject=f"turn:{first.id}", field="question_type", value=first.type.name, person="mei")
    assert first.id not in {row.id for row in taken.chats.queue(shop.id, Paging(limit=500)).items}
    assert taken.chats.exchange(shop.id, first.id).judged
    assert taken.verdicts.agreement(shop.id) == {"question_type": (1, 1)}


@pytest.mark.parametrize(
    ("subject", "field", "value"),
    [
        ("nonsense", "stance", "passive"),
        ("turn:{exchange}", "stance", "passive"),
        ("turn:{exchange}", "question_type", "no such type"),
        ("finding:{finding}", "outcome", "wrong"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused(taken: Store, shop: Shop, subject: str, field: str, value: str) -> None:
    exchange = taken.chats.exchanges(shop.id, Paging()).items[0].id
    finding = taken.results.findings(shop.id, Paging()).items[0].id
    with pytest.raises(InputError):
        taken.verdicts.give(
            shop.id, subject=subject.format(exchange=exchange, finding=finding), field=field, value=value, person="mei"
        )
    assert taken.verdicts.list(shop.id, Paging()).items == ()


def test_an_agent_disputes_only_what_is_about_them(taken: Store, shop: Shop) -> None:
    finding = taken.results.findings(shop.id, Paging(), agent="小满").items[0]
    with pytest.raises(NotFound):
        taken.verdicts.dispute(shop.id, subject=f"finding:{finding.id}", agent="小禾", reason="no")
    made = taken.verdicts.dispute(shop.id, subject=f"finding:{finding.id}", agent="小满", reason="she asked me to")
    answered = taken.verdicts.answer(shop.id, made.id, status="accepted", answer="right", by="mei")
    assert taken.verdicts.disputes(shop.id, Paging(), agent="小满").items == (answered,)
    assert taken.verdicts.disputes(shop.id, Paging(), status="open").items == ()


def test_other_settings_are_another_run_and_the_old_results_stay(taken: Store, shop: Shop) -> None:
    old = taken.shops.get(shop.id).run
    before = taken.results.findings(shop.id, Paging(limit=500)).items
    taken.shops.configure(shop.id, settings={"rules": {"off": ["deflection"]}})
    upload(taken, shop.id, file_of(chat("tb_new", day=30)), name="later.jsonl")
    new = taken.shops.get(shop.id).run
    assert new != old
    assert [run.id for run in taken.results.runs(shop.id)] == [new, old]
    assert taken.results.findings(shop.id, Paging(), rule="deflection").items == ()
    assert taken.results.findings(shop.id, Paging(limit=500), run=old).items == before


def test_the_trend_goes_week_by_week(taken: Store, shop: Shop) -> None:
    trend = taken.results.trend(shop.id, "小满", weeks=3)
    assert [pair.since for pair in trend] == [date(2024, 3, 4), date(2024, 3, 11)]
    assert (
        sum(pair.automatic.n for pair in trend)
        == next(iter(taken.results.scorecards(shop.id, agent="小满"))).automatic.n
    )


def test_the_board_keeps_what_people_decide(taken: Store, shop: Shop) -> None:
    first, second = taken.curation.board(shop.id)[:2]
    approved = taken.curation.decide(shop.id, first.id, status="approved", person="mei", answer="不掉色")
    taken.curation.decide(shop.id, second.id, status="merged", person="mei", merged_into=first.id)
    assert (approved.answer, approved.question, approved.candidate) == ("不掉色", first.question, first.candidate)
    assert first.candidate is not None
    assert second.candidate is not None
    assert taken.curation.coverage(shop.id)[0] == first.candidate.support + second.candidate.support
    upload(taken, shop.id, file_of(chat("tb_new", day=30)), name="later.jsonl")
    assert taken.curation.get(shop.id, first.id).answer == "不掉色"
    assert [entry.id for entry in taken.curation.board(shop.id, status="merged")] == [second.id]
    for wrong in (second.id, first.id, None):
        with pytest.raises(InputError):
            taken.curation.decide(shop.id, first.id, status="merged", person="mei", merged_into=wrong)


def test_two_trainers_calibrate_blind(taken: Store, shop: Shop) -> None:
    session = taken.calibrations.begin(shop.id, name="March", field="stance", trainers=["mei", "lan"], size=4)
    assert len(session.exchanges) == 4
    answers = {"mei": ["passive", "passive", "neutral", "neutral"], "lan": ["passive", "passive", "neutral", "passive"]}
    for trainer, values in answers.items():
        for value in values:
            row = taken.calibrations.next(shop.id, session.id, trainer)
            assert row is not None
            taken.calibrations.answer(shop.id, session.id, trainer=trainer, exchange=row.id, value=value)
    done = taken.calibrations.get(shop.id, session.id)
    assert (done.answered, done.agreement, done.kappa) == ({"mei": 4, "lan": 4}, 0.75, 0.5)
    assert taken.calibrations.next(shop.id, session.id, "mei") is None
    with pytest.raises(InputError):
        taken.calibrations.answer(shop.id, session.id, trainer="x", exchange=session.exchanges[0], value="passive")


def answer_next(store: Store, shop: str, calibration: str, trainer: str, *, value: str) -> str:
    row = store.calibrations.next(shop, calibration, trainer)
    assert row is not None
    store.calibrations.answer(shop, calibration, trainer=trainer, exchange=row.id, value=value)
    return row.id


def test_nobody_waits_for_an_exchange_that_was_erased(taken: Store, shop: Shop) -> None:
    session = taken.calibrations.begin(shop.id, name="March", field="stance", trainers=["mei", "lan"], size=4)
    for trainer, value in (("mei", "passive"), ("lan", "neutral")):
        answer_next(taken, shop.id, session.id, trainer, value=value)
    judged, waiting, *left = session.exchanges
    for exchange in (judged, waiting):
        taken.erasure.erase(shop.id, taken.chats.exchange(shop.id, exchange).customer)

    now = taken.calibrations.get(shop.id, session.id)
    assert (now.exchanges, now.answered, now.agreement) == (tuple(left), {"mei": 0, "lan": 0}, None)
    assert taken.calibrations.answers(shop.id, session.id) == {}
    with pytest.raises(InputError):
        taken.calibrations.answer(shop.id, session.id, trainer="mei", exchange=waiting, value="passive")
    for trainer in ("mei", "lan"):
        given = [answer_next(taken, shop.id, session.id, trainer, value="passive") for _ in left]
        assert given == left
        assert taken.calibrations.next(shop.id, session.id, trainer) is None
    done = taken.calibrations.get(shop.id, session.id)
    assert (done.done, done.answered, done.agreement) == (True, {"mei": 2, "lan": 2}, 1.0)


def hits(card: object, rule: str) -> int:
    from coach.findings import Scorecard

    assert isinstance(card, Scorecard)
    return next(factor.rules[rule].hits for factor in card.factors if rule in factor.rules)
