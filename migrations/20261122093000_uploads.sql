-- Bytes on their way in. They lie in the spool, in a file of this id, until the document is made.

CREATE TABLE uploads (
    id              uuid        NOT NULL,
    owner           text        NOT NULL,
    folder_id       uuid        NOT NULL,
    path            text        NOT NULL,
    name            text        NOT NULL,
    length          bigint      NOT NULL,
    key             text,
    on_taken        text        NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    unverified_from bigint,
    sha256          bytea,
    head            bytea,
    outcome         text,
    document_id     uuid,

    CONSTRAINT uploads_pkey PRIMARY KEY (id),
    CONSTRAINT uploads_key_is_short CHECK (char_length(key) BETWEEN 1 AND 100),
    CONSTRAINT uploads_length_is_not_negative CHECK (length >= 0),
    CONSTRAINT uploads_name_is_short CHECK (octet_length(name) <= 255),
    CONSTRAINT uploads_on_taken_is_known CHECK (on_taken IN ('refuse', 'replace', 'keep_both', 'skip')),
    CONSTRAINT uploads_unverified_is_inside CHECK (unverified_from BETWEEN 0 AND length),
    CONSTRAINT uploads_sha256_is_whole CHECK (octet_length(sha256) = 32),
    CONSTRAINT uploads_hash_and_head_come_together CHECK ((sha256 IS NULL) = (head IS NULL)),
    CONSTRAINT uploads_outcome_is_known CHECK (outcome IN ('new', 'version', 'skipped')),
    CONSTRAINT uploads_end_with_a_document CHECK ((outcome IS NULL) = (document_id IS NULL))
);

COMMENT ON TABLE uploads IS 'Documents on their way in: receiving, then whole and waiting for their place, then done. Gone when they expire.';
COMMENT ON COLUMN uploads.id IS 'Also the name of the file in the spool. How long that file is, is how much has come.';
COMMENT ON COLUMN uploads.owner IS 'Who sends it, as "tenant|object id"; nobody else may go on with it or see it.';
COMMENT ON COLUMN uploads.folder_id IS 'The folder that it was sent to. Not a foreign key: the folder may be purged meanwhile, and another chosen.';
COMMENT ON COLUMN uploads.path IS 'Folders below that one with "/" between, made on the way when the document is; empty for none.';
COMMENT ON COLUMN uploads.name IS 'What the document will be called.';
COMMENT ON COLUMN uploads.length IS 'How many bytes there will be.';
COMMENT ON COLUMN uploads.key IS 'What the sender calls it: announced twice with the same key, it is the same upload. Null: without one.';
COMMENT ON COLUMN uploads.on_taken IS 'What to do if the name is taken: refuse (ask), replace, keep_both or skip.';
COMMENT ON COLUMN uploads.created_at IS 'When it was announced.';
COMMENT ON COLUMN uploads.expires_at IS 'From then on it is swept away; later with every byte that comes.';
COMMENT ON COLUMN uploads.unverified_from IS 'What lies in the file from here on came with a checksum that has not been compared yet: it does not count.';
COMMENT ON COLUMN uploads.sha256 IS 'Of all the bytes; set before they leave the spool for the blob store, which must not sweep them away while it stands here.';
COMMENT ON COLUMN uploads.head IS 'The first bytes, from which the media type is told; set together with sha256.';
COMMENT ON COLUMN uploads.outcome IS 'How it ended: new, version or skipped; null while it has not.';
COMMENT ON COLUMN uploads.document_id IS 'The document that it became, or that it was skipped for.';

CREATE UNIQUE INDEX uploads_key_is_its_own ON uploads (owner, key) WHERE key IS NOT NULL;
CREATE INDEX uploads_by_owner ON uploads (owner, created_at);
CREATE INDEX uploads_by_end ON uploads (expires_at);
CREATE INDEX uploads_by_sha256 ON uploads (sha256) WHERE sha256 IS NOT NULL;
