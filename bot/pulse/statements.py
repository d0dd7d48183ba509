"""The instrument: twenty statements, what each one asks about, what helps with it, and the relationship types.

The topics and the bands follow Kotler, Rackham and Krishnaswamy, "Ending the War Between Sales and Marketing"
(Harvard Business Review, July 2006); the sentences are Truce's own.
"""

from typing import Literal

from bot.conversation.model import Frozen
from bot.conversation.words import T, Words

Practice = Literal[
    "rules",
    "directory",
    "meetings",
    "heads",
    "handoffs",
    "glossary",
    "friction",
    "insights",
    "ride_alongs",
    "sit_ins",
    "job_swaps",
    "training",
    "playbooks",
    "scoreboard",
    "funnel",
    "previews",
    "advisor",
]
Relationship = Literal["undefined", "defined", "aligned", "integrated"]

LOWEST_RATING = 1
HIGHEST_RATING = 5


class Statement(Frozen):
    """Something to agree with, from 1 (strongly disagree) to 5 (strongly agree); `number` counts from 1.

    `measures` is its short name in charts and rankings; `help` says how its `practice` mends a low rating.
    """

    number: int
    words: Words
    measures: Words
    practice: Practice
    help: Words


class RelationshipType(Frozen):
    """What a total says: from `start` up to, but not including, the start of the next type."""

    key: Relationship
    start: int
    end: int
    name: Words
    meaning: Words


def _statement(number: int, words: Words, measures: Words, practice: Practice, help_: Words) -> Statement:
    return Statement(number=number, words=words, measures=measures, practice=practice, help=help_)


STATEMENTS: tuple[Statement, ...] = (
    _statement(
        1,
        T("What we sell ends up near what we forecast."),
        T("Forecasts that hold"),
        "scoreboard",
        T("The scoreboard puts forecast and result side by side every week."),
    ),
    _statement(
        2,
        T("When results let us down, we look for the cause and not for somebody to blame."),
        T("No blame"),
        "friction",
        T("Frictions go to a liaison whom both sides chose, before they turn into blame."),
    ),
    _statement(
        3,
        T("Our marketers sit down with important customers while a sale is still under way."),
        T("Marketers with customers"),
        "ride_alongs",
        T("Ride-alongs take a marketer to a customer with a salesperson, a new pair each month."),
    ),
    _statement(
        4,
        T("When Marketing drafts our marketing plan, it asks Sales to work on it too."),
        T("Sales in the marketing plan"),
        "sit_ins",
        T("Sit-ins give salespeople a seat where the marketing plan is drafted."),
    ),
    _statement(
        5,
        T("What Marketing makes for our salespeople to show and hand out helps them sell."),
        T("Material that sells"),
        "rules",
        T("A rule has Sales review each piece before it goes to print."),
    ),
    _statement(
        6,
        T("When Marketing asks our salespeople what they hear from customers, they are glad to answer."),
        T("Feedback from the field"),
        "insights",
        T("Field insights take under a minute, and people hear when theirs was used."),
    ),
    _statement(
        7,
        T("We all mean the same by words such as lead, prospect and opportunity."),
        T("Common language"),
        "glossary",
        T("The glossary keeps one definition of each word, approved by both sides."),
    ),
    _statement(
        8,
        T("Our two heads often talk about what comes long before a sale: ideas, shifts in the market, what to build."),
        T("Heads confer early"),
        "heads",
        T("A meeting series of the two heads keeps ideas, market and product strategy on the agenda."),
    ),
    _statement(
        9,
        T("We work out together how each group of customers decides and buys."),
        T("How segments buy"),
        "playbooks",
        T("Playbooks by segment have one owner from each side."),
    ),
    _statement(
        10,
        T("When we meet, we get work done; quarrels and emergencies take little of the time."),
        T("Meetings that solve things"),
        "meetings",
        T("Agendas that build themselves start with open actions and leave quarrels to the liaison."),
    ),
    _statement(
        11,
        T("Our two heads already plan together for what we will launch in two years or later."),
        T("Planning years ahead"),
        "heads",
        T("A quarterly series of the two heads gives launches that are years away a fixed place."),
    ),
    _statement(
        12,
        T("We judge how well we did by the same few numbers, and we talk about them."),
        T("Shared measures"),
        "scoreboard",
        T("The scoreboard shows both sides the same measures every week."),
    ),
    _statement(
        13,
        T("For our key accounts, Marketing helps to choose the strategy and to carry it out."),
        T("Marketing in key accounts"),
        "playbooks",
        T("Playbooks for the top ten accounts name a marketer and a salesperson for each."),
    ),
    _statement(
        14,
        T("We work along one funnel that we drew up together, from the first sign of a market to customer service."),
        T("One joint funnel"),
        "funnel",
        T("The funnel gives each step an owner, and a helper from the other side."),
    ),
    _statement(
        15,
        T("Marketing studies our funnel's numbers, and that makes it steadier and more effective."),
        T("Learning from the funnel"),
        "handoffs",
        T("Hand-offs record how long leads wait and why they come back, so there is something to study."),
    ),
    _statement(
        16,
        T("We win together and we lose together, and it shows in how we act."),
        T("In it together"),
        "scoreboard",
        T("One target that both sides commit to makes a win, or a miss, everybody's."),
    ),
    _statement(
        17,
        T("One executive, such as a chief revenue or customer officer, leads both our teams."),
        T("One leader for both"),
        "advisor",
        T("The advisor says whether it is time for one chief revenue officer, and keeps the checklist."),
    ),
    _statement(
        18,
        T("Our people do change from Sales to Marketing, and the other way."),
        T("People change sides"),
        "job_swaps",
        T("Job swaps let people try the other side's work."),
    ),
    _statement(
        19,
        T("We set up training, events and ways to learn together, for both our teams."),
        T("Learning together"),
        "training",
        T("Joint training and events are planned by both sides, and Truce keeps the dates."),
    ),
    _statement(
        20,
        T("When our plans go to the top executives, each side helps the other to prepare and present them."),
        T("Plans presented together"),
        "sit_ins",
        T("Sit-ins bring the other side in before a plan goes to the top."),
    ),
)

RELATIONSHIPS: tuple[RelationshipType, ...] = (
    RelationshipType(
        key="undefined",
        start=20,
        end=40,
        name=T("undefined"),
        meaning=T("Each side works for itself and knows little of the other until something goes wrong."),
    ),
    RelationshipType(
        key="defined",
        start=40,
        end=60,
        name=T("defined"),
        meaning=T("The sides have agreed who does what and keep the peace, each within its own ground."),
    ),
    RelationshipType(
        key="aligned",
        start=60,
        end=80,
        name=T("aligned"),
        meaning=T("The lines are clear but easy to cross: the sides plan and learn together and speak one language."),
    ),
    RelationshipType(
        key="integrated",
        start=80,
        end=100,
        name=T("integrated"),
        meaning=T("The sides share systems, measures and rewards, and rise or fall as one."),
    ),
)


def statement(number: int) -> Statement:
    """The statement of that number, 1 to 20; ValueError for any other."""
    if not 1 <= number <= len(STATEMENTS):
        raise ValueError(f"There is no statement {number}: they are numbered 1 to {len(STATEMENTS)}.")
    return STATEMENTS[number - 1]


def relationship_type(key: Relationship) -> RelationshipType:
    return next(each for each in RELATIONSHIPS if each.key == key)
