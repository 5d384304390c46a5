"""SQL of the import of phones: from the temporary table `staged` to people, phones, ties and consents.

`phone_lines` has a row for each account and number of the file; `phone_owners` says of each account who its owner is:
the person of the account under the owner's name, else whoever has one of the phones under this name, else somebody
new. Accounts under one name that share a phone in the file have one owner: `leader` is the least account of such a
group. The same rule for one phone at a time is `people.add_account_phone`.
"""

STAGED = """
    number varchar(30) COLLATE "C" NOT NULL, phones varchar(16)[] COLLATE "C" NOT NULL, agrees boolean
"""

UNKNOWN = """
    SELECT s.row_number, s.number, bool_or(closed.id IS NOT NULL), min(twin.number), count(*) OVER ()
    FROM staged s
    LEFT JOIN accounting_account a ON a.number = s.number AND a.is_active
    LEFT JOIN accounting_account closed ON closed.number = s.number AND NOT closed.is_active
    LEFT JOIN accounting_account twin ON ltrim(twin.number, '0') = ltrim(s.number, '0') AND twin.is_active
        AND ltrim(s.number, '0') <> ''
    WHERE a.id IS NULL
    GROUP BY s.row_number, s.number HAVING min(twin.number) IS NULL OR %s
    ORDER BY s.row_number LIMIT %s
"""

# All rows of a number: an account may have several phones, so they do not stand in each other's way.
TAKE_TWINS = """
    UPDATE staged SET number = pairs.twin FROM (
        SELECT s.number, min(twin.number) AS twin
        FROM staged s
        JOIN accounting_account twin ON ltrim(twin.number, '0') = ltrim(s.number, '0') AND twin.is_active
        WHERE ltrim(s.number, '0') <> '' AND NOT EXISTS (SELECT FROM accounting_account a WHERE a.number = s.number)
        GROUP BY s.number HAVING count(DISTINCT twin.number) = 1
    ) pairs WHERE pairs.number = staged.number
"""

_LINES = """
    CREATE TEMP TABLE phone_lines ON COMMIT DROP AS
    SELECT s.row_number, s.number, a.id AS account_id, a.house_id, a.name_key, told.phone, s.agrees
    FROM staged s
    JOIN accounting_account a ON a.number = s.number AND a.is_active
    CROSS JOIN LATERAL unnest(s.phones) AS told (phone)
"""

_OWNERS = """
    CREATE TEMP TABLE phone_owners ON COMMIT DROP AS
    SELECT account_id, name_key, account_id AS leader, NULL::bigint AS person_id, false AS is_tied
    FROM phone_lines GROUP BY account_id, name_key
"""

_OF_THE_ACCOUNT = """
    UPDATE phone_owners SET person_id = found.person_id, is_tied = true
    FROM (
        SELECT tie.account_id, min(person.id) AS person_id
        FROM people_accountperson tie
        JOIN people_person person ON person.id = tie.person_id
        JOIN phone_owners owner ON owner.account_id = tie.account_id AND owner.name_key = person.name_key
        WHERE (tie.until IS NULL OR tie.until > current_date) AND (tie.since IS NULL OR tie.since <= current_date)
        GROUP BY tie.account_id
    ) found WHERE found.account_id = phone_owners.account_id
"""

_WITH_THE_PHONE = """
    UPDATE phone_owners SET person_id = found.person_id
    FROM (
        SELECT line.account_id, min(person.id) AS person_id
        FROM phone_lines line
        JOIN people_personphone stored ON stored.number = line.phone
        JOIN people_person person ON person.id = stored.person_id AND person.name_key = line.name_key
        GROUP BY line.account_id
    ) found WHERE found.account_id = phone_owners.account_id AND phone_owners.person_id IS NULL
"""

SAME_PHONE = """
    UPDATE phone_owners SET leader = found.leader
    FROM (
        SELECT line.account_id, min(shared.leader) AS leader
        FROM phone_lines line
        JOIN (
            SELECT line.name_key, line.phone, min(owner.leader) AS leader
            FROM phone_lines line JOIN phone_owners owner USING (account_id)
            GROUP BY line.name_key, line.phone
        ) shared USING (name_key, phone)
        GROUP BY line.account_id
    ) found WHERE found.account_id = phone_owners.account_id AND found.leader < phone_owners.leader
"""

_OF_THE_GROUP = """
    UPDATE phone_owners SET person_id = known.person_id
    FROM (SELECT leader, min(person_id) AS person_id FROM phone_owners GROUP BY leader) known
    WHERE known.leader = phone_owners.leader AND phone_owners.person_id IS NULL AND known.person_id IS NOT NULL
"""

_NEWS = """
    CREATE TEMP TABLE phone_news ON COMMIT DROP AS
    SELECT line.row_number, line.number, line.account_id, line.house_id, line.phone, owner.leader, owner.person_id,
        stored.id IS NULL AND row_number() OVER (
            PARTITION BY coalesce(owner.person_id, -owner.leader), line.phone ORDER BY line.row_number, line.account_id
        ) = 1 AS is_new_phone,
        NOT owner.is_tied AND row_number() OVER (PARTITION BY line.account_id ORDER BY line.row_number) = 1
            AS is_new_tie
    FROM phone_lines line
    JOIN phone_owners owner USING (account_id)
    LEFT JOIN people_personphone stored ON stored.person_id = owner.person_id AND stored.number = line.phone
"""

_CONSENTS = """
    CREATE TEMP TABLE phone_consents ON COMMIT DROP AS
    SELECT told.leader, told.person_id, told.first_row, told.agrees, coalesce(last.is_given, false) AS agreed
    FROM (
        SELECT CASE WHEN owner.person_id IS NULL THEN owner.leader END AS leader, owner.person_id,
            min(line.row_number) AS first_row, bool_and(line.agrees) AS agrees
        FROM phone_lines line JOIN phone_owners owner USING (account_id)
        WHERE line.agrees IS NOT NULL
        GROUP BY 1, 2
    ) told
    LEFT JOIN (
        SELECT DISTINCT ON (person_id) person_id, is_given FROM people_consent
        WHERE channel = 'sms' AND topic = ''
        ORDER BY person_id, id DESC
    ) last ON last.person_id = told.person_id
    WHERE told.agrees IS DISTINCT FROM coalesce(last.is_given, false)
"""

# Run in this order; SAME_PHONE stands between the two lists and is repeated until nothing changes.
PREPARE = (
    "DROP TABLE IF EXISTS pg_temp.phone_lines, pg_temp.phone_owners, pg_temp.phone_news, pg_temp.phone_consents",
    _LINES, "ANALYZE phone_lines", _OWNERS, "ANALYZE phone_owners", _OF_THE_ACCOUNT, _WITH_THE_PHONE,
)  # fmt: skip
DECIDE = (_OF_THE_GROUP, _NEWS, "ANALYZE phone_news", _CONSENTS)

_ROWS = """
    SELECT row_number, house_id, is_added, NOT is_added AND consent.first_row IS NOT NULL AS is_changed
    FROM (
        SELECT row_number, min(house_id) AS house_id, bool_or(is_new_phone OR is_new_tie) AS is_added
        FROM phone_news GROUP BY row_number
    ) per_row LEFT JOIN phone_consents consent ON consent.first_row = per_row.row_number
"""

COUNT = f"SELECT count(*) FILTER (WHERE is_added), count(*) FILTER (WHERE is_changed) FROM ({_ROWS}) counted"  # noqa: S608  constants

BY_HOUSE = f"""
    SELECT concat(house.city, ', ', house.street, ', д. ', house.number),
        count(*) FILTER (WHERE is_added), count(*) FILTER (WHERE is_changed), count(*) OVER ()
    FROM ({_ROWS}) counted JOIN accounting_house house ON house.id = counted.house_id
    WHERE is_added OR is_changed GROUP BY house.id ORDER BY house.address_key, house.id LIMIT %s
"""  # noqa: S608  constants

CHANGES = """
    SELECT row_number, number, 'Телефон', '', phone FROM phone_news WHERE is_new_phone
    UNION ALL
    SELECT consent.first_row, staged.number, 'Согласие на СМС',
        CASE WHEN agreed THEN 'есть' ELSE 'нет' END, CASE WHEN consent.agrees THEN 'есть' ELSE 'нет' END
    FROM phone_consents consent JOIN staged ON staged.row_number = consent.first_row
    ORDER BY 1 LIMIT %s
"""

SHARED = """
    SELECT line.row_number, line.phone, min(other.number)
    FROM phone_lines line
    JOIN (
        SELECT line.phone, line.account_id, line.number FROM phone_lines line
        UNION
        SELECT stored.number, account.id, account.number
        FROM people_personphone stored
        JOIN people_accountperson tie ON tie.person_id = stored.person_id
        JOIN accounting_account account ON account.id = tie.account_id
        WHERE (tie.until IS NULL OR tie.until > current_date) AND stored.number IN (SELECT phone FROM phone_lines)
    ) other ON other.phone = line.phone AND other.account_id <> line.account_id
    GROUP BY line.row_number, line.phone ORDER BY line.row_number LIMIT %s
"""

_NUMBER_NEW = """
    UPDATE phone_owners SET person_id = made.person_id
    FROM (
        SELECT leader, nextval(pg_get_serial_sequence('people_person', 'id')) AS person_id
        FROM phone_owners WHERE person_id IS NULL GROUP BY leader
    ) made WHERE made.leader = phone_owners.leader AND phone_owners.person_id IS NULL
"""

_ADD_PEOPLE = """
    INSERT INTO people_person (id, last_name, first_name, patronymic, name_key, email, note, created_at, updated_at)
    SELECT owner.person_id, account.last_name, CASE account.first_name WHEN '.' THEN '' ELSE account.first_name END,
        CASE account.patronymic WHEN '.' THEN '' ELSE account.patronymic END, account.name_key, '', '', now(), now()
    FROM phone_owners owner JOIN accounting_account account ON account.id = owner.leader
    WHERE owner.account_id = owner.leader AND NOT EXISTS (SELECT FROM people_person WHERE id = owner.person_id)
"""

_ADD_TIES = """
    INSERT INTO people_accountperson (account_id, person_id, kind, created_at)
    SELECT account_id, person_id, 'owner', now() FROM phone_owners WHERE NOT is_tied
"""

_ADD_PHONES = """
    INSERT INTO people_personphone (person_id, number, created_at)
    SELECT owner.person_id, news.phone, now()
    FROM phone_news news JOIN phone_owners owner USING (account_id) WHERE news.is_new_phone
"""

ADD_CONSENTS = """
    INSERT INTO people_consent (person_id, channel, is_given, source, text_version, at, by_id)
    SELECT coalesce(consent.person_id, owner.person_id), 'sms', consent.agrees, 'paper', %s, now(),
        nullif(current_setting('burmistr.person', true), '')::bigint
    FROM phone_consents consent LEFT JOIN phone_owners owner ON owner.account_id = consent.leader
"""

LOCK = "LOCK TABLE people_person, people_accountperson, people_personphone IN SHARE ROW EXCLUSIVE MODE"
MERGE = (_NUMBER_NEW, _ADD_PEOPLE, _ADD_TIES, _ADD_PHONES)
