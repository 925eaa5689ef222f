"""Letters become messages, messages go through an outbox to a transport; nobody gets one twice.

Knows no spreadsheet and nothing of the add-in: it could serve any program that writes to people.
"""
