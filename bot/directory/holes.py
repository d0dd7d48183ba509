"""What other capabilities could not find in the directory: filed as an open question, for its steward to settle."""

from collections.abc import Sequence

from bot.directory.remembering import today
from bot.directory.stewards import stewards
from bot.directory.tokens import key
from bot.ports.directory import Concerning
from bot.work import Work, key_of
from storage.directory import Directory


class DirectoryHoles:
    """A `Holes` over the records."""

    def nobody(self, topic: str, concerning: Concerning, work: Work) -> Sequence[int]:
        directory = work[Directory]
        known = directory.topic_by_key(key(topic))
        named = (concerning.region, concerning.segment, concerning.product)
        words = " ".join(each for each in (topic, *named) if each.strip())
        if key(words):
            directory.file_question("unanswered", words, key(words), today(work), known.id if known else None)
        return [key_of(each) for each in stewards(known, work)]
