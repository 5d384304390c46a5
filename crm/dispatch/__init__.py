"""The module «Диспетчерская»: a request from the call to the signed work order.

A call («обращение») has a number of its own; calls about one thing share one request. What a request is about is in
`crm.request_types`. Every move of a status is one function of `domain/moves.py`, and the database refuses any other.
By when something is due is reckoned in `domain/clock.py` (pure) and `domain/deadlines.py` (whose rule, which hours).
"""
