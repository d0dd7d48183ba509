import string
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.attention import Attention
from bot.delivery import (
    CAP,
    SLACK,
    TEAMS,
    Candidate,
    Lane,
    Outcome,
    Pace,
    Pacer,
    Permanent,
    Retry,
    Sent,
    Step,
    TokenBucket,
    Turns,
    Wait,
    backoff,
    choose,
    gives_up,
    next_step,
    order,
    slack_pace,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ANNA, BEN = Lane("acme", "anna"), Lane("acme", "ben")


# Outcomes


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        (Sent("1700.1"), Step("sent", external_id="1700.1")),
        (Permanent("no such channel"), Step("failed", "no such channel")),
        (Wait("the token was revoked"), Step("held", "the token was revoked")),
    ],
)
def test_what_an_outcome_means(outcome: Outcome, step: Step) -> None:
    assert next_step(outcome, 1, NOW, NOW, Random(1)) == step


def test_what_may_work_later_waits_at_least_as_long_as_the_platform_asked() -> None:
    step = next_step(Retry("too many", after=30), 1, NOW, NOW, Random(1))
    assert step == Step("waiting", "too many", NOW + 30 * SECOND)


def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again() -> None:
    assert next_step(Retry("no answer", maybe_sent=True), 1, NOW, NOW, Random(1)).look_first
    assert next_step(Retry("no answer", maybe_sent=True), 50, NOW - DAY, NOW, Random(1)).look_first
    assert not next_step(Retry("too many"), 1, NOW, NOW, Random(1)).look_first


def test_after_a_day_of_tries_it_has_failed_and_says_how_often_it_was_tried() -> None:
    step = next_step(Retry("Slack is down"), 40, NOW - DAY, NOW, Random(1))
    assert step == Step("failed", "Slack is down (given up after 40 tries)")


@pytest.mark.parametrize(
    ("attempts", "since", "over"),
    [(1, DAY, False), (7, 9 * DAY, False), (8, DAY, True), (500, DAY - SECOND, False), (500, DAY, True)],
)
def test_giving_up_takes_both_a_day_and_enough_tries(attempts: int, since: timedelta, over: bool) -> None:
    assert gives_up(attempts, NOW - since, NOW) is over


@given(st.integers(1, 10_000), st.integers(), st.none() | st.floats(0, 7200))
def test_backing_off_stays_between_what_was_asked_and_the_ceiling(
    attempts: int, seed: int, asked: float | None
) -> None:
    wait = backoff(attempts, Random(seed), asked)
    assert wait >= timedelta(seconds=asked or 0)
    assert wait <= max(min(CAP, SECOND * 2 ** min(attempts - 1, 30)), timedelta(seconds=asked or 0))


def test_backing_off_spreads_over_the_whole_ceiling_and_the_ceiling_doubles() -> None:
    rng = Random(7)
    for attempts, ceiling in [(1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (99, 900)]:
        waits = [backoff(attempts, rng) for _ in range(2000)]
        assert min(waits) < ceiling * SECOND / 50
        assert ceiling * SECOND * 0.98 < max(waits) <= ceiling * SECOND


def test_before_the_first_attempt_there_is_nothing_to_wait_for() -> None:
    with pytest.raises(ValueError, match="before the first attempt"):
        backoff(0, Random(1))


# Pace


def sent_as_fast_as_possible(pacer: Pacer, lanes: list[Lane], times: int, call: str = "post") -> list[datetime]:
    """Send round the lanes, each as soon as it may; return when each message went."""
    now, went = NOW, list[datetime]()
    for number in range(times):
        lane = lanes[number % len(lanes)]
        now = pacer.ready_at(lane, now, call)
        pacer.take(lane, now, call)
        went.append(now)
    return went


def most_within(went: list[datetime], window: timedelta) -> int:
    return max(sum(start <= at <= start + window for at in went) for start in went)


@pytest.mark.parametrize(("per_second", "burst"), [(0.0, 1), (-1.0, 1), (1.0, 0)])
def test_a_pace_that_lets_nothing_through_is_refused(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="let something through"):
        TokenBucket(per_second, burst)


def test_a_burst_goes_at_once_and_then_one_a_second() -> None:
    bucket = TokenBucket(1, 3)
    for _ in range(3):
        assert bucket.ready_at(NOW) == NOW
        bucket.take(NOW)
    assert bucket.ready_at(NOW) == NOW + SECOND
    assert not bucket.is_idle(NOW + 2 * SECOND)
    assert bucket.is_idle(NOW + 3 * SECOND)


def test_a_rate_that_does_not_divide_a_second_is_never_exceeded_however_long_it_runs() -> None:
    bucket, now = TokenBucket(0.7, 1), NOW
    for _ in range(7001):
        now = bucket.ready_at(now)
        bucket.take(now)
    assert now - NOW >= 10_000 * SECOND


def test_taking_too_early_is_refused() -> None:
    bucket, pacer = TokenBucket(1, 1), Pacer(Pace(1, 1, 1, 1))
    bucket.take(NOW)
    pacer.take(ANNA, NOW)
    with pytest.raises(ValueError, match="ask ready_at first"):
        bucket.take(NOW)
    with pytest.raises(ValueError, match="ask ready_at first"):
        pacer.take(BEN, NOW)


def test_setting_the_clock_back_does_not_silence_a_bucket() -> None:
    bucket = TokenBucket(1, 2)
    bucket.take(NOW)
    assert bucket.ready_at(NOW - DAY) <= NOW - DAY + SECOND


waits = st.lists(st.integers(0, 3_000_000), min_size=1, max_size=40)  # microseconds between wishes to send


@given(st.floats(0.3, 50), st.integers(1, 10), waits, st.floats(0.1, 20))
def test_a_bucket_never_lets_more_through_than_rate_and_burst_in_any_window(
    per_second: float, burst: int, pauses: list[int], seconds: float
) -> None:
    bucket, now, went = TokenBucket(per_second, burst), NOW, list[datetime]()
    for pause in pauses:
        now += timedelta(microseconds=pause)
        if bucket.ready_at(now) == now:
            bucket.take(now)
            went.append(now)
    assert most_within(went, timedelta(seconds=seconds)) <= burst + per_second * seconds + 1e-6


lanes = st.builds(Lane, st.sampled_from("AB"), st.sampled_from("xyz"))


@given(
    st.builds(Pace, st.floats(0.5, 20), st.integers(1, 6), st.floats(0.5, 3), st.integers(1, 3)),
    st.lists(st.tuples(lanes, st.integers(0, 2_000_000), st.booleans()), min_size=1, max_size=50),
    st.floats(0.1, 10),
)
def test_the_pacer_keeps_every_workspace_and_every_channel_within_its_rate(
    pace: Pace, wishes: list[tuple[Lane, int, bool]], seconds: float
) -> None:
    pacer, now, window = Pacer(pace), NOW, timedelta(seconds=seconds)
    went: list[tuple[Lane, datetime]] = []
    for lane, pause, patient in wishes:
        now += timedelta(microseconds=pause)
        ready = pacer.ready_at(lane, now)
        assert ready >= now
        if patient:
            now = ready
        if pacer.ready_at(lane, now) == now:
            pacer.take(lane, now)
            went.append((lane, now))
    for workspace in {lane.workspace for lane, _ in went}:
        here = [at for lane, at in went if lane.workspace == workspace]
        assert most_within(here, window) <= pace.workspace_burst + pace.workspace_per_second * seconds + 1e-6
    for one in {lane for lane, _ in went}:
        here = [at for lane, at in went if lane == one]
        assert most_within(here, window) <= pace.channel_burst + pace.channel_per_second * seconds + 1e-6


def test_waiting_until_ready_is_always_enough_and_no_moment_before_is() -> None:
    pacer = Pacer(Pace(3, 4, 1, 2))
    now = NOW
    for number in range(60):
        lane = [ANNA, BEN][number % 3 % 2]
        ready = pacer.ready_at(lane, now)
        if ready > now:
            just_before = ready - timedelta(microseconds=1)
            assert pacer.ready_at(lane, just_before) == ready
            now = ready
        pacer.take(lane, now)


@pytest.mark.parametrize(
    ("pace", "limits"),
    [
        (SLACK, [(1, 3), (60, 62)]),
        (TEAMS, [(1, 7), (30, 60), (3600, 1800)]),
    ],
)
def test_one_conversation_keeps_each_of_the_platforms_limits(pace: Pace, limits: list[tuple[int, int]]) -> None:
    went = sent_as_fast_as_possible(Pacer(pace), [ANNA], 2000)
    for seconds, limit in limits:
        assert most_within(went[:2000], seconds * SECOND) <= limit


def test_a_whole_tenant_keeps_below_fifty_a_second() -> None:
    company = [Lane("acme", str(number)) for number in range(500)]
    went = sent_as_fast_as_possible(Pacer(TEAMS), company, 500)
    assert most_within(went, SECOND) <= 50
    assert went[-1] - NOW < 15 * SECOND, "and makes good use of it"


def test_updates_on_slack_have_a_limit_of_their_own() -> None:
    company = [Lane("acme", str(number)) for number in range(200)]
    pacer = Pacer(SLACK)
    went = sent_as_fast_as_possible(pacer, company, 200, "update")
    assert most_within(went, timedelta(seconds=59, microseconds=999_999)) <= 50
    assert pacer.ready_at(ANNA, went[-1], "update") > went[-1]
    assert pacer.ready_at(ANNA, went[-1]) == went[-1], "posting is still free"


def test_a_refusal_blocks_that_channel_only() -> None:
    pacer = Pacer(SLACK)
    pacer.refused(ANNA, NOW, 30)
    assert pacer.ready_at(ANNA, NOW) == NOW + 30 * SECOND
    assert pacer.ready_at(BEN, NOW) == NOW
    assert pacer.ready_at(ANNA, NOW + 30 * SECOND) == NOW + 30 * SECOND


def test_a_refusal_of_the_whole_workspace_blocks_all_its_channels_and_no_other_workspace() -> None:
    pacer = Pacer(SLACK)
    pacer.refused(ANNA, NOW, 30, whole_workspace=True)
    pacer.refused(ANNA, NOW, 5, whole_workspace=True)
    assert pacer.ready_at(BEN, NOW) == NOW + 30 * SECOND, "a later, shorter refusal does not shorten the first"
    assert pacer.ready_at(BEN, NOW, "update") == NOW + 30 * SECOND
    assert pacer.ready_at(Lane("globex", "anna"), NOW) == NOW


def test_a_refused_update_blocks_updates_everywhere_and_no_posts() -> None:
    pacer = Pacer(SLACK)
    pacer.refused(ANNA, NOW, 30, call="update")
    assert pacer.ready_at(BEN, NOW, "update") == NOW + 30 * SECOND
    assert pacer.ready_at(ANNA, NOW) == NOW


def test_two_channels_refused_at_once_mean_the_whole_workspace() -> None:
    pacer = Pacer(SLACK)
    pacer.refused(ANNA, NOW, 30)
    pacer.refused(BEN, NOW + SECOND, 30)
    others = Lane("acme", "carla")
    assert pacer.ready_at(others, NOW + SECOND) == NOW + 31 * SECOND
    assert pacer.tries_alone("acme"), "what goes then tries whether it is over"
    assert pacer.ready_at(Lane("globex", "anna"), NOW) == NOW


def test_failures_in_a_row_stop_a_workspace_and_each_probe_that_fails_doubles_the_pause() -> None:
    pacer, rng, now = Pacer(SLACK), Random(3), NOW
    for _ in range(2):
        pacer.failed("acme", now, rng)
    assert pacer.ready_at(ANNA, now) == now
    for ceiling in (2, 4, 8, 16, 32, 60, 60):
        pacer.failed("acme", now, rng)
        pause = pacer.ready_at(ANNA, now) - now
        assert ceiling / 2 * SECOND <= pause <= ceiling * SECOND
        now += pause
    assert pacer.ready_at(Lane("globex", "anna"), NOW) == NOW


def test_a_workspace_that_is_out_of_order_is_tried_by_one_message_at_a_time_until_one_gets_through() -> None:
    pacer, rng = Pacer(SLACK), Random(3)
    for _ in range(3):
        pacer.failed("acme", NOW, rng)
    waiting = [candidate(1), candidate(2), candidate(3)]
    now = pacer.ready_at(ANNA, NOW)
    probe = choose(waiting, pacer, now).go
    assert ids(probe) == [1]
    assert choose(waiting[1:], pacer, now, busy={probe[0].lane}).go == ()
    pacer.worked("acme")
    assert ids(choose(waiting[1:], pacer, now, busy={probe[0].lane}).go) == [2, 3]


@pytest.mark.parametrize("per_second", [0.2, 1.0, 5.0, 20.0])
def test_slacks_pace_can_be_set(per_second: float) -> None:
    company = [Lane("acme", str(number)) for number in range(300)]
    went = sent_as_fast_as_possible(Pacer(slack_pace(per_second)), company, 300)
    assert most_within(went, 10 * SECOND) <= max(1, min(8, int(2 * per_second))) + 10 * per_second + 1e-6


def test_idle_lanes_are_forgotten_and_blocked_ones_are_not() -> None:
    pacer, now = Pacer(SLACK), NOW
    pacer.refused(ANNA, now, 7200)
    largest = 0
    for number in range(5000):
        lane = Lane("acme", str(number))
        now = pacer.ready_at(lane, now)
        pacer.take(lane, now)
        largest = max(largest, len(pacer))
    assert largest <= 300
    assert pacer.ready_at(ANNA, now) == NOW + 7200 * SECOND


# Order


def candidate(
    number: int, about: str = "wave", attention: Attention = Attention.UNASKED, lane: Lane | None = None
) -> Candidate:
    """Make a delivery; the lower its number, the longer it has been due."""
    return Candidate(number, lane or Lane("acme", f"person {number}"), attention, about, NOW + number * SECOND)


def ids(candidates: list[Candidate] | tuple[Candidate, ...]) -> list[int | str]:
    return [one.id for one in candidates]


def test_replies_and_urgent_ones_go_before_alerts_and_these_before_unasked_ones() -> None:
    waiting = [
        candidate(1, "wave", Attention.UNASKED),
        candidate(2, "rule", Attention.ALERT),
        candidate(3, "notice", Attention.URGENT),
        candidate(4, "click", Attention.REPLY),
    ]
    assert ids(order(waiting)) == [3, 4, 2, 1]


def test_an_alert_never_waits_behind_five_thousand_invitations() -> None:
    pacer, turns = Pacer(SLACK), Turns()
    waiting = [candidate(number) for number in range(5000)]
    now = NOW + 2 * timedelta(hours=1)
    waiting = waiting[len(choose(waiting, pacer, now, turns=turns).go) :]
    alert = candidate(9999, "big deal", Attention.ALERT)
    choice = choose([*waiting, alert], pacer, now, turns=turns)
    assert choice.go == (), "the workspace has just used its burst"
    assert choice.again_at is not None
    assert choice.again_at - now <= SECOND
    assert choose([*waiting, alert], pacer, choice.again_at, turns=turns).go == (alert,)


def test_waves_take_turns_and_each_gives_its_oldest() -> None:
    waiting = [candidate(number, "large") for number in range(5)] + [candidate(10 + n, "small") for n in range(2)]
    assert ids(order(reversed(waiting))) == [0, 10, 1, 11, 2, 3, 4]


def test_one_in_flight_a_lane() -> None:
    waiting = [
        candidate(1, lane=ANNA),
        candidate(2, lane=ANNA),
        candidate(3, "rule", Attention.ALERT, lane=ANNA),
        candidate(4, lane=BEN),
        candidate(5),
    ]
    assert ids(order(waiting, busy={BEN})) == [3, 5]


def test_one_at_a_time_is_as_fair_as_many() -> None:
    waiting = [candidate(number, "large") for number in range(50)] + [candidate(100 + n, "small") for n in range(5)]
    pacer, turns, now, went = Pacer(Pace(1000, 1000, 1000, 1000)), Turns(), NOW, list[str]()
    while waiting:
        (chosen,) = choose(waiting, pacer, now, turns=turns, limit=1).go
        waiting.remove(chosen)
        went.append(chosen.about)
    assert went[:10] == ["large", "small"] * 5


def test_turns_remember_only_so_many() -> None:
    turns = Turns(remembered=2)
    for about in ("one", "two", "three"):
        turns.served(about)
    assert [turns.last(about) for about in ("one", "two", "three")] == [0, 2, 3]


def test_a_choice_keeps_the_pace_and_says_when_to_ask_again() -> None:
    pacer = Pacer(Pace(2, 3, 1, 1))
    waiting = [candidate(number) for number in range(5)]
    choice = choose(waiting, pacer, NOW)
    assert ids(choice.go) == [0, 1, 2]
    assert choice.again_at == NOW + SECOND / 2
    later = choose(waiting[3:], pacer, NOW + SECOND / 2)
    assert ids(later.go) == [3]
    assert choose([], pacer, NOW).again_at is None


def test_a_blocked_channel_holds_nobody_else_back() -> None:
    pacer = Pacer(SLACK)
    pacer.refused(ANNA, NOW, 60)
    choice = choose([candidate(1, lane=ANNA), candidate(2, lane=BEN)], pacer, NOW)
    assert ids(choice.go) == [2]
    assert choice.again_at == NOW + 60 * SECOND


candidates = st.lists(
    st.builds(
        Candidate,
        st.uuids().map(str),
        lanes,
        st.sampled_from(Attention),
        st.sampled_from(string.ascii_uppercase[:4]),
        st.integers(0, 50).map(lambda number: NOW - number * SECOND),
    ),
    max_size=30,
    unique_by=lambda one: one.id,
)


@settings(max_examples=200)
@given(candidates, st.frozensets(lanes, max_size=3))
def test_whatever_waits_lanes_are_used_once_and_nothing_more_important_is_left_behind(
    waiting: list[Candidate], busy: frozenset[Lane]
) -> None:
    ordered = order(waiting, busy)
    used = [one.lane for one in ordered]
    assert len(used) == len(set(used))
    assert set(used) == {one.lane for one in waiting} - busy, "each free lane has something to do"
    rank = {Attention.REPLY: 0, Attention.URGENT: 0, Attention.ALERT: 1, Attention.UNASKED: 2}
    ranks = [rank[one.attention] for one in ordered]
    assert ranks == sorted(ranks)
    for one in ordered:
        same_lane = [other for other in waiting if other.lane == one.lane]
        assert rank[one.attention] == min(rank[other.attention] for other in same_lane)
        rivals = [other.due for other in same_lane if (other.attention, other.about) == (one.attention, one.about)]
        assert one.due == min(rivals)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(1, 7))
def test_while_waves_have_something_left_none_is_more_than_one_ahead(sizes: list[int], limit: int) -> None:
    waiting = [
        candidate(1000 * wave + number, f"wave {wave}") for wave, size in enumerate(sizes) for number in range(size)
    ]
    pacer, turns = Pacer(Pace(10_000, 10_000, 10, 10)), Turns()
    sent = dict.fromkeys((f"wave {wave}" for wave in range(len(sizes))), 0)
    while waiting:
        for one in choose(waiting, pacer, NOW, turns=turns, limit=limit).go:
            waiting.remove(one)
            sent[one.about] += 1
            unfinished = [sent[f"wave {wave}"] for wave, size in enumerate(sizes) if sent[f"wave {wave}"] < size]
            assert not unfinished or max(sent.values()) - min(unfinished) <= 1
