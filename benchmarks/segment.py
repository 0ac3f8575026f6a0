"""Claim: a segment is counted about as quickly as by SQL written by hand for it: `segment.py [clients ...]`.

Over 200 random conditions it prints how many times the time of the hand-written query ours takes: the 95th percentile
and the worst; of several sizes also with which power of the book the median time grows. Both must count the same. The
book is made up inside SQLite: ten orders and three inquiries a client.
"""

# ruff: noqa: E501, S608 SQL as somebody would write it by hand
import random  # noqa: TID251 made-up conditions
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from outreach.segment.compiler import count
from outreach.segment.who import segment_of
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything

TODAY = date(2025, 10, 1)
CONDITIONS = 200
TURNS, ENOUGH = 3, 0.5  # seconds
GOLD, SILVER = 900_000, 300_000
LIMITS = (3, 10)  # times: the 95th percentile, the worst
INDUSTRIES = ("medicine", "dental", "retail", "логістика", "farming", "schools")
MADE = """
INSERT INTO campaigns (id, key, title, kind, first_seen_at) VALUES (1, 'news', 'News', 'newsletter', '2025-01-01 00:00:00');
INSERT INTO business_facts (id, clients, computed_on, settings_digest, gold_from, silver_from)
  VALUES (1, :clients, '2025-10-01', '', 900000, 300000);
CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :clients) SELECT i FROM n;
INSERT INTO clients (id, code, name, industry, city, country, potential, phone, named_at, created_at, changed_at)
  SELECT i, 'C' || i, 'Клієнт ' || i,
    CASE i % 7 WHEN 0 THEN 'medicine' WHEN 1 THEN 'dental' WHEN 2 THEN 'retail' WHEN 3 THEN 'логістика'
      WHEN 4 THEN 'farming' WHEN 5 THEN 'schools' END,
    CASE i % 5 WHEN 0 THEN 'Київ' WHEN 1 THEN 'Львів' WHEN 2 THEN 'Одеса' WHEN 3 THEN 'Харків' END,
    CASE i % 3 WHEN 0 THEN 'UA' WHEN 1 THEN 'PL' ELSE 'DE' END, i % 11, CASE WHEN i % 2 THEN '+380' END,
    '2025-01-01 00:00:00', '2025-01-01 00:00:00', '2025-01-01 00:00:00' FROM n;
UPDATE clients SET merged_into = 1 WHERE id % 97 = 5;
INSERT INTO addresses (client_id, email, address_key, state, added_at)
  SELECT i, i || '@e.example', i || '@e.example', CASE WHEN i % 9 THEN 'live' ELSE 'dead' END, '2025-01-01 00:00:00'
  FROM n WHERE i % 10;
INSERT INTO orders (client_id, source_key, ordered_on, amount, currency, imported_at)
  SELECT i, i || '|' || k, date('2025-10-01', '-' || ((i * 7919 + k * k * 104729) % 1300 + (i % 4) * 150) || ' days'),
    (i * 31 + k * 7877) % 90000 + 500, 'EUR', '2025-01-01 00:00:00'
  FROM n, (SELECT i - 1 AS k FROM n LIMIT 10);
INSERT INTO inquiries (client_id, source_key, asked_on, imported_at)
  SELECT i, i || '|' || k, date('2025-10-01', '-' || ((i * 6101 + k * 7727) % 900) || ' days'), '2025-01-01 00:00:00'
  FROM n, (SELECT i - 1 AS k FROM n LIMIT 3);
INSERT INTO client_facts (client_id, first_order_on, last_order_on, order_days, orders, revenue, revenue_year,
    inquiries_since_order, lost_on, at_risk_on, stated_reason, computed_on, silent_90, priority)
  SELECT client_id, min(ordered_on), max(ordered_on), count(DISTINCT ordered_on), count(*), sum(amount),
    sum(CASE WHEN ordered_on > '2024-10-01' THEN amount ELSE 0 END), client_id % 5,
    date(max(ordered_on), '+' || (90 + client_id % 200) || ' days'), date(max(ordered_on), '+60 days'),
    CASE client_id % 4 WHEN 0 THEN 'price' WHEN 1 THEN 'rival' END, '2025-10-01', client_id % 1000, client_id % 70000
  FROM orders WHERE client_id NOT IN (SELECT id FROM clients WHERE merged_into IS NOT NULL) GROUP BY client_id;
INSERT INTO client_signs (client_id, sign, since, figures)
  SELECT i, 'inquiries without order', date('2025-10-01', (20 - i % 300) || ' days'), '{}' FROM n WHERE i % 6 = 0;
INSERT INTO personal_facts (client_id, key, value, usable, added_at)
  SELECT i, 'project', 'p' || i, i % 8 <> 0, '2025-01-01 00:00:00' FROM n WHERE i % 3 = 0;
INSERT INTO reasons (client_id, reason, standing, added_at)
  SELECT i, 'price', 'stated', '2025-01-01 00:00:00' FROM n WHERE i % 4 = 0;
INSERT INTO decisions (id, campaign_id, occasion, client_id, choice, because, detail, theme, decided_at)
  SELECT i, 1, '2025-Q' || (i % 3 + 1), i, 'write', 'due', '{}', 'news', '2025-01-01 00:00:00' FROM n WHERE i % 2;
INSERT INTO letters (id, decision_id, campaign_id, occasion, client_id, kind, state, email, address_key, language, sender,
    subject, message_id, mail_from, message, message_hash, digest, facts_used, due_at, day_ends_at, expires_at, time_zone,
    drafted_at, going_at, settled_at)
  SELECT id, id, 1, occasion, client_id, 'newsletter', CASE id % 20 WHEN 1 THEN 'bounced' ELSE 'sent' END, client_id || '@e.example',
    client_id || '@e.example', 'uk', 's', 's', id || '', '', x'', '', '', '[]', '2025-01-01 00:00:00',
    '2025-01-01 00:00:00', '2025-01-01 00:00:00', 'UTC', '2025-01-01 00:00:00',
    date('2025-10-01', '-' || (id % 300) || ' days') || ' 06:00:00.000000', '2025-01-01 00:00:00.000000'
  FROM decisions;
INSERT INTO incoming (source, sha256, raw, fetched_at, state, kind, letter_id, client_id)
  SELECT 's', id || '', x'', date('2025-10-01', '-' || (id % 200) || ' days') || ' 06:00:00.000000', 'applied', 'reply', id, client_id
  FROM letters WHERE id % 13 = 0;
DROP TABLE n;
ANALYZE
"""


@dataclass(frozen=True)
class Written:
    """A condition in our language, and as somebody would write it who knows the tables: c and f are client and facts."""

    ours: str
    sql: str


def main(sizes: list[int]) -> None:
    measured = [measure(clients) for clients in sizes]
    for few, many in pairwise(measured):
        power = log(many.median / few.median) / log(many.clients / few.clients)
        print(f"from {few.clients} to {many.clients} clients the median time grows with the power {power:.2f}")
    largest = measured[-1]  # of a small book the reading of a condition takes longer than its counting
    sys.exit(largest.high > LIMITS[0] or largest.worst > LIMITS[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds that our median condition takes; times the hand-written query, at the 95th percentile and at worst."""

    clients: int
    median: float
    high: float
    worst: float


def measure(clients: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        create_everything(store)
        fill(store, clients)
        ratios = [compared(store, asked) for asked in conditions(store, least=clients // 1_000)]
        store.close()
    ratios.sort(key=lambda one: one[0])
    high, worst = ratios[len(ratios) * 95 // 100][0], ratios[-1][0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    by_hand, ours = median([hand for _, hand, _ in ratios]), median([ratio * hand for ratio, hand, _ in ratios])
    print(f"{clients} clients, {len(ratios)} conditions; peak memory {peak} MB")
    print(f"by hand a median of {by_hand * 1000:.1f} ms; ours {ratios[len(ratios) // 2][0]:.2f} times that")
    print(f"95th percentile {high:.2f} times (limit {LIMITS[0]}), worst {worst:.2f} (limit {LIMITS[1]})")
    for ratio, hand, said in ratios[-5:]:
        print(f"  {ratio:5.2f} of {hand * 1000:7.1f} ms  {said}", flush=True)
    return Measured(clients=clients, median=ours, high=high, worst=worst)


def median(numbers: list[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


def fill(store: Store, clients: int) -> None:
    with store.writer.connect() as connection:
        for statement in MADE.split(";\n"):
            given = {"clients": clients} if ":clients" in statement else {}
            connection.execute(text(statement), given)
        connection.commit()


def compared(store: Store, asked: Written) -> tuple[float, float, str]:
    """How many times the hand-written time, that time, and the condition."""
    by_hand = text(
        "SELECT count(*) FROM clients c LEFT JOIN client_facts f ON f.client_id = c.id"
        f" WHERE c.merged_into IS NULL AND ({asked.sql})"
    )
    with store.read() as connection:

        def ours() -> int:
            return count(connection, segment_of(asked.ours), today=TODAY)

        def hand() -> int:
            return int(connection.execute(by_hand).scalar_one())

        mine, theirs = timed(ours, hand)
    return mine / theirs, theirs, asked.ours


def timed(ours: Callable[[], int], hand: Callable[[], int]) -> tuple[float, float]:
    """The best of three turns, or of as many as begin within half a second; both must count the same."""
    best, spent = [float("inf"), float("inf")], 0.0
    for _ in range(TURNS):
        counted = []
        for at, work in enumerate((ours, hand)):
            started = perf_counter()
            counted.append(work())
            taken = perf_counter() - started
            best[at], spent = min(best[at], taken), spent + taken
        assert counted[0] == counted[1]
        if spent > ENOUGH:
            break
    return best[0], best[1]


def conditions(store: Store, *, least: int) -> list[Written]:
    """Those that concern so many at least: a condition that contradicts itself is answered without looking."""
    lots, found = random.Random(7), list[Written]()
    with store.read() as connection:
        while len(found) < CONDITIONS:
            asked = condition(lots, depth=lots.choice((0, 0, 1, 1, 1, 2)))
            if count(connection, segment_of(asked.ours), today=TODAY) >= least:
                found.append(asked)
    return found


def condition(lots: random.Random, *, depth: int) -> Written:
    if depth == 0:
        return test(lots)
    joined = lots.choice((" and ", " and ", " and ", " or "))
    parts = [condition(lots, depth=depth - 1) for _ in range(lots.choice((2, 2, 3)))]
    if lots.random() < 0.2:
        parts[-1] = Written(f"not ({parts[-1].ours})", f"NOT coalesce(({parts[-1].sql}), 0)")
    return Written(
        joined.join(f"({part.ours})" for part in parts), joined.upper().join(f"({part.sql})" for part in parts)
    )


def test(lots: random.Random) -> Written:
    """One comparison of a kind that people make, with other values each time."""
    n, few, days = lots.randint(1, 400), lots.randint(1, 4), lots.choice((30, 90, 180, 365))
    word, since = lots.choice(INDUSTRIES), TODAY - timedelta(days=days)
    sum_, part = lots.choice((100, 1_000, 3_000)), lots.choice(("київ", "дес", "ЛЬВ"))
    bought = f"SELECT client_id FROM orders WHERE ordered_on > '{since}' AND ordered_on <= '{TODAY}'"
    asked = f"SELECT client_id FROM inquiries WHERE asked_on > '{since}' AND asked_on <= '{TODAY}'"
    left = "state IN ('going', 'sent', 'bounced', 'in_doubt')"
    letters = f"SELECT client_id FROM letters WHERE {left} AND going_at >= '{since + timedelta(days=1)}'"
    glob = "*" + "".join(f"[{one.lower()}{one.upper()}]" for one in part) + "*"
    return lots.choice((
        Written("lost", f"f.lost_on <= '{TODAY}'"),
        Written("at_risk", f"f.at_risk_on <= '{TODAY}' AND f.lost_on > '{TODAY}'"),
        Written("tier = 'gold'", f"f.revenue >= {GOLD}"),
        Written("tier in ('gold', 'silver')", f"f.revenue >= {SILVER}"),
        Written("tier = 'silver' and lost", f"f.revenue >= {SILVER} AND f.revenue < {GOLD} AND f.lost_on <= '{TODAY}'"),
        Written(f"revenue > {sum_}", f"f.revenue > {sum_ * 100}"),
        Written(f"revenue between 500 and {sum_ + 500}", f"f.revenue BETWEEN 50000 AND {sum_ * 100 + 50000}"),
        Written(f"industry = '{word}'", f"c.industry = '{word}'"),
        Written(f"industry in ('retail', '{word}')", f"c.industry IN ('retail', '{word}')"),
        Written(f"industry != '{word}'", f"c.industry IS NULL OR c.industry <> '{word}'"),
        Written(f"city like '%{part}%'", f"c.city GLOB '{glob}'"),
        Written("country = 'UA' and city is not null", "c.country = 'UA' AND c.city IS NOT NULL"),
        Written(f"days_since(last_order) > {n}", f"f.last_order_on IS NULL OR f.last_order_on < '{TODAY - timedelta(days=n)}'"),
        Written(f"last_order >= today - {n}", f"f.last_order_on >= '{TODAY - timedelta(days=n)}'"),
        Written(f"last_order < today - {n} and orders >= {few}",
                f"f.last_order_on < '{TODAY - timedelta(days=n)}' AND f.orders >= {few}"),
        Written(f"orders({days}) = 0", f"c.id NOT IN ({bought})"),
        Written(f"orders({days}) > 0", f"c.id IN ({bought})"),
        Written(f"orders({days}) >= {few}", f"c.id IN ({bought} GROUP BY client_id HAVING count(*) >= {few})"),
        Written(f"spent({days}) > {sum_}", f"c.id IN ({bought} GROUP BY client_id HAVING sum(amount) > {sum_ * 100})"),
        Written(f"inquiries({days}) >= {few}", f"c.id IN ({asked} GROUP BY client_id HAVING count(*) >= {few})"),
        Written(f"letters('newsletter', {days}) = 0", f"c.id NOT IN ({letters} AND kind = 'newsletter')"),
        Written(f"letters({days}) > 0", f"c.id IN ({letters})"),
        Written("got('news/2025-Q2')", "c.id IN (SELECT client_id FROM letters WHERE campaign_id = 1 AND occasion = '2025-Q2'"
                                       " AND state IN ('going', 'sent', 'in_doubt'))"),
        Written("replied()", "EXISTS (SELECT 1 FROM incoming i WHERE i.client_id = c.id AND i.kind = 'reply')"),
        Written("replied('news')", "EXISTS (SELECT 1 FROM incoming i JOIN letters l ON l.id = i.letter_id"
                                   " WHERE i.client_id = c.id AND i.kind = 'reply' AND l.campaign_id = 1)"),
        Written("has('project')", "EXISTS (SELECT 1 FROM personal_facts p WHERE p.client_id = c.id AND p.key = 'project'"
                                  " AND p.usable)"),
        Written("stated('price')", "EXISTS (SELECT 1 FROM reasons r WHERE r.client_id = c.id AND r.reason = 'price'"
                                   " AND r.standing = 'stated')"),
        Written("reason = 'price'", "coalesce(f.verified_reason, f.stated_reason) = 'price'"),
        Written("sign('inquiries without order')", "c.id IN (SELECT client_id FROM client_signs WHERE"
                                                   f" sign = 'inquiries without order' AND since <= '{TODAY}')"),
        Written("has_email and has_phone", "c.phone <> '' AND EXISTS (SELECT 1 FROM addresses a WHERE a.client_id = c.id"
                                           " AND a.state = 'live')"),
        Written(f"score >= {n % 100}", f"f.silent_90 >= {n % 100 * 10}"),
        Written(f"priority > {n}", f"f.priority > {n * 100}"),
        Written(f"potential >= {few + 4}", f"c.potential >= {few + 4}"),
        Written("days_since(last_letter) > 60", "coalesce((SELECT max(going_at) FROM letters l WHERE l.client_id = c.id AND"
                                                f" {left}), '') < '{TODAY - timedelta(days=60)}'"),
    ))  # fmt: skip


if __name__ == "__main__":
    main([int(said) for said in sys.argv[1:]] or [100_000])
