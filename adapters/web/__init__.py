"""The web: the playground, which is a chat platform of our own, and the few pages that machines ask for."""
