"""Who to contact: what people ask about, who answers for it, and where."""
