"""Where a topic that somebody misses is made, or filled: for capabilities that look people up in the directory."""

from bot.conversation.payloads import Action
from bot.directory.edit_actions import NewTopic, ShowTopic
from bot.directory.tokens import key
from bot.work import Work
from storage.directory import Directory


def mend_topic(name: str, work: Work) -> Action:
    """The button's action: the topic, where there is one of that name, or the form for a new one."""
    known = work[Directory].topic_by_key(key(name))
    return ShowTopic(topic=known.id or 0) if known is not None else NewTopic(name=name)
