"""SMS: what a text costs, who carries it, and the ledger of every message sent. Lives in `public`.

A company speaks through `domain.sending`: the money is reserved before a message is queued, charged when it is
delivered, released when it is not. The rules of money (nothing beyond the balance, nothing charged twice, nothing
changed or deleted) are held by the database (`triggers`); services that carry messages stand behind `gateways`.
"""
