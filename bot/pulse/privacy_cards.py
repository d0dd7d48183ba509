"""How answers stay private, told to those who give them: complete, in plain words. `docs/privacy.md` says the same."""

from bot.conversation.cards import Card, heading, text
from bot.conversation.words import Listing, T
from bot.pulse.cards import promise
from bot.rights import MAY, ROLE_WORDS, Right, Role


def privacy(minimum: int) -> Card:
    seen_by = tuple(ROLE_WORDS[role] for role in Role if role in MAY[Right.SEE_RESULTS])
    return Card(
        title=T("How your answers stay yours"),
        parts=(
            text(promise(minimum)),
            heading(T("While it is open")),
            text(
                T(
                    "Your answers are kept under a random key, so that you can change them. Nobody is shown a figure "
                    "before it closes, and nobody is ever shown who has answered, not even administrators: only how "
                    "many, and only of groups large enough."
                )
            ),
            heading(T("When it closes")),
            text(
                T(
                    "The figures of large enough groups are worked out once and never again. Then your answers, the "
                    "key, and every record that could tie you to them are destroyed. Everyone who was asked sees the "
                    "same result."
                )
            ),
            heading(T("Exact or rounded")),
            text(
                T(
                    "When people have joined, left or changed sides since the last time, two exact results could be "
                    "subtracted, and the rest would be about those few. Then only rounded figures are shown."
                )
            ),
            heading(T("Comments and free text")),
            text(
                T(
                    "They are shown word for word, mixed up, without name, side or time, and only if at least "
                    "{minimum} people answered. People may know you by how you write.",
                    minimum=minimum,
                )
            ),
            heading(T("Surveys with names")),
            text(
                T(
                    "Some surveys are not anonymous. They say so beside every question, before you answer. Those "
                    "answers stay, with your name, and every {roles} can see them.",
                    roles=Listing(items=seen_by),
                )
            ),
            heading(T("Your chat")),
            text(
                T(
                    "Slack and Teams keep messages for your company. Mine show that you have answered, never what: "
                    "ratings and texts appear in forms only, which are kept nowhere. What you write to me as a "
                    "message is in your chat like any other; I don't keep it as an answer."
                )
            ),
        ),
    )
