"""Brightwater, the company of the stories: twelve in Sales, twelve in Marketing, in two time zones."""

SALES: tuple[str, ...] = (
    *("Alice Ober", "Ben Stone", "Carla Diaz", "Dan Wolf", "Eva Kern", "Finn Hart"),
    *("Gina Moss", "Hugo Berg", "Ida Lund", "Jack Reed", "Kate Lane", "Leo Marx"),
)
MARKETING: tuple[str, ...] = (
    *("Mia Frost", "Nils Vogt", "Olga Petrova", "Paul Quinn", "Quincy Adler", "Rosa Stein"),
    *("Sam Tull", "Tara Uhl", "Udo Veit", "Vera Wirth", "Will York", "Xenia Zorn"),
)
HEAD_OF_SALES, HEAD_OF_MARKETING = SALES[0], MARKETING[0]
IN_NEW_YORK = {"Ben Stone", "Nils Vogt"}


def email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@brightwater.example"


def csv(*some: str) -> str:
    """All of the company, or those of these names and the heads."""
    lines = ["name,email,side,title,manager_email,timezone,language,slack_id,teams_id,roles"]
    for side, names in (("sales", SALES), ("marketing", MARKETING)):
        for name in (each for each in names if not some or each in {*some, names[0]}):
            head = name == names[0]
            zone = "America/New_York" if name in IN_NEW_YORK else "Europe/Vienna"
            manager = "" if head else email(names[0])
            lines.append(f"{name},{email(name)},{side},,{manager},{zone},en,,,{'head' if head else 'member'}")
    return "\n".join(lines) + "\n"
