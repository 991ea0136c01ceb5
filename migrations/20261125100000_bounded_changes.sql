-- Renaming, moving, deleting or restoring a folder touches a few rows, whatever lies below it:
--   * `nodes.deletion_id` stands on the deleted thing itself only. What lies in it is in the trash because an ancestor is.
--   * `search_entries` knows the parent folder instead of the whole path. Paths are worked out for what is shown.
-- Deleting for good goes in small steps, which start again wherever they stopped. Changes in different folders at the top
-- do not wait for each other, neither for a lock nor for the queue of NOTIFY.

DROP TRIGGER nodes_are_found ON nodes;
DROP TRIGGER nodes_are_found_after_a_change ON nodes;
DROP TRIGGER versions_are_found ON versions;
DROP FUNCTION search_follow_nodes();
DROP FUNCTION search_follow_versions();
DROP FUNCTION search_refresh(uuid[], boolean);
DROP FUNCTION search_fits(search_entries, text[], bigint, bigint, timestamptz, timestamptz, text[], text);

-- The trash -----------------------------------------------------------------------------------------------------

ALTER TABLE nodes DISABLE TRIGGER nodes_count_revision;
UPDATE nodes SET deletion_id = NULL
  FROM deletions d
 WHERE d.id = nodes.deletion_id AND d.node_id <> nodes.id;
ALTER TABLE nodes ENABLE TRIGGER nodes_count_revision;

COMMENT ON COLUMN nodes.deletion_id IS 'Null: it is where its parent is. Otherwise this very thing was deleted, with everything in it.';
COMMENT ON COLUMN deletions.id IS 'What was deleted carries this id.';
COMMENT ON COLUMN deletions.node_id IS 'What was deleted. What lies in it went along, unless it had been deleted by itself before.';

ALTER TABLE deletions
    ADD COLUMN documents        bigint,
    ADD COLUMN bytes            bigint,
    ADD COLUMN purge_at         timestamptz,
    ADD CONSTRAINT deletions_are_measured_as_one CHECK ((documents IS NULL) = (bytes IS NULL));

COMMENT ON COLUMN deletions.documents IS 'How many documents lie in it; null until they have been counted, right after the deletion.';
COMMENT ON COLUMN deletions.bytes IS 'The size of their current versions.';
COMMENT ON COLUMN deletions.purge_at IS 'From then on it is deleted for good, step by step, and cannot be restored any more. Null: nobody has asked for that yet.';

CREATE INDEX deletions_to_purge ON deletions (purge_at) WHERE purge_at IS NOT NULL;

DROP FUNCTION node_path(uuid);

-- Null also for what lies in the trash, so that one walk up answers both questions. Written as a loop: its statement is
-- planned once for each connection, where a recursive query is set up anew for each row.
CREATE FUNCTION path_of(node uuid) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    here record;
    next uuid := node;
    path text;
BEGIN
    LOOP
        SELECT parent_id, name, deletion_id INTO here FROM nodes WHERE id = next;
        IF NOT FOUND OR here.deletion_id IS NOT NULL THEN
            RETURN NULL;
        END IF;
        IF here.parent_id IS NULL THEN
            RETURN coalesce(path, '');
        END IF;
        path := CASE WHEN path IS NULL THEN here.name ELSE here.name || '/' || path END;
        next := here.parent_id;
    END LOOP;
END
$$;

COMMENT ON FUNCTION path_of IS 'Names with "/" between, from the root on; empty for the root, null for what is not there or lies in the trash.';

-- The same walk, for filters: it builds no text.
CREATE FUNCTION is_there(node uuid, below uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    here   record;
    next   uuid    := node;
    inside boolean := below IS NULL;
BEGIN
    LOOP
        SELECT parent_id, deletion_id INTO here FROM nodes WHERE id = next;
        IF NOT FOUND OR here.deletion_id IS NOT NULL THEN
            RETURN false;
        END IF;
        inside := inside OR next = below;
        IF here.parent_id IS NULL THEN
            RETURN inside;
        END IF;
        next := here.parent_id;
    END LOOP;
END
$$;

COMMENT ON FUNCTION is_there IS 'Whether this is there, and not in the trash; and whether it is that folder or lies below it, where one is given.';

CREATE FUNCTION path_also_in_trash(node uuid) RETURNS text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (id, parent_id, name, depth) AS (
        SELECT id, parent_id, name, 0 FROM nodes WHERE id = node
        UNION ALL
        SELECT n.id, n.parent_id, n.name, up.depth + 1 FROM up JOIN nodes n ON n.id = up.parent_id
    )
    SELECT coalesce(string_agg(name, '/' ORDER BY depth DESC) FILTER (WHERE parent_id IS NOT NULL), '') FROM up
$$;

COMMENT ON FUNCTION path_also_in_trash IS 'As path_of, whether or not it lies in the trash: for operators.';

-- Deletes up to `most` things of a deletion that is being purged, deepest first. Gives how many are gone; fewer than `most`
-- when only the deleted thing itself, and what has no room in this step, is left. What was deleted from inside it before stays in the
-- trash by itself, as if it had lain in the folder around.
CREATE FUNCTION purge_step(top uuid, most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    around uuid;
    here   uuid;
    below  uuid;
    batch  uuid[];
    gone   integer := 0;
BEGIN
    -- Nobody sees what lies in the trash.
    PERFORM set_config('latchkey.tells', 'itself', true);
    SELECT parent_id INTO around FROM nodes WHERE id = top;
    here := top;
    WHILE gone < most LOOP
        -- Down to a folder that holds no other folder.
        LOOP
            SELECT id INTO below FROM nodes
             WHERE parent_id = here AND kind = 'folder' AND deletion_id IS NULL LIMIT 1;
            EXIT WHEN NOT FOUND;
            here := below;
        END LOOP;
        UPDATE nodes SET parent_id = around WHERE parent_id = here AND deletion_id IS NOT NULL;
        batch := ARRAY(SELECT id FROM nodes WHERE parent_id = here AND deletion_id IS NULL LIMIT most - gone);
        IF cardinality(batch) > 0 THEN
            DELETE FROM versions WHERE document_id = ANY (batch);
            DELETE FROM nodes WHERE id = ANY (batch);
            gone := gone + cardinality(batch);
        ELSIF here = top THEN
            EXIT;
        ELSE
            SELECT parent_id INTO below FROM nodes WHERE id = here;
            DELETE FROM nodes WHERE id = here;
            gone := gone + 1;
            here := below;
        END IF;
    END LOOP;
    RETURN gone;
END
$$;

-- Who waits for whom --------------------------------------------------------------------------------------------

-- The folder directly below the root that this lies in, or is; the root for the root itself and for documents directly in it.
CREATE FUNCTION top_of(node uuid) RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    here record;
    next uuid := node;
    root CONSTANT uuid := '00000000-0000-7000-8000-000000000001';
BEGIN
    LOOP
        SELECT parent_id, kind INTO here FROM nodes WHERE id = next;
        IF NOT FOUND OR here.parent_id IS NULL THEN
            RETURN root;
        ELSIF here.parent_id = root THEN
            RETURN CASE WHEN here.kind = 'folder' THEN next ELSE root END;
        END IF;
        next := here.parent_id;
    END LOOP;
END
$$;

-- Locks, until the transaction ends, the parts of the tree that a change touches: for adding to things, shared with others
-- who add; for changing things (their names, places, the trash), alone. A part is a folder at the top with everything in
-- it, or the root with what lies directly in it. A folder at the top is changed in both.
CREATE FUNCTION tree_lock(adding uuid[], changing uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    root CONSTANT uuid := '00000000-0000-7000-8000-000000000001';
    part   record;
    wanted uuid[];
    held   uuid[] := '{}';
BEGIN
    -- The program tells other copies of its changes by itself, after them and in bundles: see documents_announce.
    PERFORM set_config('latchkey.tells', 'itself', true);
    LOOP
        wanted := '{}';
        -- In one order for everybody, so that nobody waits in a circle.
        FOR part IN
            SELECT key, bool_or(alone) AS alone FROM (
                SELECT top_of(id) AS key, false AS alone FROM unnest(adding) AS id
                UNION ALL
                SELECT top_of(id), true FROM unnest(changing) AS id
                UNION ALL
                SELECT root, true FROM unnest(changing) AS id JOIN nodes n USING (id) WHERE n.parent_id = root
            ) AS parts GROUP BY key ORDER BY key
        LOOP
            wanted := wanted || part.key;
            CONTINUE WHEN part.key = ANY (held);
            IF part.alone THEN
                PERFORM pg_advisory_xact_lock(hashtextextended(part.key::text, 0));
            ELSE
                PERFORM pg_advisory_xact_lock_shared(hashtextextended(part.key::text, 0));
            END IF;
        END LOOP;
        -- Who waited may find that somebody has moved the thing into another part meanwhile.
        EXIT WHEN wanted <@ held;
        held := held || wanted;
    END LOOP;
END
$$;

-- A statement in psql is announced at once; the program's own changes are not announced here. NOTIFY in a transaction makes every
-- commit wait for the one before it, with its write to the disk.
CREATE OR REPLACE FUNCTION documents_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('latchkey.tells', true) IS DISTINCT FROM 'itself' THEN
        PERFORM pg_notify('latchkey', 'documents:');
    END IF;
    RETURN NULL;
END
$$;

-- What can be found ---------------------------------------------------------------------------------------------

ALTER TABLE search_entries ADD COLUMN parent_id uuid;
DROP INDEX search_entries_by_path, search_entries_by_place, search_entries_by_change;
TRUNCATE search_entries;
ALTER TABLE search_entries DROP COLUMN path, DROP COLUMN place, ALTER COLUMN parent_id SET NOT NULL;

COMMENT ON TABLE search_entries IS 'A row for everything that a search may show, but for the root and what was deleted by itself. What lies in a deleted folder keeps its row: path_of tells.';
COMMENT ON COLUMN search_entries.parent_id IS 'The folder that it lies in, as in nodes.';

CREATE FUNCTION search_enter(node nodes) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF node.parent_id IS NULL OR node.deletion_id IS NOT NULL
       OR node.kind = 'document' AND node.current_version_id IS NULL THEN
        DELETE FROM search_entries WHERE node_id = node.id;
        RETURN;
    END IF;
    INSERT INTO search_entries AS e (node_id, parent_id, kind, name, size, sha256, changed_at, changed_by)
    SELECT node.id, node.parent_id, search_kind(node.kind, v.content_type), search_fold(node.name), v.size, v.sha256,
           node.updated_at, coalesce(node.updated_by, node.created_by)
      FROM (SELECT) AS once
      LEFT JOIN versions v ON v.id = node.current_version_id
     -- Where the version comes after its document, the trigger on versions comes again.
     WHERE node.kind = 'folder' OR v.id IS NOT NULL
    ON CONFLICT (node_id) DO UPDATE
       SET parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name, size = excluded.size,
           sha256 = excluded.sha256, changed_at = excluded.changed_at, changed_by = excluded.changed_by;
END
$$;

-- Row by row: a statement's trigger would join its transition tables by a plan that was made for other numbers of rows,
-- on a connection that has been open for a while.
CREATE FUNCTION search_follow_node() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_enter(NEW);
    RETURN NULL;
END
$$;

CREATE TRIGGER nodes_are_found AFTER INSERT ON nodes
    FOR EACH ROW WHEN (NEW.kind = 'folder') EXECUTE FUNCTION search_follow_node();

-- What is deleted for good takes its row along, by the foreign key.
CREATE TRIGGER nodes_are_found_after_a_change AFTER UPDATE ON nodes
    FOR EACH ROW
    WHEN ((OLD.name, OLD.parent_id, OLD.deletion_id, OLD.current_version_id, OLD.updated_at, OLD.updated_by)
          IS DISTINCT FROM (NEW.name, NEW.parent_id, NEW.deletion_id, NEW.current_version_id, NEW.updated_at, NEW.updated_by))
    EXECUTE FUNCTION search_follow_node();

CREATE FUNCTION search_follow_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_enter(n) FROM nodes n WHERE n.id = NEW.document_id AND n.current_version_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER versions_are_found AFTER INSERT ON versions
    FOR EACH ROW EXECUTE FUNCTION search_follow_version();

-- What is there already.
INSERT INTO search_entries (node_id, parent_id, kind, name, size, sha256, changed_at, changed_by)
SELECT n.id, n.parent_id, search_kind(n.kind, v.content_type), search_fold(n.name), v.size, v.sha256,
       n.updated_at, coalesce(n.updated_by, n.created_by)
  FROM nodes n
  LEFT JOIN versions v ON v.id = n.current_version_id
 WHERE n.parent_id IS NOT NULL AND n.deletion_id IS NULL AND (n.kind = 'folder' OR v.id IS NOT NULL);

-- Without words the latest come first, of everything, of a kind or of a person; of a size there are mostly few.
CREATE INDEX search_entries_by_change ON search_entries (changed_at DESC, node_id);
CREATE INDEX search_entries_by_kind ON search_entries (kind, changed_at DESC, node_id);
CREATE INDEX search_entries_by_person ON search_entries (changed_by, changed_at DESC, node_id);
CREATE INDEX search_entries_by_size ON search_entries (size);
CREATE INDEX search_entries_by_parent ON search_entries (parent_id);

-- Whether an entry passes the filters; each is left out where it is null. Written so that it is unfolded into the
-- query that calls it.
CREATE FUNCTION search_fits(
    entry search_entries, kinds text[], smallest bigint, largest bigint, since timestamptz, until timestamptz,
    people text[], folders uuid[], below uuid
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (kinds IS NULL OR (entry).kind = ANY (kinds))
       AND (smallest IS NULL OR (entry).size >= smallest)
       AND (largest IS NULL OR (entry).size <= largest)
       AND (since IS NULL OR (entry).changed_at >= since)
       AND (until IS NULL OR (entry).changed_at < until)
       AND (people IS NULL OR (entry).changed_by = ANY (people))
       AND (folders IS NULL OR (entry).parent_id = ANY (folders))
       AND is_there((entry).parent_id, below)
$$;
