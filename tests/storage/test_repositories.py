"""The repositories, on each engine: whose rows they see, and what two programs at once may do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.inbox import Inbox
from storage.installations import Installation, Installations, consume_state, issue_state
from storage.outbox import Done, Outbox, Undone
from storage.people import Organisations, People, Person, PersonAccount, Workspace
from storage.sealing import Sealer, UnreadableError
from storage.timers import AllTimers, Timers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def home(database: Database) -> int:
    with database.write() as session:
        return Organisations(session).add("Brightwater").id or 0


@pytest.fixture
def other(database: Database, home: int) -> int:
    with database.write() as session:
        return Organisations(session).add(f"Not {home}").id or 0


def delivery(organisation: int, key: str, **more: Any) -> Delivery:
    given: dict[str, Any] = {
        "id": f"{organisation}-{key}",
        "organisation": organisation,
        "key": key,
        "platform": "slack",
        "workspace": "T1",
        "user": "U1",
        "attention": "unasked",
        "priority": 3,
        "card": "{}",
        "not_before": NOW,
        "created": NOW,
    }
    return Delivery(**(given | more))


def put(database: Database, *rows: Delivery) -> None:
    with database.write() as session:
        for row in rows:
            Deliveries(session, row.organisation).add(row)


def state(database: Database, row: str) -> Delivery:
    with database.read() as session:
        return session.get_one(Delivery, row)


# Whose rows


def test_a_company_never_sees_anothers_people(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        mine, theirs = People(session, home), People(session, other)
        alice = mine.add(Person(organisation=home, name="Alice", email="alice@example.com", side="sales"))
        mine.add(
            PersonAccount(organisation=home, person=alice.id or 0, platform="slack", workspace="T1", external="U1")
        )
        mine.set_roles(alice.id or 0, ["head"])

        nobody: list[Callable[[], object]] = [
            lambda: theirs.get(alice.id or 0),
            lambda: theirs.by_email("alice@example.com"),
            lambda: theirs.by_account("slack", "T1", "U1"),
            theirs.all,
            lambda: theirs.some([alice.id or 0]),
            lambda: theirs.search("ali", 10),
            lambda: theirs.with_role("head"),
            lambda: theirs.roles(alice.id or 0),
            lambda: theirs.accounts(alice.id or 0),
            lambda: theirs.account("slack", "T1", "U1"),
            theirs.count,
        ]
        for ask in nobody:
            assert not ask()
        assert mine.by_email(" ALICE@example.com ") is alice
        assert mine.by_account("slack", "T1", "U1") is alice


def test_a_company_never_touches_anothers_deliveries(database: Database, home: int, other: int) -> None:
    put(database, delivery(home, "1", state="held", about="wave 1"))
    with database.write() as session:
        theirs = Deliveries(session, other)
        assert theirs.by_key("1") is None
        assert theirs.troubled() == []
        assert theirs.counts() == {}
        assert theirs.about("wave 1") == []
        assert theirs.again(f"{home}-1", NOW) is False
        assert theirs.release(NOW) == 0
        theirs.withdraw("1")
        theirs.forget_about("wave 1")
    assert state(database, f"{home}-1").state == "held"


def test_a_company_never_touches_anothers_timers(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        Timers(session, home).set("pulse.close", "1", NOW, "{}", about="wave 1")
        theirs = Timers(session, other)
        assert theirs.due_of("pulse.close", "1") is None
        theirs.cancel("pulse.close", "1")
        theirs.forget_about("wave 1")
        theirs.set("pulse.close", "1", NOW + MINUTE, "{}")
        assert Timers(session, home).due_of("pulse.close", "1") == NOW


def test_a_workspace_belongs_to_one_company(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        Organisations(session).add_workspace(Workspace(organisation=home, platform="slack", external="T1"))
    with pytest.raises(IntegrityError), database.write() as session:
        Organisations(session).add_workspace(Workspace(organisation=other, platform="slack", external="T1"))


# The inbox


def test_an_event_is_kept_once_with_its_reply(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        Inbox(session).add(home, "Ev1", NOW, '{"reply": "quiet"}', "")
    with pytest.raises(IntegrityError), database.write() as session:
        Inbox(session).add(home, "Ev1", NOW, "{}", "")
    with database.write() as session:
        assert Inbox(session).find(home, "Ev1") == '{"reply": "quiet"}'
        assert Inbox(session).find(home, "Ev2") is None
        assert Inbox(session).find(other, "Ev1") is None
        Inbox(session).add(other, "Ev1", NOW, "{}", "wave 1")
        Inbox(session).forget_about(other, "wave 1")
        Inbox(session).forget_before(home, NOW)
        assert Inbox(session).find(home, "Ev1")
        Inbox(session).forget_before(home, NOW + MINUTE)
        assert Inbox(session).find(home, "Ev1") is None


# Timers


def test_a_timer_set_twice_is_set_once(database: Database, home: int) -> None:
    with database.write() as session:
        timers = Timers(session, home)
        timers.set("pulse.close", "1", NOW, "{}")
        timers.set("pulse.close", "1", NOW + MINUTE, "{}")
        assert timers.due_of("pulse.close", "1") == NOW + MINUTE
        assert AllTimers(session).due(NOW, 10) == []
        assert len(AllTimers(session).due(NOW + MINUTE, 10)) == 1
        assert AllTimers(session).next_due() == NOW + MINUTE


def test_a_timer_that_another_program_handles_is_not_ours(new_postgresql: Callable[[], Database]) -> None:
    database = new_postgresql()
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        Timers(session, home).set("pulse.close", "1", NOW, "{}")
        (timer,) = AllTimers(session).due(NOW, 10)
    with database.write() as mine, database.write() as theirs:
        claimed = AllTimers(mine).claim(timer.id or 0, NOW)
        assert claimed is not None
        assert AllTimers(theirs).claim(timer.id or 0, NOW) is None
        AllTimers(mine).done(claimed, NOW, claimed.code)
    with database.read() as session:
        assert AllTimers(session).due(NOW, 10) == []


def test_a_timer_is_claimed_only_when_it_is_due(database: Database, home: int) -> None:
    with database.write() as session:
        Timers(session, home).set("pulse.close", "1", NOW + MINUTE, "{}")
        (timer,) = AllTimers(session).due(NOW + MINUTE, 10)
        assert AllTimers(session).claim(timer.id or 0, NOW) is None
        claimed = AllTimers(session).claim(timer.id or 0, NOW + MINUTE)
        assert claimed is timer
        Timers(session, home).set("pulse.close", "1", NOW + 2 * MINUTE, "{}")  # its own handler sets it anew
        AllTimers(session).done(timer, NOW + MINUTE, timer.code)
        assert Timers(session, home).due_of("pulse.close", "1") == NOW + 2 * MINUTE


# Deliveries


def test_a_large_wave_hides_nobody_else(database: Database, home: int) -> None:
    wave = [delivery(home, f"wave {number}", about="wave 1") for number in range(30)]
    put(database, *wave, delivery(home, "rule", about="rule 7"), delivery(home, "elsewhere", workspace="T2"))
    with database.read() as session:
        first = {row.id for row in Outbox(session).waiting(NOW, 3, ["slack"])}
    assert {f"{home}-rule", f"{home}-elsewhere"} < first


def test_what_would_come_too_late_is_not_sent_but_an_update_is(database: Database, home: int) -> None:
    late = {"expires": NOW}
    put(database, delivery(home, "1", **late), delivery(home, "2", external="D1/1", version=2, **late))
    with database.read() as session:
        assert [row.id for row in Outbox(session).waiting(NOW, 10, ["slack"])] == [f"{home}-2"]


def test_what_one_postman_leased_the_others_leave_alone(database: Database, home: int) -> None:
    put(database, delivery(home, "1"), delivery(home, "2", not_before=NOW + MINUTE))
    with database.write() as session:
        assert [row.id for row in Outbox(session).waiting(NOW, 10, ["slack"])] == [f"{home}-1"]
        assert Outbox(session).waiting(NOW, 10, ["teams"]) == []
        (leased,) = Outbox(session).lease([f"{home}-1"], NOW, NOW + MINUTE)
        assert (leased.attempts, leased.first_try, leased.external) == (1, NOW, "")
    with database.write() as session:
        assert Outbox(session).lease([f"{home}-1"], NOW, NOW + MINUTE) == []


def test_two_postmen_at_once_lease_different_rows(new_postgresql: Callable[[], Database]) -> None:
    database = new_postgresql()
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
    put(database, delivery(home, "1"), delivery(home, "2"))
    both = [f"{home}-1", f"{home}-2"]
    with database.write() as mine, database.write() as theirs:
        assert len(Outbox(mine).lease(both[:1], NOW, NOW + MINUTE)) == 1
        assert [each.id for each in Outbox(theirs).lease(both, NOW, NOW + MINUTE)] == both[1:]


def test_what_a_dead_postman_had_is_taken_back_in_doubt(database: Database, home: int) -> None:
    put(database, delivery(home, "first"), delivery(home, "update", external="C1/1.0"))
    with database.write() as session:
        Outbox(session).lease([f"{home}-first", f"{home}-update"], NOW, NOW + MINUTE)
    with database.write() as session:
        Outbox(session).take_back(NOW, timedelta(0))
    assert state(database, f"{home}-first").state == "leased"
    with database.write() as session:
        Outbox(session).take_back(NOW + MINUTE, timedelta(0))
    first, update = state(database, f"{home}-first"), state(database, f"{home}-update")
    assert (first.state, first.doubtful) == ("waiting", True)
    assert (update.state, update.doubtful) == ("waiting", False)


def test_what_was_leased_ahead_and_not_tried_is_given_back_without_doubt(database: Database, home: int) -> None:
    put(database, delivery(home, "1"), delivery(home, "2"))
    with database.write() as session:
        Outbox(session).lease([f"{home}-1", f"{home}-2"], NOW, NOW + MINUTE)
        Outbox(session).give_back([f"{home}-1"])
    row = state(database, f"{home}-1")
    assert (row.state, row.doubtful, row.attempts, row.leased_until) == ("waiting", False, 0, None)
    assert state(database, f"{home}-2").state == "leased"


def test_what_got_a_newer_card_on_its_way_waits_again_and_keeps_where_it_is(database: Database, home: int) -> None:
    put(database, delivery(home, "1"), delivery(home, "2"))
    with database.write() as session:
        Outbox(session).lease([f"{home}-1", f"{home}-2"], NOW, NOW + MINUTE)
        session.get_one(Delivery, f"{home}-1").version = 2
    with database.write() as session:
        went = [Done(f"{home}-{key}", 1, f"D1/{key}", "{}") for key in ("1", "2", "forgotten")]
        assert Outbox(session).sent(went, NOW + MINUTE)
    newer, same = state(database, f"{home}-1"), state(database, f"{home}-2")
    assert (newer.state, newer.external, newer.sent_version, newer.not_before) == ("waiting", "D1/1", 1, NOW + MINUTE)
    assert (same.state, same.external, same.sent_at, same.not_before) == ("sent", "D1/2", NOW + MINUTE, NOW)


def test_an_outcome_that_comes_after_another_postman_took_over_changes_nothing(database: Database, home: int) -> None:
    put(database, delivery(home, "1"))
    for minutes in (0, 2):
        with database.write() as session:
            Outbox(session).take_back(NOW + minutes * MINUTE, timedelta(0))
            Outbox(session).lease([f"{home}-1"], NOW + minutes * MINUTE, NOW + (minutes + 1) * MINUTE)
    with database.write() as session:
        Outbox(session).not_sent([Undone(f"{home}-1", 1, "failed", "Too late.", "{}", doubtful=False, not_before=None)])
    assert state(database, f"{home}-1").state == "leased"


def test_what_was_held_until_later_does_not_go_before_its_time(database: Database, home: int) -> None:
    put(database, delivery(home, "1", state="held", not_before=NOW + 60 * MINUTE))
    with database.write() as session:
        Deliveries(session, home).release(NOW, workspace=("slack", "T1"))
    assert state(database, f"{home}-1").not_before == NOW + 60 * MINUTE


def test_what_would_come_too_late_is_not_sent(database: Database, home: int) -> None:
    put(database, delivery(home, "1", expires=NOW), delivery(home, "2", expires=NOW + MINUTE))
    with database.write() as session:
        Outbox(session).expire(NOW)
    assert [state(database, f"{home}-{key}").state for key in "12"] == ["expired", "waiting"]


def test_a_workspace_without_its_app_is_held_and_released_as_one(database: Database, home: int, other: int) -> None:
    put(database, delivery(home, "1"), delivery(home, "2", workspace="T2"), delivery(other, "3", workspace="T3"))
    with database.write() as session:
        Outbox(session).hold_workspace("slack", "T1", "The app was removed.")
    assert [state(database, row).state for row in (f"{home}-1", f"{home}-2", f"{other}-3")] == [
        "held",
        "waiting",
        "waiting",
    ]
    with database.write() as session:
        assert [row.trouble for row in Deliveries(session, home).troubled()] == ["The app was removed."]
        assert Deliveries(session, home).release(NOW + MINUTE, workspace=("slack", "T2")) == 0
        assert Deliveries(session, home).release(NOW + MINUTE, workspace=("slack", "T1")) == 1
    released = state(database, f"{home}-1")
    assert (released.state, released.trouble, released.not_before) == ("waiting", "", NOW + MINUTE)


@pytest.mark.parametrize(
    ("before", "sent_again"), [("held", True), ("failed", True), ("expired", True), ("sent", False), ("leased", False)]
)
def test_only_what_was_not_sent_is_sent_again(database: Database, home: int, before: str, *, sent_again: bool) -> None:
    put(database, delivery(home, "1", state=before, attempts=9, trouble="It was too long.", expires=NOW))
    with database.write() as session:
        assert Deliveries(session, home).again(f"{home}-1", NOW + MINUTE) is sent_again
    after = state(database, f"{home}-1")
    assert after.state == ("waiting" if sent_again else before)
    if sent_again:
        assert (after.attempts, after.trouble, after.expires, after.not_before) == (0, "", None, NOW + MINUTE)


def test_only_what_nobody_can_have_seen_is_withdrawn(database: Database, home: int) -> None:
    put(
        database,
        delivery(home, "waiting"),
        delivery(home, "held", state="held"),
        delivery(home, "doubtful", doubtful=True),
        delivery(home, "posted", external="C1/1.0"),
        delivery(home, "leased", state="leased"),
    )
    with database.write() as session:
        for key in ("waiting", "held", "doubtful", "posted", "leased"):
            Deliveries(session, home).withdraw(key)
        left = set(session.exec(select(Delivery.key)))
    assert left == {"doubtful", "posted", "leased"}


def test_a_message_is_written_once_a_key(database: Database, home: int) -> None:
    put(database, delivery(home, "1"))
    with pytest.raises(IntegrityError):
        put(database, delivery(home, "1", id="another"))


def test_attention_counts_what_went_and_what_is_planned(database: Database, home: int) -> None:
    with database.write() as session:
        alice = People(session, home).add(Person(organisation=home, name="Alice")).id or 0
    put(
        database,
        delivery(home, "sent", person=alice, state="sent", sent_at=NOW),
        delivery(home, "long ago", person=alice, state="sent", sent_at=NOW - timedelta(days=30)),
        delivery(home, "planned", person=alice, not_before=NOW + MINUTE),
        delivery(home, "failed", person=alice, state="failed"),
        delivery(home, "reply", person=alice, attention="reply"),
    )
    with database.read() as session:
        spent = Deliveries(session, home).spent(alice, "unasked", NOW - timedelta(days=7))
    assert sorted(spent) == [NOW, NOW + MINUTE]


# Installations


def test_a_token_is_sealed_and_found_again(database: Database) -> None:
    sealer = Sealer("the first secret")
    with database.write() as session:
        Installations(session, "slack", sealer).keep(_installation(), "xoxb-1")
        Installations(session, "slack", sealer).keep(_installation(), "xoxb-2")
        kept = Installations(session, "slack", sealer)
        found = kept.find("T1")
        assert found is not None
        assert found[1] == "xoxb-2"
        assert "xoxb" not in found[0].sealed_token
        assert kept.workspaces() == ["T1"]
        assert Installations(session, "other", sealer).find("T1") is None
        kept.remove("T1")
        assert kept.find("T1") is None


def test_a_secret_is_changed_without_losing_tokens(database: Database) -> None:
    with database.write() as session:
        Installations(session, "slack", Sealer("old")).keep(_installation(), "xoxb-1")
        found = Installations(session, "slack", Sealer("new, old")).find("T1")
        assert found is not None
        assert found[1] == "xoxb-1"
        with pytest.raises(UnreadableError):
            Installations(session, "slack", Sealer("new")).find("T1")


def test_a_mark_is_good_for_once_and_for_ten_minutes(database: Database) -> None:
    with database.write() as session:
        first, second = issue_state(session, NOW), issue_state(session, NOW)
        assert first != second
        assert not consume_state(session, "made up", NOW)
        assert consume_state(session, first, NOW + 9 * MINUTE)
        assert not consume_state(session, first, NOW + 9 * MINUTE)
        assert not consume_state(session, second, NOW + 10 * MINUTE)


def _installation() -> Installation:
    return Installation(
        platform="slack",
        workspace="T1",
        name="Brightwater",
        sealed_token="",
        bot_user="B1",
        scopes="chat:write",
        by="U1",
        installed=NOW,
    )


def test_who_was_not_seen_since_comes_in_pages(database: Database, home: int, other: int) -> None:
    with database.write() as session:
        for organisation in (home, other):
            person = People(session, organisation).add(Person(organisation=organisation, name="Alice"))
            like: dict[str, Any] = {"organisation": organisation, "person": person.id, "platform": "teams"}
            like |= {"workspace": "W1", "seen_at": NOW - MINUTE}
            more: dict[str, dict[str, Any]] = {
                "a": {},
                "b": {"seen_at": NOW},
                "c": {"seen_at": None},
                "d": {"active": False},
                "e": {"workspace": "W2"},
                "f": {},
                "g": {},
            }
            for external, differs in more.items():
                session.add(PersonAccount(**like | differs, external=external))
    with database.read() as session:
        people = People(session, home)
        first = people.unseen("teams", "W1", NOW, after=0, most=2)
        rest = people.unseen("teams", "W1", NOW, after=first[-1].id or 0, most=2)
    assert [each.external for each in first] == ["a", "f"]
    assert [each.external for each in rest] == ["g"]
