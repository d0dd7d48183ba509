"""What sides, platforms and days are called."""

from bot.conversation.words import T, Words

SIDE_WORDS: dict[str, Words] = {"sales": T("Sales"), "marketing": T("Marketing"), "other": T("Neither")}
PLATFORM_WORDS: dict[str, Words] = {"slack": T("Slack"), "teams": T("Teams"), "web": T("the playground")}
DAY_WORDS = (T("Monday"), T("Tuesday"), T("Wednesday"), T("Thursday"), T("Friday"), T("Saturday"), T("Sunday"))
