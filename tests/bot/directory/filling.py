"""Directories that hold whatever may stand in one."""

from hypothesis import strategies as st

from bot.directory.checking import check_name, tidy
from bot.directory.tokens import key
from bot.directory.vocabulary import STEPS
from storage.directory import Directory
from tests.bot.directory.books import Books

FORMULAS = ("", "", "=", "+", "-", "@", "'", "''=", "'-", "＝", '"', "a;b".replace(";", ","), "\u200f")
LETTERS = st.characters(exclude_categories=["Cc", "Cs"])
WORDS = st.sampled_from(
    ["pricing", "Sensor X", "Café", "价格", "عقود", "C++", "R&D", "🎉 fair", "no", "null", "0", "1e5"]
)


def names(field: str) -> st.SearchStrategy[str]:
    typed = st.tuples(st.sampled_from(FORMULAS), st.one_of(WORDS, st.text(LETTERS, max_size=20))).map("".join).map(tidy)
    return typed.filter(lambda name: bool(key(name)) and check_name(field, name) is None)


OPTIONAL = {field: st.one_of(st.just(""), names(field)) for field in ("product", "segment", "account")}
TOPICS = st.lists(
    st.tuples(names("topic"), st.lists(names("synonym"), max_size=4)), max_size=4, unique_by=lambda each: key(each[0])
)
PEOPLE = st.lists(st.tuples(names("topic"), st.booleans(), st.booleans()), min_size=1, max_size=4)
REGIONS = st.sampled_from(["", "DACH", "Vienna", "UK", "united kingdom", "Our Patch", "Lost Patch", "=Patch", "德国"])
CONTACTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(-4, 3),
        st.fixed_dictionaries({"region": REGIONS, "step": st.sampled_from(["", *STEPS]), **OPTIONAL}),
    ),
    max_size=6,
)


def filled(
    books: Books,
    topics: list[tuple[str, list[str]]],
    people: list[tuple[str, bool, bool]],
    contacts: list[tuple[int, int, int, dict[str, str]]],
) -> None:
    """A directory with all this, as far as it fits together."""
    ids = []
    for at, (name, addressed, left) in enumerate(people):
        lone = not addressed and all(other[0] != name for other in people[:at])
        ids.append(books.adds(name, None if lone else f"+p{at}@x.example", left=left, side="sales"))
    with books.database.write() as session:
        Directory(session, books.organisation).set_own_region("Our Patch", key("Our Patch"), ["Austria"])
    numbers = [
        books.keeps(name, *{key(each): each for each in synonyms}.values(), steward=ids[at] if at < len(ids) else None)
        for at, (name, synonyms) in enumerate(topics)
    ]
    seen: set[tuple[object, ...]] = set()
    for topic, person, backup, what in contacts:
        same = (topic, person, *(key(each) for each in what.values()))
        if topic < len(numbers) and person < len(ids) and same not in seen:
            seen.add(same)
            other = ids[backup] if 0 <= backup < len(ids) and backup != person else None
            books.names(numbers[topic], ids[person], other, "confirmed", **what)
