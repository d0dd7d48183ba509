"""What the business says: accounts, deals, reviews, and money in one currency."""
