"""Ten thousand people, two hundred groups, thirty thousand grants and a thousand cuts, drawn into the tree of `generate.py`."""

from site_of import sql

# The guest has two folders and one document; the typical person is in ten groups; the wide one is in a group that sees
# eight folders at the top. All of them also see the folder of 3,000 and the lent documents.
PERSONAS = ("guest", "typical", "wide")
LISTED = "Three thousand"
THINGS = 3000
DIRECTORY_GROUPS = 2000

DRAW = """
SET synchronous_commit = off; SET client_min_messages = warning;
SELECT setseed(0.42);
BEGIN;
INSERT INTO people (user_key, name, email, seen_at)
SELECT 'contoso|drawn-' || n, 'Drawn Person ' || n, 'drawn' || n || '@example.com', now() FROM generate_series(1, 10000) AS n;
CREATE TEMPORARY TABLE drawn_groups AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, 200) AS n;
INSERT INTO groups (id, name, name_key, created_at, created_by)
SELECT id, 'Group ' || n, 'group ' || n, now(), 'bench' FROM drawn_groups;
INSERT INTO group_members (group_id, member, added_at, added_by)
SELECT DISTINCT g.id, 'person:contoso|drawn-' || p, now(), 'bench'
  FROM generate_series(1, 10000) AS p, LATERAL (SELECT 1 + floor(power(random(), 2) * 200)::int AS n FROM generate_series(1, 12) WHERE p IS NOT NULL) AS draw
  JOIN drawn_groups g USING (n);
INSERT INTO group_members (group_id, member, added_at, added_by)
SELECT id, 'address:typical@example.com', now(), 'bench' FROM drawn_groups WHERE n % 20 = 7
UNION ALL SELECT id, 'address:wide@example.com', now(), 'bench' FROM drawn_groups WHERE n % 20 = 11 OR n = 1;

CREATE TEMPORARY TABLE drawn_folders AS
SELECT row_number() OVER (ORDER BY random()) AS n, id FROM nodes
 WHERE kind = 'folder' AND deletion_id IS NULL AND parent_id IS NOT NULL AND name NOT IN ('Flat', 'Lent');
CREATE TEMPORARY TABLE drawn_documents AS
SELECT row_number() OVER (ORDER BY random()) AS n, id FROM nodes
 WHERE kind = 'document' AND deletion_id IS NULL AND current_version_id IS NOT NULL ORDER BY random() LIMIT 10000;
CREATE TEMPORARY TABLE drawn (node_id uuid, subject text, level smallint);
INSERT INTO drawn
SELECT f.id, CASE WHEN random() < 0.4 THEN 'group:' || (SELECT id FROM drawn_groups WHERE n = 1 + f.n % 200) ELSE 'person:contoso|drawn-' || (1 + floor(random() * 10000)::int) END,
       1 + floor(random() * 3)::int
  FROM drawn_folders f, generate_series(1, 1 + 20000 / (SELECT count(*) FROM drawn_folders)::int)
 WHERE f.n <= 20000;
INSERT INTO drawn SELECT id, 'person:contoso|drawn-' || (1 + floor(random() * 10000)::int), 1 FROM drawn_documents;
-- Wide: eight at the top.
INSERT INTO drawn
SELECT id, 'group:' || (SELECT id FROM drawn_groups WHERE n = 1), 1
  FROM (SELECT id FROM nodes WHERE parent_id = '{root}' AND kind = 'folder' AND deletion_id IS NULL AND name NOT IN ('Flat', 'Lent', '{listed}') ORDER BY id LIMIT 8) AS top;
INSERT INTO drawn SELECT id, 'address:guest@example.com', 1 FROM drawn_folders WHERE n IN (5, 50)
UNION ALL SELECT id, 'address:guest@example.com', 1 FROM drawn_documents WHERE n = 5
UNION ALL SELECT id, 'address:' || who || '@example.com', 1 FROM nodes, unnest('{{guest,typical,wide}}'::text[]) AS who
           WHERE parent_id = '{root}' AND name IN ('Lent', '{listed}') AND deletion_id IS NULL;
INSERT INTO grants (node_id, subject, level, granted_by) SELECT node_id, subject, level, 'bench' FROM drawn ON CONFLICT DO NOTHING;
UPDATE nodes SET inherits = false WHERE id IN (SELECT id FROM drawn_folders ORDER BY n DESC LIMIT 1000);
COMMIT;
"""

# A folder of 3,000, with what makes its listing dear: folders with grants of their own and folders that are cut off.
LISTING = """
SET synchronous_commit = off; SET client_min_messages = warning;
BEGIN;
INSERT INTO nodes (id, parent_id, name, kind, created_by)
VALUES (gen_random_uuid(), '{root}', '{listed}', 'folder', 'bench|listing');
CREATE TEMPORARY TABLE made AS
SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS version, n % 10 = 0 AS is_folder FROM generate_series(1, {things}) AS n;
INSERT INTO nodes (id, parent_id, name, kind, created_by)
SELECT m.id, p.id, 'Thing ' || m.n || CASE WHEN m.is_folder THEN '' ELSE '.txt' END, CASE WHEN m.is_folder THEN 'folder' ELSE 'document' END, 'bench|listing'
  FROM made m, nodes p WHERE p.parent_id = '{root}' AND p.name = '{listed}';
INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_by)
SELECT m.version, m.id, 1, v.sha256, v.size, v.content_type, 'bench|listing'
  FROM made m, (SELECT v.* FROM versions v JOIN nodes n ON n.current_version_id = v.id JOIN nodes p ON p.id = n.parent_id WHERE p.name = 'Lent' LIMIT 1) AS v
 WHERE NOT m.is_folder;
UPDATE nodes SET current_version_id = m.version FROM made m WHERE m.id = nodes.id AND NOT m.is_folder;
INSERT INTO grants (node_id, subject, level, granted_by) SELECT id, 'person:contoso|drawn-' || n, 1, 'bench' FROM made WHERE n % 30 = 0;
UPDATE nodes SET inherits = false WHERE id IN (SELECT id FROM made WHERE n % 300 = 10);
COMMIT;
"""


def draw(database: str, root: str) -> str:
    """Writes all of it, and says how much that is."""
    places = {"root": root, "listed": LISTED, "things": THINGS}
    sql(database, LISTING.format(**places))
    sql(database, DRAW.format(**places))
    sql(database, "VACUUM ANALYZE grants; VACUUM ANALYZE group_members; VACUUM ANALYZE people; ANALYZE nodes; ANALYZE search_entries")
    return sql(database, """
        SELECT (SELECT count(*) FROM grants) || ' grants, ' || (SELECT count(*) FROM nodes WHERE NOT inherits) || ' cuts, '
            || (SELECT count(*) FROM groups) || ' groups, ' || (SELECT count(*) FROM people) || ' people'""")
