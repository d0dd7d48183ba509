"""The language that the core and all adapters speak: events in, replies and cards out.

Nothing here knows a platform. What people read is said in `Words`, so that each reader gets it in their own
language and time zone; what a button carries is a typed, versioned `Payload`.
"""
