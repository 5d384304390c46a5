"""One audit trail for the tenant: who did what to which object, before and after. Append-only in the database."""
