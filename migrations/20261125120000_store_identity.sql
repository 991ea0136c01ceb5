-- Which blob store this database belongs to, and since when bytes are named by nothing.

CREATE TABLE store_identity (
    only_one boolean     NOT NULL DEFAULT true,
    id       uuid        NOT NULL,
    since    timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT store_identity_pkey PRIMARY KEY (only_one),
    CONSTRAINT store_identity_is_one CHECK (only_one)
);

COMMENT ON TABLE store_identity IS 'One row once the store is known: the id that also stands in the store, as the object store-id.';
COMMENT ON COLUMN store_identity.only_one IS 'Always true: there is no second row.';
COMMENT ON COLUMN store_identity.id IS 'A random id. If the store has another, the store and this database do not belong together.';
COMMENT ON COLUMN store_identity.since IS 'When it was made, or adopted by the command `latchkey store adopt`.';

CREATE TABLE unnamed_blobs (
    sha256 bytea       NOT NULL,
    since  timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT unnamed_blobs_pkey PRIMARY KEY (sha256),
    CONSTRAINT unnamed_blobs_sha256_is_whole CHECK (octet_length(sha256) = 32)
);

COMMENT ON TABLE unnamed_blobs IS 'When a version that named these bytes was last removed. Other versions may still name them; `latchkey gc` looks.';
COMMENT ON COLUMN unnamed_blobs.sha256 IS 'Of the bytes.';
COMMENT ON COLUMN unnamed_blobs.since IS 'When; `latchkey gc` keeps the bytes for QUARANTINE_DAYS from then on, and then forgets the row.';

-- In order, so that two purges of equal bytes wait for each other instead of locking each other out.
CREATE FUNCTION versions_unname() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unnamed_blobs (sha256)
    SELECT DISTINCT sha256 FROM gone ORDER BY sha256
        ON CONFLICT (sha256) DO UPDATE SET since = excluded.since;
    RETURN NULL;
END
$$;

CREATE TRIGGER versions_unname AFTER DELETE ON versions
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION versions_unname();
