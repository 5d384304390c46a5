"""Web Push: what a company tells goes to browsers and phones through the services of their makers.

An outbox in `public` holds what waits, by companies' own numbers of devices; addresses and keys of devices stay in the
companies' books, which register here (`book`). Source: RFC 8030 (protocol), 8188 and 8291 (content), 8292 (VAPID).
"""
