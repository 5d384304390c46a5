"""SQL of the import of readings: from the temporary table `staged` to readings and their history.

The same rules as in `readings.py` and `checks.py`, for all rows at once: `planned` gets for each row its meter, its
month, the readings around it, what is wrong about it (`fault`) and whether it is unusual (`unusual`).
"""

from crm.meters.domain.consumption import LEAST_USUAL, MONTHS, OVER_ZERO, TYPICAL

STAGED = """
    number varchar(30) COLLATE "C" NOT NULL, meter varchar(40) COLLATE "C" NOT NULL, resource varchar(5),
    value numeric(13, 3) NOT NULL, value_2 numeric(13, 3), value_3 numeric(13, 3), taken_on date NOT NULL
"""

# What may be wrong with a row, in the order of asking: the first one is told.
NO_ACCOUNT, CLOSED, NO_METER, OFF, SEVERAL, REPEATED, BEFORE_SET, TARIFFS, DIGITS, BELOW, ABOVE = range(1, 12)

_VALUES = ("value", "value_2", "value_3")


def _any_tariff(condition: str) -> str:
    return " OR ".join(f"({condition.format(v=name)})" for name in _VALUES)


def _used(now: str, before: str) -> str:
    """SQL of consumption, all tariffs together; a value below the one before went over zero."""
    one = "coalesce({now} - {before} + CASE WHEN {now} < {before} THEN p.dial ELSE 0 END, 0)"
    return "(" + " + ".join(one.format(now=f"{now}{name}", before=f"{before}{name}") for name in _VALUES) + ")"


def _months(earlier: str, later: str) -> str:
    years, months = (f"extract({part} FROM {later}) - extract({part} FROM {earlier})" for part in ("year", "month"))
    return f"(({years}) * 12 + {months})"


_DIAL_PART = f"p.dial / {OVER_ZERO}"
_BELOW = _any_tariff("p.{v} < p.before_{v} AND p.{v} + p.dial - p.before_{v} >= " + _DIAL_PART)
# A later reading may be less only where it went over zero itself.
_ABOVE = _any_tariff(
    "p.{v} > p.after_{v} AND NOT (p.after_over_zero AND p.after_{v} + p.dial - p.{v} < " + _DIAL_PART + ")"
)
_OVER_ZERO = _any_tariff("p.{v} < p.before_{v}")


def _as_many(prefix: str) -> str:
    return f"num_nonnulls({prefix}value, {prefix}value_2, {prefix}value_3) = p.tariffs"


_FAULT = f"""CASE
    WHEN p.meter_id IS NULL THEN CASE
        WHEN p.account_id IS NOT NULL THEN CASE WHEN p.is_off THEN {OFF} ELSE {NO_METER} END
        WHEN p.is_closed THEN {CLOSED} ELSE {NO_ACCOUNT} END
    WHEN p.has_twins THEN {SEVERAL}
    WHEN p.first_row <> p.row_number THEN {REPEATED}
    WHEN p.taken_on < p.installed_on THEN {BEFORE_SET}
    WHEN NOT ({_as_many("p.")}) THEN {TARIFFS}
    WHEN greatest(p.value, p.value_2, p.value_3) >= p.dial THEN {DIGITS}
    WHEN {_as_many("p.before_")} AND ({_BELOW}) THEN {BELOW}
    WHEN {_as_many("p.after_")} AND ({_ABOVE}) THEN {ABOVE}
END"""

_AFTER = """
    LEFT JOIN LATERAL (
        SELECT value, value_2, value_3, rolled_over FROM meters_reading
        WHERE meter_id = found.meter_id AND is_current AND month > found.month ORDER BY month LIMIT 1
    ) after ON found.meter_id IS NOT NULL
"""
# Where no month later than those of the file has readings, nobody looks for them row by row.
_NO_AFTER = """
    CROSS JOIN (SELECT NULL::numeric AS value, NULL::numeric AS value_2, NULL::numeric AS value_3,
        false AS rolled_over) after
"""
LATER_MONTHS = """
    SELECT EXISTS (SELECT FROM meters_reading WHERE month > date_trunc('month', (SELECT min(taken_on) FROM staged)))
"""


def plan(*, with_later_months: bool) -> str:
    """`planned`: a row for each of `staged`. Parameter: the last day of the company's window.

    Each row is given the number of its reading beforehand, so that the history is written without looking for it.
    """
    return f"""
    CREATE TEMP TABLE planned ON COMMIT DROP AS
    WITH found AS MATERIALIZED (
        SELECT s.row_number, s.number, s.meter, s.value, s.value_2, s.value_3, s.taken_on,
            a.id AS account_id, a.house_id, m.id AS meter_id, m.resource, m.tariffs, m.installed_on,
            power(10::numeric, m.digits) AS dial,
            (date_trunc('month', s.taken_on) + CASE
                WHEN extract(day FROM s.taken_on) <= coalesce(w.last_day, %s) THEN interval '0'
                ELSE interval '1 month' END)::date AS month
        FROM staged s
        LEFT JOIN accounting_account a ON a.number = s.number AND a.is_active
        LEFT JOIN meters_housewindow w ON w.house_id = a.house_id
        LEFT JOIN meters_meter m ON m.account_id = a.id AND m.number = s.meter AND m.is_active
            AND m.resource = coalesce(s.resource, m.resource)
    ), repeated AS (
        SELECT meter_id, min(row_number) AS first_row FROM found
        WHERE meter_id IS NOT NULL GROUP BY meter_id HAVING count(*) > 1
    ), several AS (
        SELECT row_number, true AS has_twins FROM found GROUP BY row_number HAVING count(*) > 1
    ), met AS (
        SELECT found.*, repeated.first_row, several.has_twins,
            now.id AS now_id, now.value AS now_value, now.value_2 AS now_value_2, now.value_3 AS now_value_3,
            before.month AS before_month, before.value AS before_value, before.value_2 AS before_value_2,
            before.value_3 AS before_value_3,
            after.value AS after_value, after.value_2 AS after_value_2, after.value_3 AS after_value_3,
            after.rolled_over AS after_over_zero, off.is_off, closed.is_closed
        FROM found
        LEFT JOIN repeated ON repeated.meter_id = found.meter_id
        LEFT JOIN several ON several.row_number = found.row_number
        LEFT JOIN meters_reading now ON now.meter_id = found.meter_id AND now.is_current AND now.month = found.month
        LEFT JOIN LATERAL (
            SELECT month, value, value_2, value_3 FROM meters_reading
            WHERE meter_id = found.meter_id AND is_current AND month < found.month ORDER BY month DESC LIMIT 1
        ) before ON found.meter_id IS NOT NULL
        {_AFTER if with_later_months else _NO_AFTER}
        LEFT JOIN (
            SELECT DISTINCT account_id, number, true AS is_off FROM meters_meter
            WHERE NOT is_active AND account_id IS NOT NULL
        ) off ON found.meter_id IS NULL AND off.account_id = found.account_id AND off.number = found.meter
        LEFT JOIN (
            SELECT DISTINCT number, true AS is_closed FROM accounting_account WHERE NOT is_active
        ) closed ON found.account_id IS NULL AND closed.number = found.number
    )
    SELECT p.*, {_FAULT} AS fault, coalesce({_OVER_ZERO}, false) AS over_zero, false AS unusual,
        nextval('meters_reading_id_seq') AS reading_id
    FROM met p
    """  # noqa: S608  constants


_TYPICAL = "CASE p.resource {} END".format(" ".join(f"WHEN '{code}' THEN {value}" for code, value in TYPICAL.items()))
_ANEW = """p.fault IS NULL
    AND (p.value, p.value_2, p.value_3) IS DISTINCT FROM (p.now_value, p.now_value_2, p.now_value_3)"""
_APART = f"greatest({_months('p.before_month', 'p.month')}, 1)"
_USED = _used("p.", "p.before_")
_OWN = f"{_used('p.before_', 'first.')} / {_months('first.month', 'p.before_month')}"

# What is usual is at least a part of the typical, so only what is far above that needs the history.
# Parameters: how many times, twice.
MARK_UNUSUAL = f"""
    UPDATE planned p SET unusual = true
    FROM (
        SELECT p.row_number FROM planned p
        LEFT JOIN LATERAL (
            SELECT month, value, value_2, value_3 FROM meters_reading
            WHERE meter_id = p.meter_id AND is_current AND month < p.before_month
                AND month >= p.before_month - interval '{MONTHS} months'
            ORDER BY month LIMIT 1
        ) first ON true
        WHERE {_ANEW} AND {_as_many("p.before_")}
            AND {_USED} > %s * {_APART} * {_TYPICAL} / {LEAST_USUAL}
            AND {_USED} > %s * {_APART} * CASE
                WHEN first.month IS NULL THEN {_TYPICAL}
                ELSE greatest({_OWN}, {_TYPICAL} / {LEAST_USUAL}) END
    ) found
    WHERE p.row_number = found.row_number;
    UPDATE planned p SET unusual = true WHERE over_zero AND {_ANEW};
"""  # noqa: S608  constants


def in_text(prefix: str) -> str:
    """SQL of values as people read them: «791,482», «120 / 85»."""
    values = ", ".join(f"trim_scale({prefix}{name})" for name in _VALUES)
    return f"replace(concat_ws(' / ', {values}), '.', ',')"


# Parameters: whether it is still to be asked if they are twins, and at most so many.
FAULTS = f"""
    SELECT row_number, fault, wrong.number, meter, first_row, tariffs, {in_text("")}, {in_text("before_")},
        {in_text("after_")}, before_month, installed_on, trim_scale(dial - 1), twin.number, count(*) OVER ()
    FROM (SELECT DISTINCT ON (row_number) * FROM planned WHERE fault IS NOT NULL ORDER BY row_number) wrong
    LEFT JOIN (
        SELECT ltrim(number, '0') AS bare, min(number) AS number FROM accounting_account
        WHERE is_active AND ltrim(number, '0') <> '' GROUP BY 1
    ) twin ON wrong.fault = {NO_ACCOUNT} AND twin.bare = ltrim(wrong.number, '0')
    WHERE NOT (%s AND twin.number IS NOT NULL)
    ORDER BY row_number LIMIT %s
"""  # noqa: S608  constants

UNUSUAL = f"""
    SELECT p.row_number, p.meter, over_zero, {in_text("p.before_")}, {in_text("p.")}, trim_scale({_USED}),
        count(*) OVER ()
    FROM planned p WHERE p.unusual ORDER BY p.row_number LIMIT %s
"""  # noqa: S608  constants

# Parameter of those below: whether the unusual is taken.
_IS_TAKEN = f"({_ANEW}) AND (%(all)s OR NOT p.unusual)"

COUNTS = f"""
    SELECT count(*) FILTER (WHERE {_IS_TAKEN} AND p.now_id IS NULL),
        count(*) FILTER (WHERE {_IS_TAKEN} AND p.now_id IS NOT NULL),
        count(*) FILTER (WHERE NOT ({_IS_TAKEN}) AND p.unusual)
    FROM planned p
"""  # noqa: S608  constants

BY_HOUSE = f"""
    SELECT concat(h.city, ', ', h.street, ', д. ', h.number), g.added, g.changed, count(*) OVER ()
    FROM (
        SELECT p.house_id, count(*) FILTER (WHERE p.now_id IS NULL) AS added,
            count(*) FILTER (WHERE p.now_id IS NOT NULL) AS changed
        FROM planned p WHERE {_IS_TAKEN} GROUP BY p.house_id
    ) g JOIN accounting_house h ON h.id = g.house_id
    ORDER BY h.address_key LIMIT %(limit)s
"""  # noqa: S608  constants

CHANGES = f"""
    SELECT p.row_number, concat(p.number, ', № ', p.meter), 'Показание', {in_text("p.now_")}, {in_text("p.")}
    FROM planned p WHERE {_IS_TAKEN} AND p.now_id IS NOT NULL ORDER BY p.row_number LIMIT %(limit)s
"""  # noqa: S608  constants

LOCK = "LOCK TABLE meters_meter, meters_reading IN SHARE ROW EXCLUSIVE MODE"  # nobody hands in meanwhile

_BY = "nullif(current_setting('burmistr.person', true), '')::bigint"
_RUN = "nullif(current_setting('burmistr.import_run', true), '')::bigint"

STOP_COUNTING = f"""
    UPDATE meters_reading r SET is_current = false FROM planned p WHERE r.id = p.now_id AND {_IS_TAKEN}
"""  # noqa: S608  constants

ADD_READINGS = f"""
    INSERT INTO meters_reading (
        id, meter_id, month, taken_on, value, value_2, value_3, rolled_over, confirmed, source, by_id, photo, comment,
        import_run_id, is_current, corrects_id, created_at
    )
    SELECT reading_id, meter_id, month, taken_on, value, value_2, value_3, over_zero, unusual, 'file', {_BY}, '', '',
        {_RUN}, true, now_id, now()
    FROM planned p WHERE {_IS_TAKEN} ORDER BY row_number
"""  # noqa: S608  constants

ADD_EVENTS = f"""
    INSERT INTO meters_meterevent (meter_id, house_id, reading_id, deed, source, by_id, changes, at)
    SELECT meter_id, house_id, reading_id, CASE WHEN now_id IS NULL THEN 'read' ELSE 'corrected' END, 'file', {_BY},
        jsonb_build_object('value', jsonb_build_array(nullif({in_text("now_")}, ''), {in_text("")})), now()
    FROM planned p WHERE {_IS_TAKEN} ORDER BY row_number
"""  # noqa: S608  constants
