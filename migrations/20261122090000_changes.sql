-- What changing the tree needs: who the people are, what lies in the trash, and where things lay before.

CREATE TABLE people (
    user_key text        NOT NULL,
    name     text        NOT NULL,
    email    text,
    seen_at  timestamptz NOT NULL,

    CONSTRAINT people_pkey PRIMARY KEY (user_key)
);

COMMENT ON TABLE people IS 'The names behind user keys, for "changed by". Written when a person changes something.';
COMMENT ON COLUMN people.user_key IS '"tenant|object id", as created_by, updated_by and audit_events.actor have it.';
COMMENT ON COLUMN people.name IS 'As the provider said it last; may be empty.';
COMMENT ON COLUMN people.email IS 'As the provider said it last, lower case.';
COMMENT ON COLUMN people.seen_at IS 'When name and e-mail address were last written.';

CREATE TABLE deletions (
    id         uuid        NOT NULL,
    node_id    uuid        NOT NULL,
    path       text        NOT NULL,
    deleted_at timestamptz NOT NULL,
    deleted_by text        NOT NULL,

    CONSTRAINT deletions_pkey PRIMARY KEY (id),
    CONSTRAINT deletions_one_for_each_node UNIQUE (node_id),
    CONSTRAINT deletions_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE
);

COMMENT ON TABLE deletions IS 'The trash: one row for each thing that somebody deleted, whatever lay in it.';
COMMENT ON COLUMN deletions.id IS 'What lies in the trash through it carries this id.';
COMMENT ON COLUMN deletions.node_id IS 'What was deleted; things in it carry the same deletion_id.';
COMMENT ON COLUMN deletions.path IS 'Where it lay then, for people.';
COMMENT ON COLUMN deletions.deleted_at IS 'From here its retention counts.';
COMMENT ON COLUMN deletions.deleted_by IS 'Who deleted it, as "tenant|object id", or the command that did.';

CREATE INDEX deletions_by_time ON deletions (deleted_at, id);

ALTER TABLE nodes
    ADD COLUMN deletion_id uuid,
    ADD COLUMN revision    bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_by  text,
    ADD COLUMN description text   NOT NULL DEFAULT '',
    ADD COLUMN quota       bigint,
    -- Looked at when the transaction ends: the deletion names the node, and the node its deletion.
    ADD CONSTRAINT nodes_deletion_is_known FOREIGN KEY (deletion_id) REFERENCES deletions (id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT nodes_root_is_not_deleted CHECK (parent_id IS NOT NULL OR deletion_id IS NULL),
    ADD CONSTRAINT nodes_description_is_short CHECK (char_length(description) <= 2000),
    ADD CONSTRAINT nodes_quota_is_a_folders CHECK (quota IS NULL OR (kind = 'folder' AND quota >= 0));

COMMENT ON COLUMN nodes.deletion_id IS 'Null: it is there. Otherwise it lies in the trash, by itself or inside what was deleted.';
COMMENT ON COLUMN nodes.revision IS 'Counts every change of this row: the entity tag of the item, against lost updates.';
COMMENT ON COLUMN nodes.updated_by IS 'Who made the last change; null: nobody but created_by.';
COMMENT ON COLUMN nodes.description IS 'What people say of it, plain text.';
COMMENT ON COLUMN nodes.quota IS 'How many bytes may lie in this folder and below, in current versions; null: no limit of its own.';

-- A name is taken only by what is there: the trash may hold many of the same name.
ALTER TABLE nodes DROP CONSTRAINT nodes_name_is_free;
CREATE UNIQUE INDEX nodes_name_is_free ON nodes (parent_id, name) WHERE deletion_id IS NULL;
CREATE INDEX nodes_by_parent ON nodes (parent_id);
CREATE INDEX nodes_by_deletion ON nodes (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE FUNCTION nodes_count_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$;

CREATE TRIGGER nodes_count_revision BEFORE UPDATE ON nodes
    FOR EACH ROW EXECUTE FUNCTION nodes_count_revision();

CREATE TABLE former_places (
    id       bigint      GENERATED ALWAYS AS IDENTITY,
    path     text        NOT NULL,
    node_id  uuid        NOT NULL,
    moved_at timestamptz NOT NULL,

    CONSTRAINT former_places_pkey PRIMARY KEY (id),
    CONSTRAINT former_places_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE
);

COMMENT ON TABLE former_places IS 'Where something lay before it was renamed or moved, so that old links lead on for a while.';
COMMENT ON COLUMN former_places.id IS 'Later ones are larger; the latest counts.';
COMMENT ON COLUMN former_places.node_id IS 'What lay there.';
COMMENT ON COLUMN former_places.path IS 'Names with "/" between, from the root on, without one at either end.';
COMMENT ON COLUMN former_places.moved_at IS 'When it left that place.';

-- A hash: a path may be longer than a B-tree takes.
CREATE INDEX former_places_by_path ON former_places USING hash (path);
CREATE INDEX former_places_by_node ON former_places (node_id);
CREATE INDEX former_places_by_time ON former_places (moved_at);

-- Which versions hold these bytes: for the sweeping of what nothing names, and for what is worked out once per content.
CREATE INDEX versions_by_sha256 ON versions (sha256);
CREATE INDEX versions_by_time ON versions (created_at);

CREATE FUNCTION node_path(node uuid) RETURNS text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (id, parent_id, name, depth) AS (
        SELECT id, parent_id, name, 0 FROM nodes WHERE id = node
        UNION ALL
        SELECT n.id, n.parent_id, n.name, up.depth + 1 FROM up JOIN nodes n ON n.id = up.parent_id
    )
    SELECT coalesce(string_agg(name, '/' ORDER BY depth DESC) FILTER (WHERE parent_id IS NOT NULL), '') FROM up
$$;

COMMENT ON FUNCTION node_path IS 'Names with "/" between, from the root on; empty for the root and for what does not exist.';
