from tests.bot.people.conftest import house

__all__ = ["house"]
