"""Whether a post has reached its channel. Where Truce is not in it, the owner hears so directly."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import note as card_of
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T
from bot.engagements.actions import LookAtPost, PostAgain
from bot.engagements.case import Case, look
from bot.engagements.ports import Ports
from bot.engagements.telling_cards import no_channel_card
from bot.engagements.waivers import may_waive
from bot.work import Work
from storage.deliveries import Deliveries, Delivery

LOOKING: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""When to look whether a post has arrived: so long after the look before."""


@dataclass(frozen=True)
class Channels:
    ports: Ports

    def look_at_post(self, timer: LookAtPost, work: Work) -> None:
        case = look(timer.engagement, self.ports, work)
        row = work[Deliveries].by_key(case.engagement.post) if case is not None and case.engagement.post else None
        if case is None or row is None or row.external:
            return
        if row.state in {"held", "failed", "expired"}:
            self._tell(case, row, work)
        elif timer.times + 1 < len(LOOKING):
            following = LookAtPost(engagement=timer.engagement, times=timer.times + 1)
            due = work.now + LOOKING[timer.times + 1]
            work.set_timer(following, key=str(timer.engagement), due=due)

    def _tell(self, case: Case, row: Delivery, work: Work) -> None:
        owner = work.people.get(case.subject.owner) if case.subject.owner is not None else None
        if owner is not None and not owner.left:
            key = f"engagement {case.number} no channel {work.now:%Y-%m-%dT%H:%M}"
            work.send(owner, no_channel_card(case, row.trouble), key=key, attention=Attention.ALERT)

    def post_again(self, action: PostAgain, work: Work) -> Reply:
        """The owner has invited Truce, or says so."""
        case = look(action.engagement, self.ports, work)
        if case is None:
            return Whisper(card=card_of(T("This is not there any more.")))
        if case.subject.owner != work.person_id and not may_waive(case, self.ports, work):
            work.trail("refused", kind="engagement", name=case.rule.name, words="post again")
            return Whisper(card=card_of(T("That is for whoever owns {name}.", name=case.subject.name)))
        row = work[Deliveries].by_key(case.engagement.post)
        if row is None or not work[Deliveries].again(row.id, work.now):
            return Update(card=card_of(T("It is in the channel.")))
        due = work.now + LOOKING[0]
        work.set_timer(LookAtPost(engagement=case.number), key=str(case.number), due=due)
        return Update(card=card_of(T("I try once more. If it fails again, you hear from me.")))
