"""Action items: who does what by when, until it is done."""
