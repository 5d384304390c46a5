"""SQL of the import of debts: from the temporary table `staged` to the balances of active accounts.

`%(on)s` is the date of which the file is true; `%(zero)s` says that accounts which the file does not name owe nothing;
`%(asks)s` that it is not answered yet whether numbers that lost their zeros are accounts of ours.
A balance that is known of a later day stays, and so does an overpayment that the file does not name.
"""

STAGED = 'number varchar(30) COLLATE "C" NOT NULL, balance numeric(14, 2) NOT NULL'

_ROWS = """
    FROM staged s
    LEFT JOIN accounting_account a ON a.number = s.number AND a.is_active
    LEFT JOIN (SELECT DISTINCT number FROM accounting_account WHERE NOT is_active) closed ON closed.number = s.number
"""
# While it is asked whether a number that lost its zeros is an account of ours, it is not refused.
_IS_UNKNOWN = """
    a.id IS NULL AND closed.number IS NULL AND NOT (%(asks)s AND s.number IN (
        SELECT other.number FROM staged other JOIN accounting_account twin
            ON ltrim(twin.number, '0') = ltrim(other.number, '0') AND twin.is_active
        WHERE ltrim(other.number, '0') <> ''
    ))
"""
_IS_CLOSED = "a.id IS NULL AND closed.number IS NOT NULL"
_IS_NEWER = "a.balance_on > %(on)s"
_IS_CHANGED = f"""
    s.number IS NOT NULL AND ({_IS_NEWER}) IS NOT TRUE
    AND (a.balance, a.balance_on) IS DISTINCT FROM (s.balance, %(on)s)
"""
_IS_ZEROED = f"%(zero)s AND s.number IS NULL AND a.balance > 0 AND ({_IS_NEWER}) IS NOT TRUE"

# Every active account beside its row of the file, if there is one.
_ACCOUNTS = "FROM accounting_account a LEFT JOIN staged s ON s.number = a.number"

COUNTS = f"""
    SELECT count(*) FILTER (WHERE {_IS_UNKNOWN}),
        count(*) FILTER (WHERE a.id IS NOT NULL AND {_IS_CHANGED}),
        count(*) FILTER (WHERE a.id IS NOT NULL AND {_IS_CHANGED} AND a.balance = s.balance)
    {_ROWS}
"""

UNKNOWN = f"SELECT s.row_number, s.number {_ROWS} WHERE {_IS_UNKNOWN} ORDER BY s.row_number LIMIT %(limit)s"

SKIPPED = f"""
    SELECT s.row_number, s.number, a.balance_on, count(*) OVER ()
    {_ROWS} WHERE {_IS_CLOSED} OR {_IS_NEWER} ORDER BY s.row_number LIMIT %(limit)s
"""

CHANGES = f"""
    SELECT s.row_number, s.number, 'Баланс', a.balance::text, s.balance::text
    {_ROWS} WHERE a.id IS NOT NULL AND {_IS_CHANGED} AND a.balance <> s.balance ORDER BY s.row_number LIMIT %(limit)s
"""

ABSENT = f"""
    SELECT count(*), coalesce(sum(a.balance), 0),
        count(*) FILTER (WHERE {_IS_ZEROED}), coalesce(sum(a.balance) FILTER (WHERE {_IS_ZEROED}), 0)
    {_ACCOUNTS} WHERE a.is_active AND s.number IS NULL AND a.balance > 0
"""

HOUSES = f"""
    SELECT house.street, house.number, told.changed, told.before, told.after, count(*) OVER ()
    FROM (
        SELECT a.house_id, sum(a.balance) AS before,
            count(*) FILTER (WHERE ({_IS_CHANGED}) OR ({_IS_ZEROED})) AS changed,
            sum(CASE WHEN {_IS_CHANGED} THEN s.balance WHEN {_IS_ZEROED} THEN 0 ELSE a.balance END) AS after
        {_ACCOUNTS} WHERE a.is_active GROUP BY a.house_id
    ) told JOIN accounting_house house ON house.id = told.house_id
    WHERE told.changed > 0 ORDER BY house.address_key, house.id LIMIT %(limit)s
"""  # noqa: S608  constants

MERGE = f"""
    WITH told AS (
        SELECT a.id, coalesce(s.balance, 0) AS balance, s.number IS NOT NULL AS is_named
        {_ACCOUNTS} WHERE a.is_active AND (({_IS_CHANGED}) OR ({_IS_ZEROED}))
    ), merged AS (
        UPDATE accounting_account a SET balance = told.balance, balance_on = %(on)s, updated_at = now()
        FROM told WHERE told.id = a.id RETURNING told.is_named
    )
    SELECT count(*) FILTER (WHERE is_named), count(*) FILTER (WHERE NOT is_named) FROM merged
"""  # noqa: S608  constants
