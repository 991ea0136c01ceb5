"""What it costs that each person sees something else: listing, search, checks, changes of grants, a sign-in, a download."""

import dataclasses
import json
import statistics
import time
from collections.abc import Callable

from acts import ROOT
from contestants import Contestant
from drawn_grants import DIRECTORY_GROUPS, LISTED, PERSONAS, draw
from large_report import Line
from questions import searched
from site_of import Site, percentile, sql

LISTINGS = 40
SEARCHES = 20  # of each kind, each
DOWNLOADS = 1500
SIGN_INS = 7
# The database tells after ten seconds without work what its work took (PGSTAT_IDLE_INTERVAL).
UNTIL_TOLD = 11.0


def measure(copies: list[Contestant], headers: dict[str, str], count: int) -> list[Line]:
    told = draw(copies[0].database, ROOT)
    print(told, flush=True)
    return Grants(copies[0], headers, count, told).lines()


class Grants:
    def __init__(self, copy: Contestant, headers: dict[str, str], count: int, drawn: str):
        self.copy, self.count, self.drawn = copy, count, drawn
        self.administrator = Site(copy, headers)
        self.people = {name: Site(copy, self._signed_in(name)) for name in PERSONAS}

    def lines(self) -> list[Line]:
        return [*self._listing(), *self._search(), *self._check(), *self._changes(), *self._sign_in(), *self._download()]

    def _signed_in(self, name: str) -> dict[str, str]:
        return dataclasses.replace(self.copy, person=name, signed_in=float("-inf")).headers()

    def _listing(self) -> list[Line]:
        folder = f"/files/{LISTED.replace(' ', '%20')}/"
        changed = sql(self.copy.database, f"SELECT n.id FROM nodes n JOIN nodes p ON p.id = n.parent_id WHERE p.name = '{LISTED}' AND n.name LIKE 'Thing 1.txt'")
        renames = 0

        def change() -> None:
            # Empties what is remembered of the folder.
            nonlocal renames
            renames += 1
            self.administrator.must(f"/api/v1/items/{changed}", "PATCH", {"name": f"Thing 1.{renames}.txt"})

        def listed(site: Site) -> tuple[float, float]:
            """Milliseconds in the database and for the whole page."""
            times = []

            def again() -> None:
                change()
                times.append(site.timed(folder)[0])

            return self._in_database(again) - alone, statistics.median(times)

        for site in [self.administrator, *self.people.values()] * 6:
            change()
            site.must(folder)
        alone = self._in_database(change)
        lines = []
        everything = listed(self.administrator)
        what = "listing of 3,000 things after a change"
        lines.append(Line(f"{what}, administrator: in the database", everything[0], "ms", 10))
        lines.append(Line(f"{what}, administrator: the page", everything[1], "ms"))
        for name, site in self.people.items():
            there, page = listed(site)
            lines.append(Line(f"{what}, {name}: in the database", there, "ms", 10))
            lines.append(Line(f"{what}, {name}: the page", page, "ms", everything[1] * 1.3))
        return lines

    def _in_database(self, act: Callable[[], None]) -> float:
        """Milliseconds that the database works for one act, as it counts them itself."""

        def worked() -> float:
            time.sleep(UNTIL_TOLD)
            return float(sql(self.copy.database, "SELECT active_time FROM pg_stat_database WHERE datname = current_database()"))

        before = worked()
        for _ in range(LISTINGS):
            act()
        return (worked() - before) / LISTINGS

    def _search(self) -> list[Line]:
        lines = []
        for name, site in self.people.items():
            times = [took for each in searched(self.copy, site.headers, SEARCHES).values() for took in each]
            lines.append(Line(f"search in {self.count:,} of all kinds, {name}, 95th percentile; median {percentile(times, 0.5):.1f}", percentile(times, 0.95), "ms", 60))
        return lines

    def _check(self) -> list[Line]:
        took = sql(self.copy.database, """
            CREATE TEMPORARY TABLE took (ms double precision);
            DO $$
            DECLARE
                subjects text[] := (SELECT array_agg('group:' || group_id) FROM group_members WHERE member LIKE 'person:contoso|drawn-77');
                node uuid;
                begun timestamptz;
            BEGIN
                subjects := subjects || 'person:contoso|drawn-77'::text;
                FOR node IN SELECT id FROM (SELECT id FROM nodes WHERE kind = 'document' ORDER BY hashtext(id::text) LIMIT 2000) AS drawn LOOP
                    PERFORM level_of(node, subjects);
                    begun := clock_timestamp();
                    PERFORM level_of(node, subjects);
                    INSERT INTO took VALUES (extract(epoch FROM clock_timestamp() - begun) * 1000);
                END LOOP;
            END
            $$;
            SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) FROM took""")
        return [Line("one check of one document in the database, warm, 95th percentile", float(took.splitlines()[-1]), "ms", 1)]

    def _changes(self) -> list[Line]:
        deep = sql(self.copy.database, "SELECT d.id FROM nodes d JOIN nodes p ON p.id = d.parent_id WHERE d.name = 'Deep' AND p.name = 'Projects'")
        access = f"/api/v1/items/{deep}/access"
        times: dict[str, list[float]] = {"grant": [], "cut": []}
        for number in range(5):
            times["grant"].append(self.administrator.timed(access, "PUT", {"subject": f"granted{number}@example.com", "level": "view"})[0])
            for inherits in (False, True):
                times["cut"].append(self.administrator.timed(f"{access}/inherits", "PUT", {"inherits": inherits})[0])
        return [Line(f"one {kind} on the folder with {self.count // 10:,} things below: the longest of {len(each)}", max(each), "ms", 200) for kind, each in times.items()]

    def _sign_in(self) -> list[Line]:
        def took(name: str) -> float:
            begun = time.perf_counter()
            self._signed_in(name)
            return (time.perf_counter() - begun) * 1000

        for name in ("few", "many"):
            self._signed_in(name)
        # As the directory would have sent them (SCIM), and a hundred of them count in groups with grants.
        sql(self.copy.database, f"""
            WITH many AS (SELECT user_key FROM people WHERE email = 'many@example.com'),
                 claims AS (SELECT array_agg('directory-group:' || n) AS all FROM generate_series(1, {DIRECTORY_GROUPS}) AS n)
            INSERT INTO directory_people (user_key, told, is_complete, source, read_at)
            SELECT many.user_key, claims.all, true, 'token', now() FROM many, claims
            ON CONFLICT (user_key) DO UPDATE SET told = excluded.told;
            INSERT INTO group_members (group_id, member, added_at, added_by)
            SELECT id, 'directory-group:' || row_number() OVER (ORDER BY id), now(), 'bench' FROM groups LIMIT 100""")
        times: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(SIGN_INS):
            for name, each in times.items():
                each.append(took(name))
        few, many = (statistics.median(each) for each in times.values())
        return [Line("a whole sign-in at the provider and back, a person without groups", few, "ms"),
                Line(f"the same, a person in {DIRECTORY_GROUPS:,} groups of the directory", many, "ms", few + 100)]

    def _download(self) -> list[Line]:
        address = "/files/Lent/1.txt"
        sites = {"administrator": self.administrator, "guest": self.people["guest"]}
        times: dict[str, list[float]] = {name: [] for name in sites}
        for _ in range(DOWNLOADS):
            for name, site in sites.items():
                times[name].append(site.timed(address)[0])
        before, granted = (statistics.median(each) for each in times.values())
        return [Line("a download of 1 KB over one connection, administrator, median", before, "ms"),
                Line("the same, granted to a guest", granted, "ms", before * 1.05)]
