"""Changing contacts in chat: who may, what is refused and why, and who is told."""

from collections.abc import Mapping

from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update
from bot.directory import edit_forms
from bot.directory.assigning import tell
from bot.directory.checking import FOR, kept
from bot.directory.contact_checks import contact_errors
from bot.directory.edit_actions import AddContact, ChangeContact, RemoveContact, ShowTopic
from bot.directory.edit_forms import ALL_STEPS
from bot.directory.looking import GONE, topic_page
from bot.directory.mine import keep_up, take_back
from bot.directory.stewards import require_tending
from bot.work import Work
from storage.directory import Contact, Directory, Topic
from storage.directory_pages import SCOPE


def add_contact_form(action: AddContact, work: Work) -> Form | Reply:
    topic = work[Directory].topic(action.topic)
    if topic is None:
        return GONE
    require_tending(topic, work)
    return edit_forms.contact_form(action, topic.name, None, {})


def add_contact(action: AddContact, values: Values, work: Work) -> Reply:
    topic = work[Directory].topic(action.topic)
    if topic is None:
        return GONE
    require_tending(topic, work)
    scope = _scope(values)
    if errors := contact_errors(action.topic, None, values, scope, work):
        return FormErrors(errors=errors)
    contact = Contact(organisation=work.people.organisation, topic=action.topic, person=values["person"])
    _write(contact, values, scope)
    work[Directory].add_contact(contact)
    _name_anew(contact, work)
    return Update(card=topic_page(topic, ShowTopic(topic=action.topic), work))


def change_contact_form(action: ChangeContact, work: Work) -> Form | Reply:
    found = _found(action.contact, work)
    if found is None:
        return GONE
    contact, topic = found
    people = work.people.some({each for each in (contact.person, contact.backup) if each is not None})
    return edit_forms.contact_form(action, topic.name, contact, people)


def change_contact(action: ChangeContact, values: Values, work: Work) -> Reply:
    """Somebody else, or for something else: then nobody has confirmed that yet, and whoever it is now is told."""
    found = _found(action.contact, work)
    if found is None:
        return GONE
    contact, topic = found
    scope = _scope(values)
    if errors := contact_errors(contact.topic, contact, values, scope, work):
        return FormErrors(errors=errors)
    person_before, before = contact.person, {field: getattr(contact, field) for field in scope}
    anew = person_before != values["person"] or any(before[field] != scope[field] for field in SCOPE)
    _write(contact, values, scope)
    if before != scope:
        work[Directory].change_contact(contact)
    else:
        work[Directory].add(contact)  # other people are no other words
    if anew:
        _name_anew(contact, work)
    if contact.person != person_before:
        _off_the_hook(person_before, action.contact, work)
    return Update(card=topic_page(topic, _shown_before(action, topic), work))


def remove_contact(action: RemoveContact, work: Work) -> Reply:
    found = _found(action.contact, work)
    if found is None:
        return GONE
    contact, topic = found
    work[Directory].remove_contact(contact)
    _off_the_hook(contact.person, action.contact, work)
    return Update(card=topic_page(topic, _shown_before(action, topic), work))


def _name_anew(contact: Contact, work: Work) -> None:
    """Nobody has confirmed this yet: whoever it is hears of it."""
    contact.state, contact.confirmed, contact.asked, contact.reminded = "new", None, None, 0
    person = work.people.get(contact.person)
    if person is not None:
        tell(contact, person, work)
    work[Directory].add(contact)


def _off_the_hook(person: int, contact: int, work: Work) -> None:
    """What asks somebody about it and has not gone out is taken back; what is out there leaves it out."""
    take_back(person, contact, work)
    keep_up(person, work)


def _found(number: int, work: Work) -> tuple[Contact, Topic] | None:
    """The contact that a button names, for somebody who may change it."""
    contact = work[Directory].contact(number)
    topic = work[Directory].topic(contact.topic) if contact else None
    if contact is None or topic is None:
        return None
    require_tending(topic, work)
    return contact, topic


def _write(contact: Contact, values: Values, scope: Mapping[str, str]) -> None:
    contact.person, contact.backup = values["person"], values["backup"]
    for field, value in scope.items():
        setattr(contact, field, value)


def _scope(values: Values) -> dict[str, str]:
    said = {field: values[field] or "" for field in ("region", *FOR)}
    step = values["step"]
    return kept(**said, step="" if step == ALL_STEPS else step)


def _shown_before(action: ChangeContact | RemoveContact, topic: Topic) -> ShowTopic:
    return ShowTopic(topic=topic.id or 0, page=action.page, typed=action.typed)
