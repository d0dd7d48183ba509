"""Engagements: who is asked, what they answer, the record of it, and how well rules are kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.conversation.cards import Card, Part
from bot.conversation.events import Act, Clicked
from bot.conversation.forms import Form, Values
from bot.conversation.replies import Reply
from bot.deals.attending import Attending
from bot.deals.subjects import BusinessRecords
from bot.directory.holes import DirectoryHoles
from bot.directory.lookup import Lookup
from bot.directory.tokens import key
from bot.engagements import list_cards, messages, record_cards, telling_cards
from bot.engagements.actions import (
    Agree,
    Decide,
    Disagree,
    GetCompliance,
    HandTo,
    Join,
    JoinAndSay,
    NotNeeded,
    PassOn,
    Reassign,
    ShowCompliance,
    ShowList,
    ShowRecord,
    TakeBack,
    TakeOver,
    Waive,
    WantChanges,
)
from bot.engagements.alert_cards import alert_card
from bot.engagements.case import Case, load
from bot.engagements.compliance import Row, figures
from bot.engagements.compliance_cards import Waiver
from bot.engagements.desk import EngagementDesk
from bot.engagements.digest_parts import Week, week_parts
from bot.engagements.inviting import lacking
from bot.engagements.ports import Ports
from bot.engagements.reporting import get_compliance, seen_since, show_compliance
from bot.ports.meetings import DigestWeek
from bot.ports.records import Kind
from bot.ports.rules import Fired
from bot.targets import Target
from bot.work import Work, key_of
from storage.deals import Attendee, Deal, Deals, Review, Submission
from storage.deliveries import Deliveries, Delivery
from storage.directory import Contact, Directory
from storage.people import Person
from storage.rules import Ask, Entry, Rule, Rules
from tests.contract.stage import NOW, Stage

PORTS = Ports(BusinessRecords(), Lookup(), DirectoryHoles(), Attending(), lambda *_: "cleared")
DESK = EngagementDesk(PORTS)


class _Scene:
    """A rule that has fired about a deal, a review or a piece of collateral, as one of those asked sees it."""

    def __init__(self, stage: Stage, kind: Kind = "deal", count: int = 1, **rule: Any) -> None:
        self.stage = stage
        self.asked = stage.person("Mia Frost", side="marketing")
        self.owner = stage.person("Carla Diaz")
        self.head = stage.person("Ada Berg", "head", "manager", side="marketing")
        self.work = stage.work(self.asked)
        self.named("brand manager", self.asked)
        self.record = _record(stage, kind, self.owner, self.work)
        for number in range(count):
            self._fires(kind, number, rule)
        rows = self.work[Rules].engagements(kind, self.record)
        self.engagement = rows[-1].id or 0

    def named(self, topic: str, person: Person) -> None:
        row = self.work[Directory].add_topic(topic, key(topic), {})
        contact = Contact(organisation=self.stage.organisation, topic=row.id or 0, person=key_of(person))
        self.work[Directory].add_contact(contact)

    def _fires(self, kind: Kind, number: int, more: dict[str, Any]) -> None:
        said: dict[str, Any] = {
            "involve": [{"topic": "brand manager"}],
            "waive": [{"role": "head", "side": "marketing"}],
            "name": f"{self.stage.text('Brand manager on big deals', 80)}",
            "ask": self.stage.text("Join this deal: talk to its owner about what the brand can do for it.", 500),
            "gate": kind == "collateral",
        }
        rule = Rule(
            organisation=self.stage.organisation,
            key=f"rule-{number}",
            kind=kind,
            condition="true",
            created=NOW,
            changed=NOW,
            **(said | more),
        )
        number = self.work[Rules].add(rule).id or 0
        subject = PORTS.subjects.get(kind, self.record, self.work)
        assert subject is not None
        DESK.engaging.open(subject, [Fired(rule=number, facts=subject.facts)], self.work)

    @property
    def case(self) -> Case:
        found = load(self.engagement, PORTS, self.work)
        assert found is not None
        return found

    @property
    def ask(self) -> Ask:
        return next(each for each in self.case.asks if each.person == key_of(self.asked))

    def alert(self) -> Card:
        return Card.model_validate_json(self._row().card)

    def _row(self) -> Delivery:
        row = self.work[Deliveries].by_key(self.ask.message)
        assert row is not None
        return row

    def clicks(self) -> None:
        """From now on they act on the alert, which has arrived."""
        row = self._row()
        row.external, row.state = "1.1", "sent"
        event = self.work.event
        assert isinstance(event, Act)
        self.work.event = Clicked(key="2", at=NOW, by=event.by, place=event.place, message="1.1", code="x")

    def as_head(self) -> Work:
        return self.stage.work(self.head)

    def declines(self) -> None:
        action = NotNeeded(ask=self.ask.id or 0)
        DESK.waiving.not_needed(
            action, Values({"words": self.stage.text("They know us well already.", 300)}), self.work
        )


def _record(stage: Stage, kind: Kind, owner: Person, work: Work) -> int:
    same: dict[str, Any] = {"organisation": stage.organisation, "created": NOW, "changed": NOW, "owner": key_of(owner)}
    if kind == "review":
        review = Review(system="truce", external="r1", name=stage.text("Acme, autumn review"), starts=NOW, **same)
        review.segment = stage.text("Manufacturing", 100)
        number = work[Deals].add(review).id or 0
        work[Deals].add(Attendee(organisation=stage.organisation, review=number, person=key_of(owner)))
        return number
    if kind == "collateral":
        piece = Submission(system="truce", external="c1", kind=kind, name=stage.text("Acme case study"), **same)
        piece.link, piece.due = "https://example.com/draft", date(2027, 2, 1)
        return work[Deals].add(piece).id or 0
    deal = Deal(system="hubspot", external="4711", name=stage.text("Acme rollout"), currency="EUR", **same)
    deal.amount, deal.home_amount, deal.home_currency = Decimal(1_900_000), Decimal(2_100_000), "USD"
    deal.url, deal.stage = "https://crm.example/4711", stage.text("Negotiation", 80)
    return work[Deals].add(deal).id or 0


def _card(reply: Reply) -> Card:
    assert reply.reply in {"update", "whisper"}, reply
    return reply.card


def _form(made: Form | Reply) -> Form:
    assert isinstance(made, Form), made
    return made


# Being asked


def asked_in(stage: Stage) -> Card:
    return _Scene(stage).alert()


def asked_by_several_rules(stage: Stage) -> Card:
    scene = _Scene(stage, count=stage.many(2, 8))
    first = scene.work[Rules].in_message(scene.ask.message)[0]
    first.asked -= timedelta(hours=2)
    card = messages.card_of(scene.ask.message, PORTS, scene.work)
    assert card is not None
    return card


def asked_in_review_of_a_gate(stage: Stage) -> Card:
    return _Scene(stage, "collateral", ask="").alert()


def asked_late(stage: Stage) -> Card:
    scene = _Scene(stage, ask="")
    scene.ask.due = NOW - timedelta(hours=1)
    scene.ask.handed_by = key_of(scene.owner)
    return alert_card([messages.asked_of(scene.case, scene.ask, PORTS, scene.work)], NOW)


def reminded(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.ask.reminded = True
    return messages.remind_card(scene.ask, PORTS, scene.work)


def joined(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.clicks()
    return _card(DESK.answering.join(Join(ask=scene.ask.id or 0), scene.work))


def joined_on_the_record(stage: Stage) -> Card:
    scene = _Scene(stage)
    return _card(DESK.answering.join(Join(ask=scene.ask.id or 0, record=True), scene.work))


def approved(stage: Stage) -> Card:
    scene = _Scene(stage, "collateral")
    return _card(DESK.answering.join(Join(ask=scene.ask.id or 0), scene.work))


def taken_back(stage: Stage) -> Card:
    scene = _Scene(stage)
    DESK.answering.join(Join(ask=scene.ask.id or 0), scene.work)
    return _card(DESK.answering.take_back(TakeBack(ask=scene.ask.id or 0), scene.work))


def not_asked(stage: Stage) -> Card:
    scene = _Scene(stage)
    return _card(DESK.answering.join(Join(ask=scene.ask.id or 0), stage.work(stage.person("Ben Stone"))))


def not_asked_but_in_the_know(stage: Stage) -> Card:
    scene = _Scene(stage)
    return _card(DESK.answering.join(Join(ask=scene.ask.id or 0), scene.as_head()))


def asked_about_what_is_over(stage: Stage) -> Card:
    scene = _Scene(stage)
    deal = scene.work[Deals].deal(scene.record)
    assert deal is not None
    deal.state = "lost"
    DESK.engaging.let_go(scene.case.subject, (), "lost", scene.work)
    return _card(DESK.answering.join(Join(ask=scene.ask.id or 0), scene.work))


def in_every_other_state(stage: Stage) -> Card:
    """What became of the asks of one person, in all the ways that there are."""
    scene = _Scene(stage, count=8)
    states = ("handed", "waived", "released", "changes", "declined", "asked", "joined", "released")
    asks = scene.work[Rules].in_message(scene.ask.message)
    for ask, state in zip(asks, states, strict=True):
        ask.state, ask.words = state, stage.text("Because of this.", 300)
    every = [messages._asked([ask], PORTS, scene.work)[0] for ask in asks]
    every[0] = replace(every[0], handed_to=scene.owner)
    every[1] = replace(every[1], settled=scene.head)
    every[2] = replace(every[2], settled=scene.owner)
    return alert_card(every, NOW)


# Answering in forms


def handing_over(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(DESK.handing.form(HandTo(ask=scene.ask.id or 0), scene.work))


def not_needed(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(DESK.waiving.not_needed_form(NotNeeded(ask=scene.ask.id or 0), scene.work))


def waiving(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(DESK.waiving.waive_form(Waive(engagement=scene.engagement), scene.as_head()))


def wanting_changes(stage: Stage) -> Form:
    scene = _Scene(stage, "collateral")
    return _form(DESK.answering.changes_form(WantChanges(ask=scene.ask.id or 0), scene.work))


def wanted_changes(stage: Stage) -> Card:
    scene = _Scene(stage, "collateral")
    action = WantChanges(ask=scene.ask.id or 0)
    words = stage.text("The price on page two is last year's.", 500)
    return _card(DESK.answering.want_changes(action, Values({"words": words}), scene.work))


# Deciding


def asked_to_decide(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.declines()
    return telling_cards.decision_card(scene.case, scene.ask, scene.asked)


def decided(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.declines()
    return _card(DESK.waiving.decide(Decide(ask=scene.ask.id or 0, needed=False), scene.as_head()))


def decided_that_it_is_needed(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.declines()
    return _card(DESK.waiving.decide(Decide(ask=scene.ask.id or 0, needed=True), scene.as_head()))


def waived_directly(stage: Stage) -> Card:
    scene = _Scene(stage)
    action = Waive(engagement=scene.engagement, record=True)
    words = stage.text("The customer asked for it.", 300)
    return _card(DESK.waiving.waive(action, Values({"words": words}), scene.as_head()))


def not_theirs_to_decide(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.declines()
    return _card(DESK.waiving.decide(Decide(ask=scene.ask.id or 0, needed=True), stage.work(scene.owner)))


# What is passed on


def _heard(stage: Stage) -> _Scene:
    """Marketing was heard on a price, and the deal's owner's head decides."""
    scene = _Scene(stage, "collateral", pass_on=[{"role": "head", "side": "marketing"}])
    words = stage.text("Two years at most, or others ask for the same.", 500)
    DESK.answering.want_changes(WantChanges(ask=scene.ask.id or 0), Values({"words": words}), scene.work)
    DESK.answering.say(JoinAndSay(ask=scene.ask.id or 0), Values({"words": words}), scene.work)
    DESK.passing_on.pass_on(PassOn(kind="collateral", record=scene.record), scene.work)
    return scene


def asked_with_somebody_behind(stage: Stage) -> Card:
    """Whoever is asked may say something for whoever decides next."""
    return _Scene(stage, "collateral", pass_on=[{"role": "head", "side": "marketing"}]).alert()


def approving_with_a_word(stage: Stage) -> Form:
    scene = _Scene(stage, "collateral", pass_on=[{"role": "head", "side": "marketing"}])
    return _form(DESK.answering.say_form(JoinAndSay(ask=scene.ask.id or 0), scene.work))


def joining_with_a_word(stage: Stage) -> Form:
    scene = _Scene(stage, pass_on=[{"role": "head", "side": "marketing"}])
    return _form(DESK.answering.say_form(JoinAndSay(ask=scene.ask.id or 0), scene.work))


def passed_on(stage: Stage) -> Card:
    scene = _heard(stage)
    return messages.onward_of(scene.case, PORTS, scene.work)


def passed_on_and_looked_at_again(stage: Stage) -> Card:
    scene = _heard(stage)
    DESK.answering.take_back(TakeBack(ask=scene.ask.id or 0), scene.work)
    return messages.onward_of(scene.case, PORTS, scene.work)


def passed_on_while_something_else_holds_it(stage: Stage) -> Card:
    scene = _heard(stage)
    return messages.onward_of(scene.case, replace(PORTS, stands=lambda *_: "held"), scene.work)


def passed_on_and_withdrawn(stage: Stage) -> Card:
    scene = _heard(stage)
    row = scene.work[Deals].submission(scene.record)
    assert row is not None
    row.state = "withdrawn"
    return messages.onward_of(scene.case, PORTS, scene.work)


def agreed(stage: Stage) -> Card:
    scene = _heard(stage)
    return _card(DESK.passing_on.agree(Agree(engagement=scene.engagement), scene.as_head()))


def not_agreeing(stage: Stage) -> Form:
    scene = _heard(stage)
    return _form(DESK.passing_on.disagree_form(Disagree(engagement=scene.engagement), scene.as_head()))


def not_agreed(stage: Stage) -> Card:
    scene = _heard(stage)
    values = Values({"words": stage.text("Below cost.", 500)})
    return _card(DESK.passing_on.disagree(Disagree(engagement=scene.engagement), values, scene.as_head()))


def record_of_what_was_passed_on(stage: Stage) -> Card:
    scene = _heard(stage)
    return _card(DESK.looking.show_record(ShowRecord(engagement=scene.engagement), scene.as_head()))


def decisions_that_wait(stage: Stage) -> list[Part]:
    scene = _heard(stage)
    return list(DESK.looking.waits(scene.as_head()))


# Telling others


def owner_told(stage: Stage) -> Card:
    scene = _Scene(stage)
    return telling_cards.owner_card(scene.case, DESK.answering._who_joined(scene.case, scene.ask, scene.work))


def escalated(stage: Stage) -> Card:
    scene = _Scene(stage)
    _overdue(scene)
    standing = messages.standing_of(scene.case, scene.work)
    return telling_cards.escalation_card(standing, 1, may_waive=True)


def escalated_and_asked_anew(stage: Stage) -> Card:
    """Somebody else was named; whoever was told looks at it on the message."""
    scene = _Scene(stage)
    _overdue(scene)
    named = stage.person("Rosa Stein", side="marketing")
    action = Reassign(engagement=scene.engagement)
    values = Values({"person": key_of(named), "words": stage.text("She knows Acme.", 300)})
    DESK.taking_over.hand(action, values, scene.as_head())
    (_, card, _), *_ = list(messages._escalations(scene.case, PORTS, scene.work))
    return card


def handing_to_somebody_else(stage: Stage) -> Form:
    scene = _Scene(stage)
    _overdue(scene)
    for number in range(stage.many(1, 60)):
        person = stage.person(f"{number} Tara Uhl", side="marketing")
        row = Ask(organisation=stage.organisation, engagement=scene.engagement, target=0, person=key_of(person))
        row.asked, row.due, row.message = NOW, NOW, f"ask {number}"
        scene.work[Rules].add(row)
    return _form(DESK.taking_over.form(Reassign(engagement=scene.engagement), scene.as_head()))


def taken_over(stage: Stage) -> Card:
    scene = _Scene(stage, "collateral")
    _overdue(scene)
    return _card(DESK.taking_over.take(TakeOver(engagement=scene.engagement), scene.as_head()))


def record_of_who_was_told(stage: Stage) -> Card:
    scene = _Scene(stage)
    _overdue(scene)
    return _card(DESK.looking.show_record(ShowRecord(engagement=scene.engagement), scene.as_head()))


def not_theirs_to_take(stage: Stage) -> Card:
    scene = _Scene(stage)
    _overdue(scene)
    return _card(DESK.taking_over.take(TakeOver(engagement=scene.engagement), stage.work(scene.owner)))


def escalated_and_answered(stage: Stage) -> Card:
    scene = _Scene(stage)
    _overdue(scene)
    DESK.answering.join(Join(ask=scene.ask.id or 0), scene.work)
    (_, card, _), *_ = list(messages._escalations(scene.case, PORTS, scene.work))
    return card


def _overdue(scene: _Scene) -> None:
    engagement = scene.case.engagement
    engagement.state, engagement.late, engagement.level = "overdue", True, 1
    scene.ask.late, scene.ask.due = True, NOW - timedelta(hours=3)
    for what, other in (("overdue", scene.asked), ("escalated", scene.head)):
        entry = Entry(organisation=scene.stage.organisation, engagement=scene.engagement, moment=NOW, what=what)
        entry.other, entry.words = other.id, "1" if what == "escalated" else ""
        scene.work[Rules].add(entry)


def posted(stage: Stage) -> Card:
    scene = _Scene(stage, count=stage.many(2, 6))
    rows = scene.work[Rules].engagements("deal", scene.record)
    for row in rows:
        row.post = "engagement post 1"
    rows[0].state = "met"
    scene.work[Rules].asks(rows[0].id or 0)[0].state = "joined"
    rows[1].state = "overdue"
    return messages._post_card(scene.case, PORTS, scene.work)


def post_of_what_is_over(stage: Stage) -> Card:
    scene = _Scene(stage)
    standing = messages.standing_of(scene.case, scene.work)
    scene.case.engagement.state = "cancelled"
    return telling_cards.post_card([standing])


def holes(stage: Stage) -> Card:
    scene = _Scene(stage)
    return telling_cards.hole_card(scene.case, Target(topic=stage.text("brand manager", 60)), [scene.head])


def hole_of_a_marketer(stage: Stage) -> Card:
    return telling_cards.hole_card(_Scene(stage, "review").case, Target(who="marketer"), ())


def hole_of_a_person(stage: Stage) -> Card:
    return telling_cards.hole_card(_Scene(stage).case, Target(person="nobody@brightwater.example"), ())


def no_channel(stage: Stage) -> Card:
    trouble = "The app is not in this channel: type /invite @Truce there."
    return telling_cards.no_channel_card(_Scene(stage).case, stage.text(trouble))


# Reviews


def proposed_to_the_owner(stage: Stage) -> Card:
    scene = _Scene(stage, "review")
    scene.named("segment marketing", scene.asked)
    person = lacking(scene.case, PORTS, scene.work)
    assert person is not None
    return telling_cards.proposal_card(scene.case, person, asked=True)


def proposed_to_who_is_asked(stage: Stage) -> Card:
    scene = _Scene(stage, "review")
    scene.named("segment marketing", stage.person("Rosa Stein", side="marketing"))
    card = messages.card_of(scene.ask.message, PORTS, scene.work)
    assert card is not None
    return card


def added_to_a_review(stage: Stage) -> Card:
    scene = _Scene(stage, "review")
    return telling_cards.added_card(scene.case.subject, scene.owner, stage.text("Marketing in reviews", 80))


def reviews_of_a_leaver(stage: Stage) -> Card:
    return telling_cards.reviews_card(stage.person("Ben Stone"), [stage.text("Acme, autumn")] * stage.many(2, 40))


# Looking


def record_of_all_that_can_be(stage: Stage) -> Card:
    scene = _Scene(stage)
    everything = (
        *("again", "reminded", "joined", "took back", "handed", "declined", "still needed", "waived"),
        *("changes wanted", "escalated", "overdue", "met", "cancelled", "reopened", "forced", "added", "gone"),
        *("away", "nobody"),
    )
    people, lines = {scene.asked.id or 0: scene.asked, scene.head.id or 0: scene.head}, []
    for what in everything * stage.many(1, 3):
        entry = Entry(organisation=stage.organisation, engagement=scene.engagement, moment=NOW, what=what)
        entry.person, entry.other, entry.platform = scene.asked.id, scene.head.id, "teams"
        entry.words = stage.text("because of this", 300) if what != "escalated" else "1"
        lines.append(entry)
    _overdue(scene)
    shown = record_cards.Lines(lines, people, page=1, pages=3)
    return record_cards.record_card(messages.standing_of(scene.case, scene.work), shown, None, may_waive=True)


def record_of_a_gate(stage: Stage) -> Card:
    scene = _Scene(stage, "collateral")
    DESK.answering.join(Join(ask=scene.ask.id or 0), scene.work)
    DESK.answering.take_back(TakeBack(ask=scene.ask.id or 0), scene.work)
    return _card(DESK.looking.show_record(ShowRecord(engagement=scene.engagement), scene.work))


def record_with_a_decision(stage: Stage) -> Card:
    scene = _Scene(stage)
    scene.declines()
    return _card(DESK.looking.show_record(ShowRecord(engagement=scene.engagement), scene.as_head()))


def record_of_others(stage: Stage) -> Card:
    scene = _Scene(stage)
    looks = stage.work(stage.person("Ben Stone"))
    return _card(DESK.looking.show_record(ShowRecord(engagement=scene.engagement), looks))


def own_list(stage: Stage) -> Card:
    scene = _Scene(stage, count=stage.many(2, 9))
    return _card(DESK.looking.command("", scene.work))


def own_list_of_nothing(stage: Stage) -> Card:
    return _card(DESK.looking.command("mine", stage.work(stage.person())))


def list_of_all(stage: Stage) -> Card:
    scene = _Scene(stage, count=stage.many(2, 14))
    return _card(DESK.looking.command("all", scene.as_head()))


def list_of_a_state(stage: Stage) -> Card:
    scene = _Scene(stage)
    return _card(DESK.looking.show_list(ShowList(state="cancelled"), scene.as_head()))


def line_at_home(stage: Stage) -> Sequence[Part]:
    return DESK.looking.waits(_Scene(stage).work)


def line_at_home_of_who_decides(stage: Stage) -> Sequence[Part]:
    return list_cards.waiting_line(0, stage.many(2, 1_000_000))


# How well rules are kept


def kept_well(stage: Stage) -> Card:
    scene = _Scene(stage, count=stage.many(3, 40))
    fates = (("met", False), ("met", True), ("overdue", True), ("open", False), ("waived", False), ("cancelled", True))
    for number, row in enumerate(scene.work[Rules].engagements("deal", scene.record)):
        row.state, row.late = fates[number % len(fates)]
    return _card(show_compliance(ShowCompliance(anew=True), scene.as_head()))


def kept_so_far(stage: Stage) -> Card:
    return _card(show_compliance(ShowCompliance(months=1), _Scene(stage).as_head()))


def kept_without_rules(stage: Stage) -> Card:
    return _card(show_compliance(ShowCompliance(months=12), stage.work(stage.person("Ada Berg", "head"))))


def kept_as_a_file(stage: Stage) -> Card:
    scene = _Scene(stage)
    _waived(scene)
    work = scene.as_head()
    get_compliance(GetCompliance(), work)
    row = work[Deliveries].by_key(f"engagements file {work.event.key}")
    assert row is not None
    return Card.model_validate_json(row.card)


def _waived(scene: _Scene) -> None:
    words = scene.stage.text("The customer asked for it.", 300)
    DESK.waiving.waive(Waive(engagement=scene.engagement), Values({"words": words}), scene.as_head())


def digest_of_a_week(stage: Stage) -> Sequence[Part]:
    scene = _Scene(stage, count=stage.many(2, 9))
    _overdue(scene)
    scene.work[Rules].session.flush()
    start = datetime(2027, 1, 10, 23, tzinfo=UTC)
    week = DigestWeek(date(2027, 1, 11), "Europe/Vienna", start, start + timedelta(days=7))
    return DESK.telling.section(week, scene.work, key_of(scene.head))


def digest_of_waivers(stage: Stage) -> Sequence[Part]:
    scene = _Scene(stage)
    _waived(scene)
    seen = seen_since(datetime(2027, 1, 1, tzinfo=UTC), scene.work)
    row = Row(date(2027, 1, 1), 1, "marketing")
    more = [Waiver(row, stage.text("Acme"), "", stage.text("It is a renewal.", 300))] * stage.many(1, 20)
    standing = messages.standing_of(scene.case, scene.work)
    return week_parts(Week(figures(seen.occasions), [standing], stage.many(3, 5000), [*seen.waivers, *more]))
