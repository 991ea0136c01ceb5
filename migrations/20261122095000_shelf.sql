-- What a person keeps at hand: favourites, and what they opened lately.

CREATE TABLE favourites (
    user_key   text        NOT NULL,
    node_id    uuid        NOT NULL,
    created_at timestamptz NOT NULL,

    CONSTRAINT favourites_pkey PRIMARY KEY (user_key, node_id),
    CONSTRAINT favourites_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE
);

COMMENT ON TABLE favourites IS 'Folders and documents that a person has marked with a star.';
COMMENT ON COLUMN favourites.user_key IS 'Whose it is, as "tenant|object id".';
COMMENT ON COLUMN favourites.node_id IS 'What was marked; it may lie in the trash, and then does not show.';
COMMENT ON COLUMN favourites.created_at IS 'When it was marked.';

CREATE INDEX favourites_by_node ON favourites (node_id);

CREATE TABLE visits (
    user_key text        NOT NULL,
    node_id  uuid        NOT NULL,
    at       timestamptz NOT NULL,

    CONSTRAINT visits_pkey PRIMARY KEY (user_key, node_id),
    CONSTRAINT visits_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE
);

COMMENT ON TABLE visits IS 'The documents that a person opened last, a hundred at most; for that person''s eyes only.';
COMMENT ON COLUMN visits.user_key IS 'Who opened it, as "tenant|object id".';
COMMENT ON COLUMN visits.node_id IS 'What was opened.';
COMMENT ON COLUMN visits.at IS 'The last time.';

CREATE INDEX visits_by_node ON visits (node_id);

-- The sizes of folders go from folder to folder, past the documents; "changed lately" reads the end of one index.
CREATE INDEX nodes_folders_by_parent ON nodes (parent_id) WHERE kind = 'folder' AND deletion_id IS NULL;
CREATE INDEX nodes_documents_by_change ON nodes (updated_at DESC) WHERE kind = 'document' AND deletion_id IS NULL;
