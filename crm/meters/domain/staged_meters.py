"""SQL of the import of meters: from the temporary table `staged` to meters, their last readings and the history.

`planned` tells of every row what it would do: computed once, read by the dry run and by the load. NULL in `staged` is
an empty cell. A meter is the same if account, resource and number are the same. Rules of readings are those of
`readings.hand_in`, asked of all rows at once.
"""

from crm.imports.registry import kept

STAGED = """
    number varchar(30) COLLATE "C" NOT NULL, address_no int, flat varchar(30), resource varchar(5) NOT NULL,
    meter varchar(40) COLLATE "C" NOT NULL, value numeric(13, 3), value_2 numeric(13, 3), value_3 numeric(13, 3),
    taken_on date NOT NULL, next_verification_on date, model varchar(80), tariffs smallint, digits smallint,
    place varchar(80), seal varchar(40), installed_on date
"""

STAGED_ADDRESSES = """
    CREATE TEMP TABLE staged_addresses (address_no int NOT NULL, house_id bigint NOT NULL) ON COMMIT DROP
"""

# What may be wrong with a row together with what is stored, in the order of asking: the first one is told.
UNKNOWN, CLOSED, OTHER_HOUSE, REPEATED, TARIFFS, VALUES, DIGITS, BELOW, ABOVE, VERIFICATION, BEFORE_SET = range(1, 12)

_DETAILS = ("model", "tariffs", "digits", "place", "seal", "installed_on", "next_verification_on")
_VALUES = ("value", "value_2", "value_3")
_DIAL_PART = 4  # a dial went over zero only if less than this part of it was used: `consumption.OVER_ZERO`


def _any_tariff(condition: str) -> str:
    return " OR ".join(f"({condition.format(v=name)})" for name in _VALUES)


_LIMIT = "power(10::numeric, p.digits)"
_BELOW = _any_tariff("p.{v} < p.before_{v} AND " + f"p.{{v}} + {_LIMIT} - p.before_{{v}} >= {_LIMIT} / {_DIAL_PART}")
_ABOVE = _any_tariff("p.{v} > p.after_{v} AND " + f"p.after_{{v}} + {_LIMIT} - p.{{v}} >= {_LIMIT} / {_DIAL_PART}")
_OVER_ZERO = _any_tariff("p.{v} < p.before_{v}")

_FAULT = f"""CASE
    WHEN p.account_id IS NULL THEN
        CASE WHEN p.number IN (SELECT number FROM accounting_account WHERE NOT is_active)
        THEN {CLOSED} ELSE {UNKNOWN} END
    WHEN p.address_no IS NOT NULL
        AND (p.address_no, p.house_id) NOT IN (SELECT address_no, house_id FROM staged_addresses) THEN {OTHER_HOUSE}
    WHEN p.first_row <> p.row_number THEN {REPEATED}
    WHEN p.has_readings THEN {TARIFFS}
    WHEN p.value IS NOT NULL AND num_nonnulls(p.value, p.value_2, p.value_3) <> p.tariffs THEN {VALUES}
    WHEN greatest(p.value, p.value_2, p.value_3) >= {_LIMIT} THEN {DIGITS}
    WHEN {_BELOW} THEN {BELOW}
    WHEN {_ABOVE} THEN {ABOVE}
    WHEN p.next_verification_on <= p.installed_on THEN {VERIFICATION}
    WHEN p.value IS NOT NULL AND p.taken_on < p.installed_on THEN {BEFORE_SET}
END"""  # noqa: S608  constants


def plan(clears: frozenset[str]) -> str:
    """`planned`: one row for each of `staged`. Parameter: the last day of the company's window."""
    empty = {"model": "''", "place": "''", "seal": "''"}
    stored = {name: f"coalesce(m.{name}, {value})" for name, value in empty.items()}
    became = {
        name: kept(name, stored=stored.get(name, f"m.{name}"), clears=clears, empty=empty.get(name, "NULL"))
        for name in ("model", "place", "seal", "installed_on", "next_verification_on")
    }
    became["tariffs"] = "coalesce(s.tariffs, m.tariffs, greatest(num_nonnulls(s.value, s.value_2, s.value_3), 1))"
    became["digits"] = """coalesce(
        s.digits, m.digits, greatest(5, length(trunc(greatest(s.value, s.value_2, s.value_3))::text))
    )"""
    details = ", ".join(f"{became[name]} AS {name}, m.{name} AS old_{name}" for name in _DETAILS)
    return f"""
    CREATE TEMP TABLE planned ON COMMIT DROP AS
    WITH found AS (
        SELECT s.row_number, s.number, s.address_no, s.flat, s.resource, s.meter, s.taken_on, s.value, s.value_2,
            s.value_3, a.id AS account_id, a.house_id, a.flat AS account_flat, m.id AS meter_id, {details},
            (date_trunc('month', s.taken_on) + CASE
                WHEN extract(day FROM s.taken_on) <= coalesce(w.last_day, %s) THEN interval '0'
                ELSE interval '1 month' END)::date AS month,
            min(s.row_number) OVER (PARTITION BY s.number, s.resource, s.meter) AS first_row
        FROM staged s
        LEFT JOIN accounting_account a ON a.number = s.number AND a.is_active
        LEFT JOIN meters_housewindow w ON w.house_id = a.house_id
        LEFT JOIN meters_meter m
            ON m.account_id = a.id AND m.resource = s.resource AND m.number = s.meter AND m.is_active
    ), met AS (
    SELECT found.*, now.id AS now_id, now.value AS now_value, now.value_2 AS now_value_2, now.value_3 AS now_value_3,
        before.value AS before_value, before.value_2 AS before_value_2, before.value_3 AS before_value_3,
        after.value AS after_value, after.value_2 AS after_value_2, after.value_3 AS after_value_3,
        known.has_readings, off.is_off
    FROM found
    LEFT JOIN meters_reading now ON now.meter_id = found.meter_id AND now.is_current AND now.month = found.month
    LEFT JOIN LATERAL (
        SELECT value, value_2, value_3 FROM meters_reading
        WHERE meter_id = found.meter_id AND is_current AND month < found.month ORDER BY month DESC LIMIT 1
    ) before ON found.meter_id IS NOT NULL AND found.value IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT value, value_2, value_3 FROM meters_reading
        WHERE meter_id = found.meter_id AND is_current AND month > found.month ORDER BY month LIMIT 1
    ) after ON found.meter_id IS NOT NULL AND found.value IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT true AS has_readings FROM meters_reading WHERE meter_id = found.meter_id AND is_current LIMIT 1
    ) known ON found.tariffs <> found.old_tariffs
    LEFT JOIN (
        SELECT DISTINCT account_id, resource, number, true AS is_off FROM meters_meter
        WHERE NOT is_active AND account_id IS NOT NULL
    ) off ON found.meter_id IS NULL
        AND off.account_id = found.account_id AND off.resource = found.resource AND off.number = found.meter
    )
    SELECT p.*, {_FAULT} AS fault FROM met p
    """  # noqa: S608  constants


# Parameters: whether it is still to be asked if they are twins, and at most so many.
FAULTS = f"""
    SELECT p.row_number, p.fault, p.number, p.meter, p.first_row, p.tariffs, p.digits,
        concat_ws(' / ', trim_scale(p.value), trim_scale(p.value_2), trim_scale(p.value_3)),
        concat_ws(' / ', trim_scale(p.before_value), trim_scale(p.before_value_2), trim_scale(p.before_value_3)),
        concat_ws(' / ', trim_scale(p.after_value), trim_scale(p.after_value_2), trim_scale(p.after_value_3)),
        concat(h.city, ', ', h.street, ', д. ', h.number), count(*) OVER ()
    FROM planned p LEFT JOIN accounting_house h ON h.id = p.house_id
    WHERE p.fault IS NOT NULL AND NOT (%s AND p.fault = {UNKNOWN} AND ltrim(p.number, '0') IN (
        SELECT ltrim(number, '0') FROM accounting_account WHERE is_active AND ltrim(number, '0') <> ''
    ))
    ORDER BY p.row_number LIMIT %s
"""  # noqa: S608  constants

_IS_NEW = "p.fault IS NULL AND p.meter_id IS NULL AND p.is_off IS NULL"

_IS_OTHER = "p.fault IS NULL AND p.meter_id IS NOT NULL AND ({}) IS DISTINCT FROM ({})".format(
    ", ".join(f"p.{name}" for name in _DETAILS), ", ".join(f"p.old_{name}" for name in _DETAILS)
)

_IS_READ = """p.fault IS NULL AND p.value IS NOT NULL AND p.is_off IS NULL
    AND (p.value, p.value_2, p.value_3) IS DISTINCT FROM (p.now_value, p.now_value_2, p.now_value_3)"""

_IS_CHANGED = f"p.meter_id IS NOT NULL AND (({_IS_OTHER}) OR ({_IS_READ}))"

COUNTS = f"""
    SELECT count(*) FILTER (WHERE {_IS_NEW}), count(*) FILTER (WHERE {_IS_CHANGED}),
        count(*) FILTER (WHERE {_IS_READ}), count(*) FILTER (WHERE p.fault IS NULL AND p.meter_id IS NULL AND p.is_off)
    FROM planned p
"""  # noqa: S608  constants

BY_HOUSE = f"""
    SELECT concat(h.city, ', ', h.street, ', д. ', h.number), g.added, g.changed, count(*) OVER ()
    FROM (
        SELECT p.house_id, count(*) FILTER (WHERE {_IS_NEW}) AS added, count(*) FILTER (WHERE {_IS_CHANGED}) AS changed
        FROM planned p GROUP BY p.house_id
    ) g JOIN accounting_house h ON h.id = g.house_id
    WHERE g.added > 0 OR g.changed > 0 ORDER BY h.address_key LIMIT %s
"""  # noqa: S608  constants

SKIPPED = """
    SELECT row_number, meter FROM planned
    WHERE fault IS NULL AND meter_id IS NULL AND is_off ORDER BY row_number LIMIT %s
"""

OVER_ZERO = f"""
    SELECT p.row_number, p.meter FROM planned p WHERE ({_IS_READ}) AND ({_OVER_ZERO}) ORDER BY p.row_number LIMIT %s
"""  # noqa: S608  constants

OTHER_FLAT = """
    SELECT row_number, number, flat, account_flat FROM planned
    WHERE fault IS NULL AND flat <> account_flat ORDER BY row_number LIMIT %s
"""

_TITLES = {
    "model": "Марка", "tariffs": "Тарифов", "digits": "Цифр", "place": "Место", "seal": "Пломба",
    "installed_on": "Дата установки", "next_verification_on": "Дата следующей поверки",
}  # fmt: skip
_SHOWN = {"installed_on": "to_char({}, 'DD.MM.YYYY')", "next_verification_on": "to_char({}, 'DD.MM.YYYY')"}


def _field(name: str) -> str:
    shown = _SHOWN.get(name, "{}::text")
    old, new = (f"coalesce({shown.format(f'p.{prefix}{name}')}, '')" for prefix in ("old_", ""))
    return f"('{_TITLES[name]}', {old}, {new}, p.{name} IS DISTINCT FROM p.old_{name})"


def in_text(prefix: str) -> str:
    """SQL of values as people read them: «791,482», «120 / 85»."""
    values = ", ".join(f"trim_scale({prefix}{name})" for name in _VALUES)
    return f"replace(concat_ws(' / ', {values}), '.', ',')"


CHANGES = f"""
    SELECT p.row_number, concat(p.number, ', № ', p.meter), field.title, field.old, field.new
    FROM planned p CROSS JOIN LATERAL (VALUES
        {", ".join(_field(name) for name in _DETAILS)},
        ('Показание', {in_text("p.now_")}, {in_text("p.")}, {_IS_READ})
    ) AS field (title, old, new, differs)
    WHERE ({_IS_CHANGED}) AND field.differs ORDER BY p.row_number LIMIT %s
"""  # noqa: S608  constants

LOCK = "LOCK TABLE meters_meter, meters_reading IN SHARE ROW EXCLUSIVE MODE"  # nobody adds or hands in meanwhile

_BY = "nullif(current_setting('burmistr.person', true), '')::bigint"
_RUN = "nullif(current_setting('burmistr.import_run', true), '')::bigint"

# Numbers are given beforehand, so that readings and the history are written without looking for what was added.
NUMBER_ROWS = f"""
    ALTER TABLE planned ADD is_new bool, ADD reading_id bigint;
    UPDATE planned p SET
        is_new = {_IS_NEW},
        meter_id = CASE WHEN {_IS_NEW} THEN nextval(pg_get_serial_sequence('meters_meter', 'id')) ELSE p.meter_id END,
        reading_id = CASE WHEN {_IS_READ} THEN nextval(pg_get_serial_sequence('meters_reading', 'id')) END;
"""  # noqa: S608  constants

ADD_METERS = """
    INSERT INTO meters_meter (
        id, account_id, resource, number, model, tariffs, digits, place, installed_on, next_verification_on, seal,
        is_automatic, read_by_supplier, is_active, created_at, updated_at
    )
    SELECT p.meter_id, p.account_id, p.resource, p.meter, p.model, p.tariffs, p.digits, p.place, p.installed_on,
        p.next_verification_on, p.seal, false, false, true, now(), now()
    FROM planned p WHERE p.is_new ORDER BY p.row_number
"""

CHANGE_METERS = f"""
    UPDATE meters_meter m SET {", ".join(f"{name} = p.{name}" for name in _DETAILS)}, updated_at = now()
    FROM planned p WHERE m.id = p.meter_id AND NOT p.is_new AND {_IS_OTHER}
"""  # noqa: S608  constants

STOP_COUNTING = """
    UPDATE meters_reading r SET is_current = false
    FROM planned p WHERE r.id = p.now_id AND p.reading_id IS NOT NULL
"""

ADD_READINGS = f"""
    INSERT INTO meters_reading (
        id, meter_id, month, taken_on, value, value_2, value_3, rolled_over, confirmed, source, by_id, photo, comment,
        import_run_id, is_current, corrects_id, created_at
    )
    SELECT p.reading_id, p.meter_id, p.month, p.taken_on, p.value, p.value_2, p.value_3, coalesce({_OVER_ZERO}, false),
        false, 'file', {_BY}, '', '', {_RUN}, true, p.now_id, now()
    FROM planned p WHERE p.reading_id IS NOT NULL ORDER BY p.row_number
"""  # noqa: S608  constants

# A meter that comes with its reading is one line of the history.
ADD_EVENTS = f"""
    INSERT INTO meters_meterevent (meter_id, house_id, reading_id, deed, source, by_id, changes, at)
    SELECT p.meter_id, p.house_id, event.reading_id, event.deed, 'file', {_BY}, event.changes, now()
    FROM planned p CROSS JOIN LATERAL (VALUES
        ('added', p.reading_id, '{{}}'::jsonb, p.is_new),
        ('changed', NULL, {{details}}, NOT p.is_new AND {_IS_OTHER}),
        (CASE WHEN p.now_id IS NULL THEN 'read' ELSE 'corrected' END, p.reading_id,
            jsonb_build_object('value', jsonb_build_array(nullif({in_text("p.now_")}, ''), {in_text("p.")})),
            NOT p.is_new AND p.reading_id IS NOT NULL)
    ) AS event (deed, reading_id, changes, happened)
    WHERE event.happened ORDER BY p.row_number
"""  # noqa: S608  constants
ADD_EVENTS = ADD_EVENTS.replace(
    "{details}",
    "jsonb_strip_nulls(jsonb_build_object({}))".format(
        ", ".join(
            f"'{name}', CASE WHEN p.{name} IS DISTINCT FROM p.old_{name} THEN"
            f" jsonb_build_array(p.old_{name}, p.{name}) END"
            for name in _DETAILS
        )
    ),
)
