-- Who may do what with which folder or document. A grant counts for the thing and all that lies in it, down to a folder
-- that is cut off ("only these people"); whoever owns something above a cut keeps access. There is no way to deny: what nobody
-- grants nobody has.

CREATE TABLE grants (
    node_id    uuid        NOT NULL,
    subject    text        NOT NULL,
    level      smallint    NOT NULL,
    ends_at    timestamptz,
    granted_at timestamptz NOT NULL DEFAULT now(),
    granted_by text        NOT NULL,
    reason     text        NOT NULL DEFAULT '',

    CONSTRAINT grants_pkey PRIMARY KEY (node_id, subject),
    CONSTRAINT grants_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE,
    CONSTRAINT grants_level_is_known CHECK (level BETWEEN 1 AND 3),
    CONSTRAINT grants_subject_is_known CHECK (
        subject ~ '^(person:.+[|].+|address:[^@[:space:]]+@[^@[:space:]]+|role:(reader|editor|admin))$'
        AND octet_length(subject) <= 600
    ),
    CONSTRAINT grants_reason_is_short CHECK (char_length(reason) <= 500)
);

COMMENT ON TABLE grants IS 'Who may do what with which folder or document, and with what lies in it.';
COMMENT ON COLUMN grants.node_id IS 'The folder or document.';
COMMENT ON COLUMN grants.subject IS 'Who: person:<tenant>|<object id>, role:<role>, or address:<e-mail address> until somebody signs in with it.';
COMMENT ON COLUMN grants.level IS '1 view, 2 edit, 3 own; each includes the ones before it.';
COMMENT ON COLUMN grants.ends_at IS 'From then on it counts for nothing; null: it has no end.';
COMMENT ON COLUMN grants.granted_at IS 'When it was given or last changed.';
COMMENT ON COLUMN grants.granted_by IS 'Who gave it, as "tenant|object id", or the command that did.';
COMMENT ON COLUMN grants.reason IS 'Why, in the words of whoever gave it.';

CREATE INDEX grants_by_subject ON grants (subject, node_id);

ALTER TABLE nodes
    ADD COLUMN has_grants boolean NOT NULL DEFAULT false,
    ADD COLUMN inherits   boolean NOT NULL DEFAULT true,
    ADD CONSTRAINT nodes_root_is_not_cut_off CHECK (parent_id IS NOT NULL OR inherits);

COMMENT ON COLUMN nodes.has_grants IS 'Whether the table grants has rows for it; kept by triggers.';
COMMENT ON COLUMN nodes.inherits IS 'Whether what is granted above it counts here. Grants to own always do.';

CREATE INDEX nodes_cut_off ON nodes (id) WHERE NOT inherits;

COMMENT ON TABLE people IS 'The names behind user keys, for "changed by" and for sharing. Written when a person signs in or changes something.';

-- Who may see a thing is no change of the thing.
DROP TRIGGER nodes_count_revision ON nodes;
CREATE TRIGGER nodes_count_revision BEFORE UPDATE ON nodes
    FOR EACH ROW
    WHEN ((OLD.has_grants, OLD.inherits) = (NEW.has_grants, NEW.inherits))
    EXECUTE FUNCTION nodes_count_revision();

CREATE FUNCTION grants_mark_node() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
BEGIN
    FOR touched IN
        SELECT DISTINCT id FROM unnest(ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.node_id END,
                                             CASE WHEN TG_OP <> 'DELETE' THEN NEW.node_id END]) AS id
         WHERE id IS NOT NULL ORDER BY id
    LOOP
        UPDATE nodes SET has_grants = NOT has_grants
         WHERE id = touched AND has_grants <> EXISTS (SELECT FROM grants WHERE node_id = touched);
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER grants_mark_node AFTER INSERT OR UPDATE OF node_id OR DELETE ON grants
    FOR EACH ROW EXECUTE FUNCTION grants_mark_node();

-- Tells every listening copy of the program, once for each transaction.
CREATE FUNCTION grants_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey', 'grants:');
    RETURN NULL;
END
$$;

-- By the row: what is deleted for good asks for its grants, and mostly has none.
CREATE TRIGGER grants_announce AFTER INSERT OR UPDATE OR DELETE ON grants
    FOR EACH ROW EXECUTE FUNCTION grants_announce();

CREATE TRIGGER grants_announce_truncate AFTER TRUNCATE ON grants
    FOR EACH STATEMENT EXECUTE FUNCTION grants_announce();

CREATE TRIGGER nodes_announce_cuts AFTER UPDATE OF inherits ON nodes
    FOR EACH ROW WHEN (OLD.inherits <> NEW.inherits) EXECUTE FUNCTION grants_announce();

-- The one rule ---------------------------------------------------------------------------------------------------

-- Written as a loop, as path_of is: its statements are planned once for each connection.
CREATE FUNCTION level_of(node uuid, subjects text[]) RETURNS smallint LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    here   record;
    next   uuid     := node;
    here_level smallint;
    level  smallint := 0;
    is_cut boolean  := false;
BEGIN
    IF 'operator' = ANY (subjects) THEN
        RETURN 3;
    END IF;
    LOOP
        SELECT parent_id, has_grants, inherits INTO here FROM nodes WHERE id = next;
        EXIT WHEN NOT FOUND;
        IF here.has_grants THEN
            SELECT max(g.level) INTO here_level FROM grants g
             WHERE g.node_id = next AND g.subject = ANY (subjects) AND (g.ends_at IS NULL OR g.ends_at > now())
               AND (g.level = 3 OR NOT is_cut);
            level := greatest(level, here_level);
        END IF;
        EXIT WHEN level = 3 OR here.parent_id IS NULL;
        is_cut := is_cut OR NOT here.inherits;
        next := here.parent_id;
    END LOOP;
    RETURN level;
END
$$;

COMMENT ON FUNCTION level_of IS 'What these subjects may do with a thing, there or in the trash: 0 nothing, 1 view, 2 edit, 3 own. "operator" may do everything.';

CREATE FUNCTION lies_in(node uuid, folder uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    next uuid := node;
BEGIN
    WHILE next IS NOT NULL LOOP
        IF next = folder THEN
            RETURN true;
        END IF;
        SELECT parent_id INTO next FROM nodes WHERE id = next;
    END LOOP;
    RETURN false;
END
$$;

COMMENT ON FUNCTION lies_in IS 'Whether this is that folder, or lies somewhere in it, there or in the trash.';

-- Grants only add, so what lies in a folder that is in sight is so too, but where a cut stands between them. Inlined.
CREATE FUNCTION visible_below(node nodes, subjects text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT node.inherits OR level_of(node.id, subjects) >= 1
$$;

COMMENT ON FUNCTION visible_below IS 'Whether these subjects see a thing, when they see the folder that it lies in.';

-- What a folder shows of its children to somebody who may not see all of it: those that were granted, and those on the way
-- to something that was.
CREATE FUNCTION ways(folder uuid, subjects text[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (id, parent_id) AS (
        SELECT n.id, n.parent_id
          FROM grants g
          JOIN nodes n ON n.id = g.node_id
         WHERE g.subject = ANY (subjects) AND (g.ends_at IS NULL OR g.ends_at > now())
           AND n.parent_id IS NOT NULL AND n.id <> folder AND is_there(n.id, folder)
        UNION
        SELECT n.id, n.parent_id FROM up JOIN nodes n ON n.id = up.parent_id WHERE up.parent_id <> folder
    )
    SELECT coalesce(array_agg(id), '{}') FROM up WHERE parent_id = folder
$$;

COMMENT ON FUNCTION ways IS 'The children of a folder that were granted to these subjects, or that lead to something that was.';

CREATE FUNCTION leads(folder uuid, subjects text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM grants g
         WHERE g.subject = ANY (subjects) AND (g.ends_at IS NULL OR g.ends_at > now()) AND g.node_id <> folder
           AND is_there(g.node_id, folder)
    )
$$;

COMMENT ON FUNCTION leads IS 'Whether something below this folder was granted to these subjects, so that they may pass through it.';

-- For the search of somebody who sees little: then it begins with what they see, and not with the words.
CREATE FUNCTION visible_folders(subjects text[], most integer) RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    folders uuid[];
BEGIN
    IF level_of('00000000-0000-7000-8000-000000000001', subjects) >= 1 THEN
        RETURN NULL;
    END IF;
    WITH RECURSIVE seed AS MATERIALIZED (
        SELECT n.id, n.kind, n.parent_id
          FROM grants g
          JOIN nodes n ON n.id = g.node_id
         WHERE g.subject = ANY (subjects) AND (g.ends_at IS NULL OR g.ends_at > now())
    ), down (id) AS (
        SELECT seed.id FROM seed WHERE kind = 'folder'
        UNION
        SELECT n.id FROM down JOIN nodes n ON n.parent_id = down.id AND n.kind = 'folder' AND not_deleted(n) AND visible_below(n, subjects)
    )
    SELECT coalesce(array_agg(id), '{}') INTO folders FROM (
        (SELECT down.id FROM down LIMIT most + 1)
        UNION
        SELECT seed.parent_id FROM seed
    ) AS holding (id);
    RETURN CASE WHEN cardinality(folders) <= most THEN folders END;
END
$$;

COMMENT ON FUNCTION visible_folders IS 'The folders that hold all that these subjects may see; null where they see the root, or these are more than that.';

-- Whether a folder's row shows to somebody who may, or may not, view the folder itself. Inlined; of nearly all rows it reads one column.
ALTER TABLE search_entries ADD COLUMN has_own_access boolean NOT NULL DEFAULT false;
-- What is counted and summed in a folder is read from this index alone.
DROP INDEX search_entries_in_folder_by_size;
CREATE INDEX search_entries_in_folder_by_size ON search_entries (parent_id, is_folder, bytes, sort_name) INCLUDE (has_own_access, node_id);
COMMENT ON COLUMN search_entries.has_own_access IS 'It has grants of its own, or is cut off from those above: who sees it may differ from its folder.';

CREATE FUNCTION shows(entry search_entries, around boolean, ways uuid[], subjects text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (entry).has_own_access THEN level_of((entry).node_id, subjects) >= 1 ELSE around END
        OR (entry).node_id = ANY (ways)
$$;

-- In a folder with all its rows in sight nothing is looked for.
CREATE FUNCTION ways_beside(folder uuid, around boolean, subjects text[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN around AND NOT EXISTS (
            SELECT FROM nodes n WHERE n.parent_id = folder AND n.kind = 'folder' AND n.deletion_id IS NULL AND NOT n.inherits
        ) THEN '{}'
        ELSE ways(folder, subjects)
    END
$$;

-- Follows nodes as the rest of the row does.
CREATE OR REPLACE FUNCTION search_enter(node nodes) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF node.parent_id IS NULL OR node.deletion_id IS NOT NULL
       OR node.kind = 'document' AND node.current_version_id IS NULL THEN
        DELETE FROM search_entries WHERE node_id = node.id;
        RETURN;
    END IF;
    INSERT INTO search_entries AS e (node_id, parent_id, kind, name, size, sha256, changed_at, changed_by, sort_name, type, edited_at, has_own_access)
    SELECT node.id, node.parent_id, search_kind(node.kind, v.content_type), folded, v.size, v.sha256,
           node.updated_at, coalesce(node.updated_by, node.created_by),
           listing_name(node.name, folded), listing_type(v.content_type), coalesce(v.created_at, node.updated_at),
           node.has_grants OR NOT node.inherits
      FROM search_fold(node.name) AS folded
      LEFT JOIN versions v ON v.id = node.current_version_id
     -- Where the version comes after its document, the trigger on versions comes again.
     WHERE node.kind = 'folder' OR v.id IS NOT NULL
    ON CONFLICT (node_id) DO UPDATE
       SET parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name, size = excluded.size,
           sha256 = excluded.sha256, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
           sort_name = excluded.sort_name, type = excluded.type, edited_at = excluded.edited_at,
           has_own_access = excluded.has_own_access;
END
$$;

DROP TRIGGER nodes_are_found_after_a_change ON nodes;
CREATE TRIGGER nodes_are_found_after_a_change AFTER UPDATE ON nodes
    FOR EACH ROW
    WHEN ((OLD.name, OLD.parent_id, OLD.deletion_id, OLD.current_version_id, OLD.updated_at, OLD.updated_by, OLD.has_grants, OLD.inherits)
          IS DISTINCT FROM (NEW.name, NEW.parent_id, NEW.deletion_id, NEW.current_version_id, NEW.updated_at, NEW.updated_by, NEW.has_grants, NEW.inherits))
    EXECUTE FUNCTION search_follow_node();

-- As it was before there were grants: the roles may do everywhere what they could.
INSERT INTO grants (node_id, subject, level, granted_by)
VALUES ('00000000-0000-7000-8000-000000000001', 'role:reader', 1, 'latchkey'),
       ('00000000-0000-7000-8000-000000000001', 'role:editor', 2, 'latchkey'),
       ('00000000-0000-7000-8000-000000000001', 'role:admin',  3, 'latchkey');
