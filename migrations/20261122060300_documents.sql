-- Folders, documents and their versions. The bytes lie outside, found by their SHA-256.

CREATE TABLE nodes (
    id                 uuid        NOT NULL,
    parent_id          uuid,
    name               text        NOT NULL,
    kind               text        NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    created_by         text        NOT NULL,
    updated_at         timestamptz NOT NULL DEFAULT now(),
    current_version_id uuid,
    -- Lets a foreign key say "the parent is a folder" without a trigger, and so without a race.
    parent_kind        text        NOT NULL GENERATED ALWAYS AS ('folder') STORED,

    CONSTRAINT nodes_pkey PRIMARY KEY (id),
    CONSTRAINT nodes_kind_is_known CHECK (kind IN ('folder', 'document')),
    CONSTRAINT nodes_id_and_kind UNIQUE (id, kind),
    CONSTRAINT nodes_parent_is_a_folder FOREIGN KEY (parent_id, parent_kind) REFERENCES nodes (id, kind),
    CONSTRAINT nodes_parent_is_another CHECK (parent_id <> id),
    CONSTRAINT nodes_name_is_free UNIQUE (parent_id, name),
    -- One root at most, because its id is given.
    CONSTRAINT nodes_one_root CHECK ((parent_id IS NULL) = (id = '00000000-0000-7000-8000-000000000001')),
    CONSTRAINT nodes_root_is_a_folder CHECK (parent_id IS NOT NULL OR kind = 'folder'),
    CONSTRAINT nodes_only_the_root_is_nameless CHECK ((parent_id IS NULL) = (name = '')),
    CONSTRAINT nodes_name_is_one_step CHECK (position('/' IN name) = 0 AND name NOT IN ('.', '..')),
    CONSTRAINT nodes_name_is_short CHECK (octet_length(name) <= 255),
    CONSTRAINT nodes_only_documents_have_versions CHECK (kind = 'document' OR current_version_id IS NULL)
);

COMMENT ON TABLE nodes IS 'The tree: folders and documents.';
COMMENT ON COLUMN nodes.id IS 'Stays the same when the node is renamed or moved.';
COMMENT ON COLUMN nodes.parent_id IS 'The folder it lies in; null for the root only.';
COMMENT ON COLUMN nodes.name IS 'One step of a path, at most 255 bytes; empty for the root only.';
COMMENT ON COLUMN nodes.kind IS 'folder or document; never changes.';
COMMENT ON COLUMN nodes.created_at IS 'When it was made.';
COMMENT ON COLUMN nodes.created_by IS 'Who made it, as "tenant|object id", or the command that did.';
COMMENT ON COLUMN nodes.updated_at IS 'When its name, place or current version last changed.';
COMMENT ON COLUMN nodes.current_version_id IS 'What a reader gets; null for folders, and for a document without a version.';
COMMENT ON COLUMN nodes.parent_kind IS 'Always "folder": the second half of the foreign key to the parent.';

CREATE TABLE versions (
    id            uuid        NOT NULL,
    document_id   uuid        NOT NULL,
    number        integer     NOT NULL,
    sha256        bytea       NOT NULL,
    size          bigint      NOT NULL,
    content_type  text        NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    created_by    text        NOT NULL,
    document_kind text        NOT NULL GENERATED ALWAYS AS ('document') STORED,

    CONSTRAINT versions_pkey PRIMARY KEY (id),
    CONSTRAINT versions_number_is_free UNIQUE (document_id, number),
    CONSTRAINT versions_document_and_id UNIQUE (document_id, id),
    CONSTRAINT versions_are_of_a_document FOREIGN KEY (document_id, document_kind) REFERENCES nodes (id, kind),
    CONSTRAINT versions_number_counts_from_one CHECK (number >= 1),
    CONSTRAINT versions_sha256_is_whole CHECK (octet_length(sha256) = 32),
    CONSTRAINT versions_size_is_not_negative CHECK (size >= 0)
);

COMMENT ON TABLE versions IS 'What a document said at one time; never changed.';
COMMENT ON COLUMN versions.id IS 'Of this version.';
COMMENT ON COLUMN versions.document_id IS 'Whose version it is.';
COMMENT ON COLUMN versions.number IS 'Counts from 1 within the document.';
COMMENT ON COLUMN versions.sha256 IS 'Of the bytes: their name in the blob store, and the strong ETag.';
COMMENT ON COLUMN versions.size IS 'Of the bytes, in bytes.';
COMMENT ON COLUMN versions.content_type IS 'The media type that the bytes are served as.';
COMMENT ON COLUMN versions.created_at IS 'When it was added.';
COMMENT ON COLUMN versions.created_by IS 'Who added it, as "tenant|object id", or the command that did.';
COMMENT ON COLUMN versions.document_kind IS 'Always "document": the second half of the foreign key to the node.';

-- Looked at when the transaction ends, so that a document and its first version arrive together. Both columns,
-- so that the current version is one of this very document.
ALTER TABLE nodes ADD CONSTRAINT nodes_current_version_is_its_own
    FOREIGN KEY (id, current_version_id) REFERENCES versions (document_id, id)
    DEFERRABLE INITIALLY DEFERRED;

INSERT INTO nodes (id, parent_id, name, kind, created_by)
VALUES ('00000000-0000-7000-8000-000000000001', NULL, '', 'folder', 'latchkey');

CREATE FUNCTION nodes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the root folder stays' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER nodes_root_stays BEFORE DELETE ON nodes
    FOR EACH ROW WHEN (OLD.parent_id IS NULL) EXECUTE FUNCTION nodes_refuse();

CREATE FUNCTION versions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version is never changed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER versions_are_immutable BEFORE UPDATE ON versions
    FOR EACH STATEMENT EXECUTE FUNCTION versions_refuse();

-- One notice for each transaction, however much it changes: equal payloads are sent once.
CREATE FUNCTION documents_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey', 'documents:');
    RETURN NULL;
END
$$;

CREATE TRIGGER nodes_announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON nodes
    FOR EACH STATEMENT EXECUTE FUNCTION documents_announce();

CREATE TRIGGER versions_announce AFTER INSERT OR DELETE OR TRUNCATE ON versions
    FOR EACH STATEMENT EXECUTE FUNCTION documents_announce();
