"""The weekly digest: one message on Monday morning, of which each capability writes its part."""
