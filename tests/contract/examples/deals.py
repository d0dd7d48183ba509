"""Deals, money, the top ten, and reviews."""

from datetime import date, timedelta
from decimal import Decimal

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.deals import answering, asking, handlers, missing_cards, question_cards, reviewing, top_cards
from bot.deals.actions import (
    AddAttendee,
    AskUnsettled,
    ChangeDeal,
    ChangeReview,
    LogDeal,
    NewReview,
    SayMissing,
    SetRate,
    ShowDeals,
    ShowReviews,
)
from bot.deals.deal_cards import deal_card, list_card, logged_hint
from bot.deals.missing_cards import Lacks
from bot.deals.ranking import Ranked, Ranking
from bot.deals.review_cards import gone_card, review_card
from bot.deals.subjects import BusinessRecords
from bot.work import Work, key_of
from storage.deals import Attendee, BusinessAccount, Deal, Deals, Rate, Review, Unsettled
from tests.contract.stage import NOW, Stage


def _manager(stage: Stage) -> Work:
    return stage.work(stage.person("Ada Admin", "administrator"))


def _account(stage: Stage, work: Work, number: int = 0) -> int:
    name = stage.text("Acme")
    row = BusinessAccount(organisation=stage.organisation, system="file", external=f"a{number}", name=name, key="acme")
    row.segment = stage.text("Manufacturing")
    return work[Deals].add(row).id or 0


def _deal(on: Stage, work: Work, number: int = 0, /, **fields: object) -> Deal:
    row = Deal(
        organisation=on.organisation,
        system="hubspot",
        external=f"d{number}",
        name=on.text("Acme renewal"),
        account=_account(on, work, number),
        amount=Decimal("2000000.01") if on.tone == "ordinary" else Decimal("99999999999999999.9999"),
        currency="EUR",
        home_amount=Decimal("2160000.01"),
        home_currency="USD",
        rate=Decimal("1.08"),
        rate_day=date(2027, 1, 4),
        stage=on.text("Negotiation"),
        discount=Decimal("12.5"),
        owner=work.person_id,
        region=on.text("DACH"),
        segment=on.text("Manufacturing"),
        product=on.text("Analytics"),
        close_date=date(2027, 3, 31),
        url="https://crm.example/deals/7",
        created=NOW,
        changed=NOW,
    )
    for name, value in fields.items():
        setattr(row, name, value)
    return work[Deals].add(row)


def _open(stage: Stage, work: Work, kind: str, number: int = 0) -> Deal:
    """A deal that raises a question."""
    blank = {"home_amount": None, "home_currency": "", "rate": None, "rate_day": None}
    currency = {"currency": "", "rate": stage.text("XAU", 12).upper() + ("" if number < 1 else str(number))}[kind][:12]
    row = _deal(stage, work, number, currency=currency, **blank)
    asked = Unsettled(organisation=stage.organisation, kind=kind, deal=row.id or 0, since=NOW)
    work[Deals].add(asked)
    return row


# Deals


def no_deals(stage: Stage) -> Card:
    work = stage.work(stage.person())
    return list_card([], 0, ShowDeals(), work, may_see_all=False)


def my_deals(stage: Stage) -> Card:
    work = stage.work(stage.person())
    rows = [_deal(stage, work, number) for number in range(8)]
    return list_card(rows, stage.many(8), ShowDeals(page=stage.many(0, 1)), work, may_see_all=True)


def everybodys_deals(stage: Stage) -> Card:
    work = _manager(stage)
    rows = [
        _deal(stage, work, 1, stage="", close_date=None, amount=None),
        _deal(stage, work, 2, currency=""),
        _deal(stage, work, 3, home_amount=None),
        _deal(stage, work, 4, currency="USD"),
        _deal(stage, work, 5, rate_day=None),
        _deal(stage, work, 6, account=None),
    ]
    return list_card(rows, 6, ShowDeals(everybody=True), work, may_see_all=True)


def one_deal(stage: Stage) -> Card:
    work = _manager(stage)
    return handlers._card(_deal(stage, work), work)


def a_deal_that_is_won(stage: Stage) -> Card:
    work = _manager(stage)
    return handlers._card(_deal(stage, work, state="won", system="truce"), work)


def a_deal_that_is_gone(stage: Stage) -> Card:
    work = _manager(stage)
    row = _deal(stage, work, state="removed", system="file")
    subject = BusinessRecords().get("deal", row.id or 0, work)
    return deal_card(row, subject, may_change=False) if subject else logged_hint()


def no_deal(_: Stage) -> Card:
    return logged_hint()


def log_a_deal(stage: Stage) -> Form:
    return handlers.log_form(LogDeal(), _manager(stage))


def change_a_deal(stage: Stage) -> Form:
    work = _manager(stage)
    form = handlers.change_form(ChangeDeal(deal=_deal(stage, work).id or 0), work)
    assert isinstance(form, Form)
    return form


def deals_of_somebody(stage: Stage) -> Card:
    work = _manager(stage)
    _deal(stage, work)
    return handlers._list(ShowDeals(), work)


# Money


def a_currency_is_missing(stage: Stage) -> Card:
    work = stage.work(stage.person())
    return missing_cards.missing_card([_lacks(stage, work)], work)


def currencies_are_missing(stage: Stage) -> Card:
    work = stage.work(stage.person())
    lacks = [_lacks(stage, work, number) for number in range(stage.many(3, 12))]
    return missing_cards.missing_card(lacks, work)


def something_is_missing(stage: Stage) -> Card:
    work = stage.work(stage.person())
    return missing_cards.missing_card([_lacks(stage, work, 0, *_missing(stage))], work)


def many_deals_lack_something(stage: Stage) -> Card:
    work = stage.work(stage.person())
    lacks = [_lacks(stage, work, number, *_missing(stage)) for number in range(stage.many(4, 12))]
    return missing_cards.missing_card(lacks, work)


def all_that_may_be_missing(stage: Stage) -> Form:
    work = stage.work(stage.person())
    return missing_cards.missing_form(SayMissing(deal=1), _lacks(stage, work, 0, *missing_cards.FIELDS), work)


def one_thing_is_missing(stage: Stage) -> Form:
    work = stage.work(stage.person())
    return missing_cards.missing_form(SayMissing(deal=1), _lacks(stage, work, 0, "close_date"), work)


def _missing(stage: Stage) -> tuple[str, ...]:
    return ("region", "close_date") if stage.tone == "ordinary" else tuple(missing_cards.FIELDS)


def _lacks(stage: Stage, work: Work, number: int = 0, *fields: str) -> Lacks:
    return Lacks(_open(stage, work, "currency", number), fields or ("currency",))


def a_rate_is_missing(stage: Stage) -> Card:
    work = _manager(stage)
    rows = [_open(stage, work, "rate", number) for number in range(stage.many(1, 12))]
    return question_cards.rate_card(rows, work)


def a_question_as_it_is_asked(stage: Stage) -> Card:
    work = _manager(stage)
    row = _open(stage, work, "currency")
    asking.ask_unsettled(AskUnsettled(), work)
    return asking._card(work[Deals].unsettled(), {row.id or 0: row}, work)


def it_is_settled(_: Stage) -> Card:
    return question_cards.settled_card()


def what_waits(stage: Stage) -> list[Part]:
    work = _manager(stage)
    _open(stage, work, "currency", 0)
    _open(stage, work, "rate", 1)
    return list(asking.waits(work))


def open_questions(stage: Stage) -> Card:
    work = _manager(stage)
    return question_cards.questions_card([_lacks(stage, work, 1)], [_open(stage, work, "rate", 2)], work)


def no_open_questions(stage: Stage) -> Card:
    return question_cards.questions_card([], [], _manager(stage))


def say_the_currency(stage: Stage) -> Form:
    work = _manager(stage)
    form = answering.missing_form_of(SayMissing(deal=_open(stage, work, "currency").id or 0), work)
    assert isinstance(form, Form)
    return form


def set_a_rate(stage: Stage) -> Form:
    return answering.rate_form(SetRate(currency=stage.text("EUR", 12)), _manager(stage))


# The top ten, and rates


def top_ten(stage: Stage) -> Card:
    rows = tuple(
        Ranked(number, Decimal(10**7 - number // 2), stage.many(3), date(2027, 3, 31), number, tied=True)
        for number in range(1, 13)
    )
    names = {number: stage.text("Acme") for number in range(1, 12)}
    return top_cards.top_card(Ranking(rows, stage.many(1), stage.many(2)), names, "pipeline", "USD")


def nothing_won_yet(_: Stage) -> Card:
    return top_cards.top_card(Ranking((), 0, 0), {}, "booked", "USD")


def top_ten_of_the_records(stage: Stage) -> Card:
    work = _manager(stage)
    _deal(stage, work, close_date=None)
    return handlers._top(False, work)


def rates(stage: Stage) -> Card:
    work = _manager(stage)
    for number in range(stage.many(4, 70)):
        currency = ("EUR", "GBP", "CHF", "INR")[number % 4] + ("" if number < 4 else str(number))
        row = Rate(
            organisation=stage.organisation,
            currency=currency,
            home="USD",
            day=date(2027, 1, 1),
            rate=Decimal("1.0812345678"),
        )
        work[Deals].add(row)
    return handlers._rates(work)


def no_rates(_: Stage) -> Card:
    return top_cards.rates_card([], "USD", None)


# Reviews


def _review(stage: Stage, work: Work, number: int = 0, **fields: object) -> Review:
    row = Review(
        organisation=stage.organisation,
        system="truce",
        external=f"r{number}",
        name=stage.text("Acme, autumn review"),
        account=_account(stage, work, number),
        segment=stage.text("Manufacturing"),
        region=stage.text("DACH"),
        product=stage.text("Analytics"),
        starts=NOW + timedelta(days=20),
        owner=work.person_id,
        created=NOW,
        changed=NOW,
    )
    for name, value in fields.items():
        setattr(row, name, value)
    return work[Deals].add(row)


def reviews_to_come(stage: Stage) -> Card:
    work = _manager(stage)
    for number in range(stage.many(3, 20)):
        _review(stage, work, number, starts=None if number == 1 else NOW + timedelta(days=number))
    return reviewing._list(ShowReviews(everybody=True, page=stage.many(0, 1)), work)


def no_reviews(stage: Stage) -> Card:
    return reviewing._list(ShowReviews(), stage.work(stage.person()))


def a_review(stage: Stage) -> Card:
    work = _manager(stage)
    row = _review(stage, work)
    for _ in range(stage.many(2, 30)):
        person = key_of(stage.person("Mia Frost", side="marketing"))
        work[Deals].add(Attendee(organisation=stage.organisation, review=row.id or 0, person=person))
    _deal(stage, work, 9, account=row.account)
    return reviewing._card(row, work)


def a_review_that_was_held(stage: Stage) -> Card:
    work = _manager(stage)
    row = _review(stage, work, state="held")
    subject = BusinessRecords().get("review", row.id or 0, work)
    return review_card(row, subject, may_change=True) if subject else gone_card()


def no_review(_: Stage) -> Card:
    return gone_card()


def new_review(stage: Stage) -> Form:
    return reviewing.new_form(NewReview(), _manager(stage))


def change_a_review(stage: Stage) -> Form:
    work = _manager(stage)
    form = reviewing.change_form(ChangeReview(review=_review(stage, work).id or 0), work)
    assert isinstance(form, Form)
    return form


def add_somebody(stage: Stage) -> Form:
    work = _manager(stage)
    form = reviewing.add_form(AddAttendee(review=_review(stage, work).id or 0), work)
    assert isinstance(form, Form)
    return form
