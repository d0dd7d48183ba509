"""One person with several accounts: found by e-mail, asked where that is no proof, made one.

A member's address in the company's own workspace is proof. That of a guest, or in somebody else's workspace, or a
second account in the same workspace, is not: both are asked, and only two yeses join them.
"""

from collections.abc import Callable, Sequence

from bot.attention import Attention
from bot.conversation.cards import Buttons, Card, Part, Text, button, note
from bot.conversation.replies import Reply, Update
from bot.conversation.words import T
from bot.people.actions import Decide, IsThisYou, Join
from bot.work import Work, key_of
from storage.merging import point_to
from storage.people import Person, PersonAccount, SamePerson

MOST_SHOWN = 5

Merged = Callable[[int, int, Work], None]

_BLANKS = ("title", "zone", "language", "country", "prefers", "manager", "stand_in", "snoozed_until", "away_until")


def join_later(kept: int, gone: int, work: Work) -> None:
    """Two records are one person. They are joined in a transaction of their own, due at once."""
    work.set_timer(Join(kept=kept, gone=gone), key=f"{kept}:{gone}", due=work.now)


def join_with(hooks: Callable[[], Sequence[Merged]]) -> Callable[[Join, Work], None]:
    """The timer's handler; `hooks` are the capabilities that have something to say when two become one."""

    def join(due: Join, work: Work) -> None:
        kept, gone = work.people.get(due.kept), work.people.get(due.gone)
        if kept is None or gone is None or kept is gone:
            return
        for hook in hooks():
            hook(due.kept, due.gone, work)
        merge(kept, gone, work)

    return join


def merge(kept: Person, gone: Person, work: Work) -> None:
    """Everything of `gone` becomes that of `kept`; what both said, `kept` said."""
    email, gone_id = gone.email, key_of(gone)
    for field in _BLANKS:
        if not getattr(kept, field):
            setattr(kept, field, getattr(gone, field))
    if not kept.side_from:
        kept.side, kept.side_from, kept.side_group = gone.side, gone.side_from, gone.side_group
    kept.left = kept.left and gone.left
    if known := work.people.likeness(key_of(kept), gone_id):
        work.people.remove(known)
    work.people.add(kept)
    point_to(work.people.session, key_of(kept), gone_id)
    kept.email = kept.email or email
    kept.manager = None if kept.manager == key_of(kept) else kept.manager
    kept.stand_in = None if kept.stand_in == key_of(kept) else kept.stand_in
    work.people.add(kept)


def same_place(one: Sequence[PersonAccount], other: Sequence[PersonAccount]) -> bool:
    """Whether both have an active account in one and the same workspace: seldom one person, then."""
    places = {(each.platform, each.workspace) for each in one if each.active}
    return any((each.platform, each.workspace) in places for each in other if each.active)


def ask_both(one: Person, other: Person, work: Work) -> None:
    """Ask two people who look alike whether they are one. Whoever was asked once is not asked again."""
    if work.people.likeness(key_of(one), key_of(other)) is not None:
        return
    row = work.people.add(
        SamePerson(organisation=work.people.organisation, one=key_of(one), other=key_of(other)),
    )
    for person, twin in ((one, other), (other, one)):
        if work.account_for(person) is not None:
            work.send(person, question(row, twin, work), key=_key(row, person), attention=Attention.ALERT)


def question(row: SamePerson, twin: Person, work: Work) -> Card:
    accounts = [each for each in work.people.accounts(key_of(twin)) if each.active]
    where = accounts[0].platform if accounts else ""
    place = {"slack": T("Slack"), "teams": T("Teams")}.get(where, T("the member list"))
    likeness = row.id or 0
    return Card(
        title=T("Is this you?"),
        parts=(
            Text(
                words=T(
                    "There is another account with your e-mail address: **{name}**, in {place}. If it is yours, "
                    "I treat both as one person and write to you only once.",
                    name=twin.name,
                    place=place,
                )
            ),
            Buttons(
                buttons=(
                    button(T("Yes, that's me"), IsThisYou(likeness=likeness, yes=True), style="primary"),
                    button(T("No, somebody else"), IsThisYou(likeness=likeness, yes=False)),
                )
            ),
        ),
    )


def is_this_you(action: IsThisYou, work: Work) -> Reply:
    row = work.people.likeness_by_id(action.likeness)
    if row is None or work.person_id not in {row.one, row.other}:
        return Update(card=note(T("This is settled already. Thank you.")))
    if not row.open:
        return Update(card=_outcome(row))
    says = "yes" if action.yes else "no"
    if work.person_id == row.one:
        row.one_says = says
    else:
        row.other_says = says
    work.people.add(row)
    _settle(row, work)
    return Update(card=_outcome(row))


def decide_for_both(likeness: int, work: Work, *, yes: bool) -> None:
    """Somebody with the right to says it for both."""
    row = work.people.likeness_by_id(likeness)
    if row is None or not row.open:
        return
    row.one_says = row.other_says = "yes" if yes else "no"
    work.people.add(row)
    _settle(row, work)


def open_questions(work: Work) -> list[Part]:
    """For those who may decide: who looks alike and has not both answered."""
    rows = [row for row in work.people.likenesses() if row.open][:MOST_SHOWN]
    people = work.people.some(each for row in rows for each in (row.one, row.other))
    parts: list[Part] = []
    for row in rows:
        one, other = people[row.one], people[row.other]
        parts += [
            Text(
                words=T(
                    "**{one}** ({email}) and **{other}** may be one person.",
                    one=one.name,
                    email=one.email or "–",
                    other=other.name,
                )
            ),
            Buttons(
                buttons=(
                    button(T("One person"), Decide(likeness=row.id or 0, yes=True)),
                    button(T("Two people"), Decide(likeness=row.id or 0, yes=False)),
                )
            ),
        ]
    return parts


def _settle(row: SamePerson, work: Work) -> None:
    if row.open:
        return
    if "no" not in {row.one_says, row.other_says}:
        join_later(row.one, row.other, work)
    for person in work.people.some((row.one, row.other)).values():
        work.withdraw(_key(row, person))
        work.update(_key(row, person), _outcome(row))


def _outcome(row: SamePerson) -> Card:
    if "no" in {row.one_says, row.other_says}:
        return note(T("Thank you: these stay two people."))
    if row.open:
        return note(T("Thank you. I have asked the other account, too; as soon as it says yes, you are one person."))
    return note(T("Thank you: both accounts are one person now, and you get each message once."))


def _key(row: SamePerson, person: Person) -> str:
    return f"same:{row.id}:{person.id}"
