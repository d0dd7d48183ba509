"""What was posted to whom and when, as the platforms saw it, and what may never be among it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlmodel import col, select, text

from storage.deliveries import Delivery
from storage.pulse import Wave
from tests.hands.base import texts
from tests.scenarios.year.company import HEAD_OF_MARKETING, HEAD_OF_SALES, Worker
from tests.scenarios.year.firm import Firm

BUDGET: Final = 3
WEEK: Final = timedelta(days=7)
KEPT: Final = ("answer", "remark", "tally", "turnout", "wave_key")
ASKS: Final = frozenset({"invitation", "again", "reminder"})
MARKED: Final = ("inbox", "timer", "delivery")


@dataclass(frozen=True)
class Posted:
    """One message to one person. `kind` is invitation, again, reminder, result or reply; `wave` is 0 for a reply.

    `at` is to the second: Teams' ids, which tell it, run ahead by a thousandth where the clock stands still.
    `message` is its name at the platform, as `name_of` gives it.
    """

    to: Worker
    at: datetime
    kind: str
    wave: int
    message: str
    words: str

    @property
    def unasked(self) -> bool:
        """Whether it costs attention: a head wants the result, and who asked to be asked again wants that."""
        wanted = self.kind == "result" and self.to.name in {HEAD_OF_SALES, HEAD_OF_MARKETING}
        return self.kind in {"invitation", "reminder", "result"} and not wanted


class Watch:
    """Looks at the fakes at every stop of time. What a message was is read from its delivery while there is one."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._seen = 0
        self._seen_in: Counter[str] = Counter()
        self.posted: list[Posted] = []
        self.asking: dict[tuple[str, int], set[str]] = defaultdict(set)
        """The names of the messages that ask somebody about a wave."""

    def looks(self) -> None:
        """Take down what has been posted since the last look."""
        new = [*self._on_slack(), *self._on_teams()]
        if not new:
            return
        keys = self._keys({external for _, external, _, _ in new})
        for to, external, at, words in new:
            kind, wave = _told(keys.get(external, ""))
            self.posted.append(Posted(to, at.replace(microsecond=0), kind, wave, external, words))
            if kind in ASKS:
                self.asking[to.name, wave].add(external)

    def _on_slack(self) -> Iterator[tuple[Worker, str, datetime, str]]:
        slack = self._firm.world.slack.home
        users = {each.user: each for each in slack.channels.values() if each.user}
        rooms = {each.id: user for user, each in users.items()}
        names = {slack.users[user].id: slack.users[user].real_name for user in users}
        new, self._seen = slack.messages[self._seen :], len(slack.messages)
        for message in new:
            if message.bot_id and not message.ephemeral_to:
                first = message.versions[0] if message.versions else {"text": message.text, "blocks": message.blocks}
                words = "\n".join([str(first["text"]), *texts(first["blocks"], frozenset({"value"}))])
                to = self._firm.workers[names[rooms[message.channel]]]
                yield to, f"{message.channel}/{message.ts}", datetime.fromtimestamp(message.at, UTC), words

    def _on_teams(self) -> Iterator[tuple[Worker, str, datetime, str]]:
        for room in self._firm.world.teams.tenant.conversations.values():
            new, self._seen_in[room.id] = room.messages[self._seen_in[room.id] :], len(room.messages)
            for message in new:
                if message.sender is None:
                    words = "\n".join(texts(message.versions[0], frozenset({"data", "fallback"})))
                    at = datetime.fromtimestamp(int(message.id) / 1000, UTC)
                    yield self._firm.workers[room.members[0].name], f"{room.id}|{message.id}", at, words

    def _keys(self, externals: set[str]) -> dict[str, str]:
        query = select(Delivery.external, Delivery.key).where(col(Delivery.external).in_(externals))
        with self._firm.world.database.read() as session:
            return dict(session.exec(query).all())

    # What may never be

    def waves(self) -> list[Wave]:
        with self._firm.world.database.read() as session:
            return list(session.exec(select(Wave).order_by(col(Wave.id))).all())

    def should_be_asked(self, wave: Wave) -> list[Worker]:
        """Those who were here before it opened and after it closed, and had no days off to speak of."""
        people = self._firm.staff
        return [
            each
            for each in people
            if each.hired is not None
            and each.hired < wave.opened
            and not any(since < wave.closes and until > wave.opened for since, until in each.quiet)
        ]

    def check(self, since: int = 0) -> None:
        """Everything that holds at any time, of what was posted from a place in the list on."""
        opened = {wave.id: wave.opened for wave in self.waves()}
        for each in self.posted[since:]:
            if each.kind != "reply":
                assert each.to.works_at(each.at), f"{each.kind} outside the hours of {each.to} at {each.at}"
                left = each.to.left
                still = left is None or each.at < left or (each.to.on != "slack" and opened[each.wave] < left)
                assert still, f"{each.kind} to {each.to}, who has left"
        once = Counter((each.to.name, each.wave, each.kind) for each in self.posted if each.kind != "reply")
        often = {what: count for what, count in once.items() if count > 1 and what[2] != "again"}
        assert not often, f"more than once: {often}"
        self._check_budget()

    def _check_budget(self) -> None:
        spent: dict[str, list[datetime]] = defaultdict(list)
        recent = self.posted[-1].at - 5 * WEEK
        for each in self.posted:
            if each.unasked and each.at > recent:
                spent[each.to.name].append(each.at)
        for name, moments in spent.items():
            for first, last in zip(sorted(moments), sorted(moments)[BUDGET:], strict=False):
                assert last - first >= WEEK, self._too_many(name, first, last)

    def _too_many(self, name: str, first: datetime, last: datetime) -> str:
        theirs = [each for each in self.posted if each.to.name == name and first <= each.at <= last]
        told = "\n".join(f"{each.at} {each.kind} {each.wave}" for each in theirs)
        return f"{name} was written to more than {BUDGET} times in a week:\n{told}"

    def check_forgotten(self, wave: int) -> None:
        """A wave that is closed has left nothing but its result."""
        with self._firm.world.database.read() as session:
            connection = session.connection()
            for table in KEPT:
                query = text(f"SELECT count(*) FROM {table} WHERE wave = :wave")  # noqa: S608  names of our own
                assert connection.execute(query, {"wave": wave}).scalar_one() == 0, f"{table} still holds wave {wave}"
            for table in MARKED:
                query = text(f"SELECT count(*) FROM {table} WHERE about = :about")  # noqa: S608
                about = f"wave {wave}"
                assert connection.execute(query, {"about": about}).scalar_one() == 0, f"{table} still tells of {about}"

    def check_platforms(self) -> None:
        """Nothing was refused, and nobody had to be told to slow down."""
        assert self._firm.world.problems() == []
        assert self._firm.world.slack.refused == 0
        assert self._firm.world.teams.count(status=429) == 0


def _told(key: str) -> tuple[str, int]:
    """What a delivery's key says: "wave 3 invitation 17", "wave 3 again 17 1", "result 3 17"."""
    match key.split():
        case ["wave", wave, kind, *_]:
            return kind, int(wave)
        case ["result", wave, _]:
            return "result", int(wave)
    return "reply", 0
