"""Whoever lives in the houses, owns or answers for a flat: one table on which the rest stands.

An account says in whose name the books are kept; a person has phones, an e-mail and consents, and may be of several
accounts, as an account may be of several people. Here one asks whom to call, who may be written to by which channel,
whether somebody has the app, and who may see what. A person comes into being with the first thing that only a person
can have: a phone, an address, a consent, a sign-in.
"""
