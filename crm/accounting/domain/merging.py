"""SQL of the import of accounts: from the temporary tables `staged` and `staged_houses` to houses and accounts.

NULL in `staged` is an empty cell: what is stored stays, or is emptied where the person chose so (`clears`: columns of
the file). A number that belongs only to a switched off account is skipped. Columns that meet ours carry the C
collation as ours do.
"""

from crm.imports.registry import kept

Clears = frozenset[str]

STAGED = """
    number varchar(30) COLLATE "C" NOT NULL, house_no int NOT NULL, kind varchar(10), flat varchar(30),
    flat_key varchar(300) COLLATE "C", area numeric(8, 2), last_name varchar(200) NOT NULL,
    first_name varchar(100), patronymic varchar(100), name_key varchar(402) COLLATE "C", balance numeric(14, 2),
    entrance smallint, floor smallint
"""

STAGED_HOUSES = """
    CREATE TEMP TABLE staged_houses (
        house_no int PRIMARY KEY, id bigint, settlement_id bigint, region varchar(100), city varchar(120),
        street varchar(120), number varchar(30), match_key varchar(400) COLLATE "C", address_key varchar(400)
    ) ON COMMIT DROP
"""

FIND_HOUSES = """
    UPDATE staged_houses SET id = house.id FROM accounting_house house
    WHERE house.match_key = staged_houses.match_key AND staged_houses.id IS NULL
"""

NEW_HOUSES = "SELECT count(*) FROM staged_houses WHERE id IS NULL"

CREATE_HOUSES = """
    INSERT INTO accounting_house
        (settlement_id, region, city, street, number, match_key, address_key, created_at, updated_at)
    SELECT settlement_id, region, city, street, number, match_key, address_key, now(), now()
    FROM staged_houses WHERE id IS NULL ORDER BY house_no
    ON CONFLICT (match_key) DO NOTHING
"""

_SOURCE = """
    FROM staged s
    JOIN staged_houses h USING (house_no)
    LEFT JOIN accounting_account a ON a.number = s.number AND a.is_active
    LEFT JOIN (SELECT DISTINCT number FROM accounting_account WHERE NOT is_active) closed ON closed.number = s.number
"""

_IS_CLOSED = "a.id IS NULL AND closed.number IS NOT NULL"

_IS_NEW = "a.id IS NULL AND closed.number IS NULL"


def _flat(clears: Clears) -> str:
    return kept("flat", stored="a.flat", clears=clears, empty="''")


def _flat_key(clears: Clears) -> str:
    goes_along = frozenset({"flat_key"}) if "flat" in clears else clears
    return kept("flat_key", stored="a.flat_key", clears=goes_along, empty="''")


def _area(clears: Clears) -> str:
    return kept("area", stored="a.area", clears=clears)


def _entrance(clears: Clears) -> str:
    return kept("entrance", stored="a.entrance", clears=clears)


def _floor(clears: Clears) -> str:
    return kept("floor", stored="a.floor", clears=clears)


def _is_changed(clears: Clears) -> str:
    return f"""
        a.id IS NOT NULL AND (
            a.house_id, a.kind, a.flat, a.area, a.entrance, a.floor, a.last_name, a.first_name, a.patronymic, a.balance
        ) IS DISTINCT FROM (
            h.id, coalesce(s.kind, a.kind), {_flat(clears)}, {_area(clears)}, {_entrance(clears)},
            {_floor(clears)}, s.last_name, s.first_name, coalesce(s.patronymic, ''), coalesce(s.balance, a.balance)
        )
    """


def refuse_beyond_passport(clears: Clears) -> str:
    """Take rows out whose entrance or floor the house's passport does not have; each with what is said and known.

    The rule of the form (`accounts.add_account`). What an empty cell leaves as it is, is asked of a new house alone.
    """
    return f"""
        DELETE FROM staged USING (
            SELECT s.row_number AS refused, house.entrances, house.floors,
                CASE WHEN a.house_id <> h.id THEN {_entrance(clears)} ELSE s.entrance END AS told_entrance,
                CASE WHEN a.house_id <> h.id THEN {_floor(clears)} ELSE s.floor END AS told_floor
            {_SOURCE} JOIN accounting_house house ON house.id = h.id
            WHERE (house.entrances IS NOT NULL OR house.floors IS NOT NULL) AND NOT ({_IS_CLOSED})
        ) place
        WHERE staged.row_number = place.refused AND (told_entrance > entrances OR told_floor > floors)
        RETURNING refused, told_entrance, entrances, told_floor, floors
    """  # noqa: S608  constants


def compare_sql(clears: Clears) -> str:
    """How many accounts are added and how many changed."""
    return f"SELECT count(*) FILTER (WHERE {_IS_NEW}), count(*) FILTER (WHERE {_is_changed(clears)}) {_SOURCE}"


SKIPPED = f"""
    SELECT s.row_number, s.number, count(*) OVER () {_SOURCE}
    WHERE {_IS_CLOSED} ORDER BY s.row_number LIMIT %s
"""

_KIND_NAMES = """
    CASE {} WHEN 'flat' THEN 'Квартира' WHEN 'parking' THEN 'Машиноместо' WHEN 'storage' THEN 'Кладовая'
    ELSE 'Нежилое помещение' END
"""


def changes_sql(clears: Clears) -> str:
    """What changes field by field; one parameter: at most so many."""
    flat, area, entrance, floor = _flat(clears), _area(clears), _entrance(clears), _floor(clears)
    return f"""
        SELECT s.row_number, s.number, field.title, field.old, field.new {_SOURCE}
        JOIN accounting_house old_house ON old_house.id = a.house_id
        CROSS JOIN LATERAL (VALUES
            ('Дом', concat(old_house.city, ', ', old_house.street, ', д. ', old_house.number),
                    concat(h.city, ', ', h.street, ', д. ', h.number), a.house_id IS DISTINCT FROM h.id),
            ('Баланс', a.balance::text, s.balance::text, s.balance <> a.balance),
            ('Фамилия', a.last_name, s.last_name, s.last_name <> a.last_name),
            ('Имя', a.first_name, s.first_name, s.first_name <> a.first_name),
            ('Отчество', a.patronymic, coalesce(s.patronymic, ''), coalesce(s.patronymic, '') <> a.patronymic),
            ('Квартира', a.flat, {flat}, {flat} <> a.flat),
            ('Вид помещения', {_KIND_NAMES.format("a.kind")}, {_KIND_NAMES.format("s.kind")}, s.kind <> a.kind),
            ('Площадь', coalesce(a.area::text, ''), coalesce({area}::text, ''), {area} IS DISTINCT FROM a.area),
            ('Подъезд', coalesce(a.entrance::text, ''), coalesce({entrance}::text, ''),
                        {entrance} IS DISTINCT FROM a.entrance),
            ('Этаж', coalesce(a.floor::text, ''), coalesce({floor}::text, ''), {floor} IS DISTINCT FROM a.floor)
        ) AS field (title, old, new, differs)
        WHERE {_is_changed(clears)} AND field.differs
        ORDER BY s.row_number LIMIT %s
    """  # noqa: S608  constants


def groups_sql(clears: Clears) -> str:
    """By house: its address, accounts added and changed, its balance now and after; how many houses there are.

    An account that goes to another house takes its balance along. One parameter: at most so many houses.
    """
    address = "concat({0}.city, ', ', {0}.street, ', д. ', {0}.number), {0}.address_key, {0}.match_key"
    return f"""
        WITH moved AS (
            SELECT {address.format("h")}, 1, 0, coalesce(s.balance, 0) {_SOURCE} WHERE {_IS_NEW}
            UNION ALL
            SELECT {address.format("h")}, 0, 1,
                coalesce(s.balance, a.balance) - CASE WHEN a.house_id = h.id THEN a.balance ELSE 0 END
            {_SOURCE} WHERE {_is_changed(clears)}
            UNION ALL
            SELECT {address.format("old_house")}, 0, 0, -a.balance
            {_SOURCE} JOIN accounting_house old_house ON old_house.id = a.house_id
            WHERE {_is_changed(clears)} AND a.house_id IS DISTINCT FROM h.id
        ),
        by_house AS (
            SELECT min(title) AS title, min(address_key) AS address_key, match_key, sum(added)::int AS added,
                sum(changed)::int AS changed, sum(delta) AS delta
            FROM moved AS one (title, address_key, match_key, added, changed, delta) GROUP BY match_key
        )
        SELECT title, added, changed, coalesce(present.balance, 0), coalesce(present.balance, 0) + delta,
            count(*) OVER ()
        FROM by_house LEFT JOIN (
            SELECT house.match_key, sum(account.balance) AS balance
            FROM accounting_account account JOIN accounting_house house ON house.id = account.house_id
            WHERE account.is_active GROUP BY house.match_key
        ) present USING (match_key)
        ORDER BY address_key, match_key LIMIT %s
    """  # noqa: S608  constants


def merge_sql(clears: Clears) -> str:
    """Add and change; one parameter: the date of which new balances are true."""
    return f"""
        WITH merged AS (
            INSERT INTO accounting_account (
                number, house_id, kind, flat, flat_key, area, entrance, floor, last_name, first_name, patronymic,
                name_key, balance, balance_on, is_active, created_at, updated_at
            )
            SELECT
                s.number, h.id, coalesce(s.kind, a.kind, 'flat'), coalesce({_flat(clears)}, ''),
                coalesce({_flat_key(clears)}, ''), {_area(clears)}, {_entrance(clears)}, {_floor(clears)},
                s.last_name, s.first_name, coalesce(s.patronymic, ''), s.name_key, coalesce(s.balance, a.balance, 0),
                CASE WHEN s.balance IS NULL OR s.balance = a.balance THEN a.balance_on ELSE %s END,
                true, now(), now()
            {_SOURCE}
            WHERE {_IS_NEW} OR {_is_changed(clears)}
            ON CONFLICT (number) WHERE is_active DO UPDATE SET
                house_id = EXCLUDED.house_id, kind = EXCLUDED.kind, flat = EXCLUDED.flat, flat_key = EXCLUDED.flat_key,
                area = EXCLUDED.area, entrance = EXCLUDED.entrance, floor = EXCLUDED.floor,
                last_name = EXCLUDED.last_name, first_name = EXCLUDED.first_name, patronymic = EXCLUDED.patronymic,
                name_key = EXCLUDED.name_key, balance = EXCLUDED.balance, balance_on = EXCLUDED.balance_on,
                updated_at = EXCLUDED.updated_at
            RETURNING xmax = 0 AS is_new
        )
        SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
    """  # noqa: S608  constants
