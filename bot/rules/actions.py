"""What the buttons, forms and timers carry with which rules of engagement are set up."""

from typing import ClassVar

from bot.conversation.payloads import Action, Payload
from bot.ports.records import Kind


class _OnRule(Action):
    rule: int


class ListRules(Action):
    """`start`: from which one on."""

    NAME: ClassVar[str] = "rules.list"
    start: int = 0


class ShowTemplates(Action):
    NAME: ClassVar[str] = "rules.templates"


class ShowRule(_OnRule):
    NAME: ClassVar[str] = "rules.show"


class SwitchOnTemplate(Action):
    """Make a rule of a template. `anyway`: though somebody it names is missing here."""

    NAME: ClassVar[str] = "rules.use"
    template: str
    anyway: bool = False


class FillTemplate(Action):
    """The same, with numbers and people of one's own."""

    NAME: ClassVar[str] = "rules.fill"
    OPENS_FORM: ClassVar[bool] = True
    template: str


class ChangeNumbers(_OnRule):
    """A rule that was made from a template, by the template's form."""

    NAME: ClassVar[str] = "rules.numbers"
    OPENS_FORM: ClassVar[bool] = True


class PickKind(Action):
    """What a rule of one's own is about."""

    NAME: ClassVar[str] = "rules.kinds"


class NewRule(Action):
    NAME: ClassVar[str] = "rules.new"
    OPENS_FORM: ClassVar[bool] = True
    kind: Kind


class ChangeRule(_OnRule):
    NAME: ClassVar[str] = "rules.change"
    OPENS_FORM: ClassVar[bool] = True


class SwitchRule(_OnRule):
    NAME: ClassVar[str] = "rules.switch"
    on: bool


class TryRule(_OnRule):
    """How often it would have fired in the last ninety days."""

    NAME: ClassVar[str] = "rules.try"


class ShowTrail(Action):
    NAME: ClassVar[str] = "rules.trail"


class MarkHolding(Payload):
    """Timer: a rule was switched on. What holds already is marked, a page of records at a time."""

    NAME: ClassVar[str] = "rules.mark"
    rule: int
    after: int = 0


class LetGo(Payload):
    """Timer: a rule was switched off. What is open because of it is cancelled, a page of records at a time."""

    NAME: ClassVar[str] = "rules.let_go"
    rule: int
    after: int = 0
