"""The CRMs, and our own JSON: what they send is verified and read into the shapes of `bot.deals.told`."""
