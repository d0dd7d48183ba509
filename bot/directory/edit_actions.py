"""What the buttons and forms carry with which the directory is looked at and changed."""

from typing import ClassVar

from bot.conversation.payloads import Action


class ShowOverview(Action):
    NAME: ClassVar[str] = "directory.overview"


class ListTopics(Action):
    """A page of the topics. `waiting`: only those that need looking at. `typed`: only those that are called like it."""

    NAME: ClassVar[str] = "directory.topics"
    page: int = 0
    waiting: bool = False
    typed: str = ""


class FindTopic(Action):
    NAME: ClassVar[str] = "directory.find_topic"
    OPENS_FORM: ClassVar[bool] = True


class ShowTopic(Action):
    """A topic and a page of its contacts. `typed`: only those who hold it. `here`: in the message that was clicked."""

    NAME: ClassVar[str] = "directory.topic"
    topic: int
    page: int = 0
    typed: str = ""
    here: bool = False


class FindContact(Action):
    """Among a topic's contacts."""

    NAME: ClassVar[str] = "directory.find_contact"
    OPENS_FORM: ClassVar[bool] = True
    topic: int


class NewTopic(Action):
    NAME: ClassVar[str] = "directory.new_topic"
    OPENS_FORM: ClassVar[bool] = True
    name: str = ""


class ChangeTopic(Action):
    """Name, synonyms, steward."""

    NAME: ClassVar[str] = "directory.change_topic"
    OPENS_FORM: ClassVar[bool] = True
    topic: int


class RemoveTopic(Action):
    """With its contacts."""

    NAME: ClassVar[str] = "directory.remove_topic"
    topic: int


class AddContact(Action):
    NAME: ClassVar[str] = "directory.add_contact"
    OPENS_FORM: ClassVar[bool] = True
    topic: int


class ChangeContact(Action):
    """`page` and `typed`: what the message shows, and shows again afterwards."""

    NAME: ClassVar[str] = "directory.change_contact"
    OPENS_FORM: ClassVar[bool] = True
    contact: int
    page: int = 0
    typed: str = ""


class RemoveContact(Action):
    NAME: ClassVar[str] = "directory.remove_contact"
    contact: int
    page: int = 0
    typed: str = ""


class ShowRegions(Action):
    """The company's own regions."""

    NAME: ClassVar[str] = "directory.regions"
    page: int = 0


class NewRegion(Action):
    NAME: ClassVar[str] = "directory.new_region"
    OPENS_FORM: ClassVar[bool] = True


class ChangeRegion(Action):
    NAME: ClassVar[str] = "directory.change_region"
    OPENS_FORM: ClassVar[bool] = True
    region: int


class RemoveRegion(Action):
    NAME: ClassVar[str] = "directory.remove_region"
    region: int


class GetDirectoryFile(Action):
    """All of the directory as a CSV."""

    NAME: ClassVar[str] = "directory.export"
