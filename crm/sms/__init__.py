"""«Уведомления — СМС»: whom the company sent SMS and what it cost. The ledger itself is `sms`."""
