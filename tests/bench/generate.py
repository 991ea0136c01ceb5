#!/usr/bin/env python3
"""Fills a migrated database of the program with many documents.

    tests/bench/generate.py DATABASE_URL [COUNT [SEED]]      10,000, 100,000 or, if nothing is said, 1,000,000 documents

A tenth as many folders, 12 deep at most; a tenth of the documents directly in `/Flat`; a tenth of everything below
`/Projects/Deep`, over many folders; two hundred people, older versions, some trash. What was in the database before with
bytes of its own (`latchkey import`) lends its contents to one document in a hundred, which can be downloaded; the others
have no bytes. The same rows for the same seed, but for the dates, which end yesterday.

The rows are written by COPY, without triggers and indexes; then the tables that triggers keep are filled from them. At the
end a sample is compared with what the triggers write. Needs psql and a superuser.
"""

import hashlib
import json
import random
import re
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from vocabulary import FIRST, FOLDERS, KINDS, LAST, Vocabulary

NULL = r"\N"
ROOT = "00000000-0000-7000-8000-000000000001"
DEEPEST = 11  # of a folder; a document in it is one deeper
SETTINGS = """SET session_replication_role = replica; SET synchronous_commit = off; SET client_min_messages = warning;
SET maintenance_work_mem = '512MB'; SET work_mem = '64MB';"""
TABLES = "nodes versions contents content_blocks search_entries search_words deletions people".split()


def psql(url: str, **more) -> subprocess.Popen:
    return subprocess.Popen(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", url], text=True, encoding="utf-8", **more)


def run(url: str, sql: str) -> str:
    with psql(url, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        told, _ = process.communicate(SETTINGS + sql)
    if process.returncode:
        sys.exit(f"psql failed at: {sql[:200]}")
    return told.strip()


class Copy:
    """Rows on their way into a table."""

    def __init__(self, url: str, table: str, columns: str):
        self.process = psql(url, stdin=subprocess.PIPE)
        self.write = self.process.stdin.write
        self.write(f"{SETTINGS}COPY {table} ({columns}) FROM stdin;\n")

    def end(self, then: str = "") -> None:
        self.write("\\.\n" + then)
        self.process.stdin.close()
        if self.process.wait():
            sys.exit("psql failed at COPY")


def in_parallel(url: str, statements: list[str]) -> None:
    """Over two connections, the first ones first."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda statement: run(url, statement), statements))


def take_indexes(url: str) -> dict[str, list[str]]:
    """Drops what no constraint needs, and gives back how to make it again."""
    listed = run(url, """
        SELECT json_agg(json_build_array(t.relname, x.relname, pg_get_indexdef(x.oid)))
          FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
         WHERE t.relname = ANY ('{%s}') AND t.relnamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = x.oid)""" % ",".join(TABLES))
    indexes: dict[str, list[str]] = {}
    for table, index, definition in json.loads(listed or "[]"):
        run(url, f"DROP INDEX {index}")
        indexes.setdefault(table, []).append(definition)
    return indexes


class Tree:
    """Draws the folders, then gives out rows folder by folder, as an import would have brought them."""

    def __init__(self, count: int, seed: int, vocabulary: Vocabulary, lent: list[tuple[str, int, str]]):
        self.count, self.vocabulary, self.lent = count, vocabulary, lent
        self.chance = random.Random(f"{seed} tree")
        self.begin = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1100)
        self.step = timedelta(days=1095) / (count * 1.2)
        self.told = 0
        self.contents: list[tuple[int, int]] = []  # kind and size of each content of ours
        self.of_kind: list[list[int]] = [[] for _ in KINDS]
        self.kinds = list(range(len(KINDS)))
        self.kind_weights = [kind[3] for kind in KINDS]
        self.deletions: list[str] = []
        self.seed = seed
        self.people = [f"contoso|{random.Random(f'{seed} person {number}').getrandbits(64):016x}" for number in range(200)]
        self.person_weights = [1 / (rank + 3) for rank in range(200)]
        self.recent_people: list[str] = []

    def id(self) -> tuple[str, datetime]:
        """A UUID of version 7 with its time."""
        self.told += 1
        at = self.begin + self.told * self.step
        bits = self.chance.getrandbits(74)
        stamp = int(at.timestamp() * 1000)
        text = f"{stamp:012x}7{bits >> 62:03x}{0x8 | bits >> 60 & 3:x}{bits & (1 << 60) - 1:015x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}", at

    def person(self) -> str:
        if not self.recent_people:
            self.recent_people = self.chance.choices(self.people, self.person_weights, k=10_000)
        return self.recent_people.pop()

    def content(self, kind: int) -> tuple[str, int]:
        """Hash and size; of one in ten the same as of another document."""
        known = self.of_kind[kind]
        if known and self.chance.random() < 0.1:
            number = known[int(len(known) * self.chance.random())]
        else:
            number = len(self.contents)
            self.contents.append((kind, min(int(self.chance.lognormvariate(11.5, 1.8)) + 1, 4_000_000_000)))
            known.append(number)
        return digest(self.seed, number), self.contents[number][1]

    def folders(self) -> list[list]:
        """[parent, depth, name, how many documents] of each; the root comes first."""
        chance, wanted = self.chance, self.count // 10
        folders = [[None, 0, "", 3], [0, 1, "Flat", self.count // 10], [0, 1, "Projects", 5], [2, 2, "Deep", 5]]
        deep, below = [3], wanted // 10
        for _ in range(below):
            parent = deep[int(len(deep) * chance.random() ** 2)]
            if folders[parent][1] >= DEEPEST:
                parent = 3
            deep.append(len(folders))
            folders.append([parent, folders[parent][1] + 1, "", 0])
        for folder in deep[1:]:
            folders[folder][3] = 9
        # The rest of the documents lies in the rest of the folders: many in few.
        first, parents = len(folders), [0, 2]
        for _ in range(wanted - first):
            parent = parents[int(len(parents) * chance.random() ** 2)]
            if folders[parent][1] < DEEPEST - 1 and len(parents) < 30_000:
                parents.append(len(folders))
            folders.append([parent, folders[parent][1] + 1, "", 0])
        left = self.count - sum(folder[3] for folder in folders)
        weights = [chance.expovariate(1) ** 1.5 for _ in range(len(folders) - first)]
        scale = left / sum(weights)
        for folder, weight in zip(folders[first:], weights, strict=True):
            folder[3] = min(int(weight * scale), left)
            left -= folder[3]
        while left > 0:
            folders[chance.randrange(first, len(folders))][3] += 1
            left -= 1
        names: dict[int, set[str]] = {}
        for folder in folders:
            if folder[0] is not None and not folder[2]:
                taken = names.setdefault(folder[0], {"Flat", "Projects", "Deep"})
                name = chance.choice(FOLDERS)
                if name in taken:
                    name = f"{name} {' '.join(self.vocabulary.some(chance, 1))} {chance.randint(2015, 2026)}"
                while name in taken:
                    name = f"{name} {chance.randint(2, 99)}"
                taken.add(name)
                folder[2] = name
        return folders

    def write(self, nodes, versions, names) -> None:
        chance, folders = self.chance, self.folders()
        inner = {folder[0] for folder in folders}
        ids, paths = [ROOT], [""]
        for number, (parent, _, name, documents) in enumerate(folders):
            deleted = None
            if number:
                ident, at = self.id()
                ids.append(ident)
                paths.append(f"{paths[parent]}/{name}".lstrip("/"))
                by = self.person()
                if number > 3 and number not in inner and chance.random() < 0.02:
                    deleted = self.id()[0]
                nodes(f"{ident}\t{ids[parent]}\t{name}\tfolder\t{at}\t{by}\t{at}\t\\N\t{deleted or NULL}\n")
                names(f"{ident}\t{name_lexemes(name, True)}\n")
            taken: set[str] = set()
            size = sum(self.document(ids[number], paths[number], taken, nodes, versions, names, deleted is None) for _ in range(documents))
            if deleted:
                self.delete(deleted, ids[number], paths[number], documents, size)

    def delete(self, deletion: str, node: str, path: str, documents: int, size: int) -> None:
        # Within the retention, so that nothing is purged while somebody measures.
        at = self.begin + timedelta(days=1085 + 14 * self.chance.random())
        self.deletions.append(f"{deletion}\t{node}\t{path}\t{at}\t{self.person()}\t{documents}\t{size}\n")

    def document(self, folder: str, path: str, taken: set[str], nodes, versions, names, may_go: bool) -> int:
        chance = self.chance
        ident, at = self.id()
        by = self.person()
        lent = chance.choice(self.lent) if self.lent and chance.random() < 0.01 else None
        kind = 3 if lent else chance.choices(self.kinds, self.kind_weights)[0]
        name = f"{self.vocabulary.name(chance)}.{KINDS[kind][0]}"
        if name in taken:
            name = f"{name.rpartition('.')[0]} ({len(taken)}).{KINDS[kind][0]}"
        taken.add(name)
        size, changed = 0, at
        for number in range(1, 2 if lent or chance.random() < 0.9 else chance.randint(3, 5)):
            version = self.id()[0]
            if number > 1:
                changed, by = changed + timedelta(days=40 * chance.random()), self.person()
            if lent:
                sha256, size, content_type = lent
            else:
                sha256, size = self.content(kind)
                content_type = KINDS[kind][1]
            versions(f"{version}\t{ident}\t{number}\t\\\\x{sha256}\t{size}\t{content_type}\t{changed}\t{by}\n")
        deleted = None
        if may_go and chance.random() < 0.01:
            deleted = self.id()[0]
            self.delete(deleted, ident, f"{path}/{name}".lstrip("/"), 1, size)
        nodes(f"{ident}\t{folder}\t{name}\tdocument\t{at}\t{by}\t{changed}\t{version}\t{deleted or NULL}\n")
        names(f"{ident}\t{name_lexemes(name, False)}\n")
        return size


def folded(text: str) -> str:
    """As src/search/words/letters.rs, for the letters that there are here."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not "\u0300" <= letter <= "\u036f")


def name_lexemes(name: str, is_folder: bool) -> str:
    """As src/search/words/lexemes.rs, for the words that there are here."""
    lexemes = set()
    for word in re.findall(r"[^\W_]+", folded(name)):
        lexemes |= {word, f"@{word}"} | ({f"/{word}"} if is_folder else set())
        lexemes |= {f"~{word[start:]}" for start in range(1, len(word) - 1)}
    return " ".join(lexemes)


def text_lexemes(words: list[str]) -> str:
    """The same for a text; what inflected words have besides is as long as in real ones."""
    words = [word for text in words for word in re.findall(r"[^\W_]+", folded(text))]
    lexemes = set(words) | {f"={word[:-1]}" for word in words if word.endswith(("s", "e", "d", "n"))}
    lexemes |= {f"~{word[start:]}" for word in words if len(word) >= 9 for start in range(3, len(word) - 3)}
    return " ".join(f"{lexeme}:1" for lexeme in lexemes)


def digest(seed: int, number: int) -> str:
    return hashlib.sha256(b"%d %d" % (seed, number)).hexdigest()


def write_texts(url: str, seed: int, part: int, contents: list[tuple[int, int, int]]) -> None:
    """The words of these contents, drawn as words are in real texts."""
    vocabulary, chance = Vocabulary(seed), random.Random(f"{seed} texts {part}")
    copy = Copy(url, f"texts_{part}", "sha256, size, content_type, body, words")
    for number, kind, size in contents:
        _, content_type, has_text, _ = KINDS[kind]
        words = vocabulary.some(chance, min(int(chance.lognormvariate(3.7, 0.8)) + 5, 800)) if has_text else []
        copy.write(f"\\\\x{digest(seed, number)}\t{size}\t{content_type}\t{' '.join(words)}\t{text_lexemes(words)}\n")
    copy.end(f"""
        INSERT INTO contents (sha256, size, content_type, state, attempts, worked_at, reader, words)
        SELECT sha256, size, content_type, CASE WHEN body = '' THEN 'unsupported' ELSE 'done' END, 1, now(), 32767, words::tsvector
          FROM texts_{part};
        INSERT INTO content_blocks (sha256, number, text) SELECT sha256, 1, body FROM texts_{part} WHERE body <> '';
        DROP TABLE texts_{part};""")


# What the triggers call for each node, whatever columns there are by now; half of the nodes on each connection.
ENTRIES = """SELECT count(*) FROM (SELECT search_enter(n) FROM nodes n
    WHERE parent_id IS NOT NULL AND deletion_id IS NULL AND abs(hashtext(id::text) %% 2) = %d OFFSET 0) AS entered"""


# What the background work of the program enters.
WORDS = """INSERT INTO search_words (node_id, words)
    SELECT e.node_id, n.words::tsvector || strip(coalesce(c.words, ''))
      FROM search_entries e JOIN names n ON n.id = e.node_id LEFT JOIN contents c ON c.sha256 = e.sha256
     WHERE abs(hashtext(e.node_id::text) %% 2) = %d ON CONFLICT DO NOTHING"""


# Each line that comes back is something wrong.
CHECK = """
    BEGIN;
    SET LOCAL session_replication_role = origin;
    CREATE TEMPORARY TABLE sample ON COMMIT DROP AS
    SELECT id FROM nodes WHERE parent_id IS NOT NULL AND hashtext(id::text) % (1 + (SELECT count(*) FROM nodes) / 2000) = 0;
    CREATE TEMPORARY TABLE filled ON COMMIT DROP AS SELECT e.* FROM search_entries e JOIN sample s ON s.id = e.node_id;
    DELETE FROM search_entries USING sample WHERE node_id = id;
    -- The triggers look at every change of the time.
    UPDATE nodes SET updated_at = updated_at + interval '1 second' FROM sample s WHERE s.id = nodes.id;
    UPDATE nodes SET updated_at = updated_at - interval '1 second' FROM sample s WHERE s.id = nodes.id;
    SELECT 'another entry than by the triggers: ' || f::text
      FROM ((TABLE filled EXCEPT SELECT e.* FROM search_entries e JOIN sample s ON s.id = e.node_id) UNION ALL
            (SELECT e.* FROM search_entries e JOIN sample s ON s.id = e.node_id EXCEPT TABLE filled)) AS f LIMIT 5;
    SELECT 'nothing was compared' WHERE (SELECT count(*) FROM filled) < 500;
    ROLLBACK;
    SELECT 'a content without a row: ' || count(*) FROM (
        SELECT sha256 FROM versions EXCEPT SELECT sha256 FROM contents) AS missing HAVING count(*) > 0;
    SELECT 'an entry without words: ' || count(*) FROM search_entries e LEFT JOIN search_words w USING (node_id) LEFT JOIN search_queue q USING (node_id)
     WHERE w.node_id IS NULL AND q.node_id IS NULL HAVING count(*) > 0;
    SELECT 'a node without parent or version: ' || n.id FROM nodes n
      LEFT JOIN nodes p ON p.id = n.parent_id AND p.kind = 'folder'
      LEFT JOIN versions v ON v.document_id = n.id AND v.id = n.current_version_id
      LEFT JOIN deletions d ON d.id = n.deletion_id AND d.node_id = n.id
     WHERE n.parent_id IS NOT NULL AND (p.id IS NULL OR n.kind = 'document' AND v.id IS NULL
                                        OR n.deletion_id IS NOT NULL AND d.id IS NULL) LIMIT 5;
    SELECT 'an entry too many or too few: ' || there || ' instead of ' || wanted
      FROM (SELECT count(*) AS there FROM search_entries) AS e,
           (SELECT count(*) AS wanted FROM nodes WHERE parent_id IS NOT NULL AND deletion_id IS NULL
               AND (kind = 'folder' OR current_version_id IS NOT NULL)) AS n
     WHERE there <> wanted;
"""


def fill(url: str, count: int, seed: int) -> None:
    begun = time.monotonic()

    def said(what: str) -> None:
        print(f"{time.monotonic() - begun:5.0f} s  {what}", flush=True)

    vocabulary = Vocabulary(seed)
    lent = json.loads(run(url, "SELECT coalesce(json_agg(json_build_array(encode(sha256, 'hex'), size, content_type) ORDER BY sha256), '[]') FROM versions"))
    tree = Tree(count, seed, vocabulary, [tuple(one) for one in lent if one[2].startswith("text/plain")])
    indexes = take_indexes(url)

    nodes = Copy(url, "nodes", "id, parent_id, name, kind, created_at, created_by, updated_at, current_version_id, deletion_id")
    versions = Copy(url, "versions", "id, document_id, number, sha256, size, content_type, created_at, created_by")
    run(url, "CREATE UNLOGGED TABLE names (id uuid, words text)")
    names = Copy(url, "names", "id, words")
    tree.write(nodes.write, versions.write, names.write)
    nodes.end()
    names.end()
    versions.end()
    deletions = Copy(url, "deletions", "id, node_id, path, deleted_at, deleted_by, documents, bytes")
    deletions.process.stdin.writelines(tree.deletions)
    deletions.end()
    people = Copy(url, "people", "user_key, name, email, seen_at")
    chance = random.Random(f"{seed} people")
    for number, key in enumerate(tree.people):
        people.write(f"{key}\t{chance.choice(FIRST)} {chance.choice(LAST)}\tperson{number}@example.com\t{tree.begin}\n")
    people.end()
    said(f"{len(tree.contents):,} contents of {count:,} documents in the tree, {len(tree.deletions):,} deletions")

    parts = [[(number, *content) for number, content in enumerate(tree.contents) if number % 2 == part] for part in (0, 1)]
    for part in (0, 1):
        run(url, f"CREATE UNLOGGED TABLE texts_{part} (sha256 bytea, size bigint, content_type text, body text, words text)")
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(write_texts, [url] * 2, [seed] * 2, (0, 1), parts))
    said("the words are there")
    in_parallel(url, [ENTRIES % half for half in (0, 1)])
    in_parallel(url, [WORDS % half for half in (0, 1)])
    run(url, "DROP TABLE names")
    said("the entries of the search are there")
    # What takes longest comes first.
    every = sorted((definition for some in indexes.values() for definition in some), key=lambda text: "gin" not in text)
    in_parallel(url, every)
    said("the indexes are there")
    in_parallel(url, [f"VACUUM ANALYZE {table}" for table in TABLES])
    if wrong := run(url, CHECK):
        sys.exit(f"the generated rows are not as the program would write them:\n{wrong}")
    run(url, "CHECKPOINT")
    said("checked: as the triggers would have written it")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    fill(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000, int(sys.argv[3]) if len(sys.argv) > 3 else 7)
