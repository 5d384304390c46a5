"""«Биллинг» as the УК sees it: its balance, what it is charged and why, its invoices. The books are `billing`."""
