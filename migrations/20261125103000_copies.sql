-- A copy of more than an answer may wait for is built aside, step by step, and shows when it is complete.

ALTER TABLE deletions ADD COLUMN is_copy boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN deletions.is_copy IS 'Nobody has deleted this: it is a copy that is not complete yet, and lies aside until it is.';

CREATE TABLE copies (
    id         uuid        NOT NULL,
    source_id  uuid        NOT NULL,
    folder_id  uuid        NOT NULL,
    top_id     uuid        NOT NULL,
    name       text        NOT NULL,
    started_by text        NOT NULL,
    request_id text        NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    state      text        NOT NULL DEFAULT 'running',
    total      bigint      NOT NULL,
    copied     bigint      NOT NULL DEFAULT 0,
    documents  bigint      NOT NULL DEFAULT 0,
    reason     text,

    CONSTRAINT copies_pkey PRIMARY KEY (id),
    CONSTRAINT copies_state_is_known CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
    CONSTRAINT copies_that_run_have_no_end CHECK ((state = 'running') = (ended_at IS NULL)),
    CONSTRAINT copies_failure_has_a_reason CHECK ((state = 'failed') = (reason IS NOT NULL))
);

COMMENT ON TABLE copies IS 'Large copies, while they are made and for some days after.';
COMMENT ON COLUMN copies.id IS 'Of this copy.';
COMMENT ON COLUMN copies.source_id IS 'The folder that is copied.';
COMMENT ON COLUMN copies.folder_id IS 'The folder that the copy goes into. Not a foreign key: it may be purged meanwhile.';
COMMENT ON COLUMN copies.top_id IS 'The copy itself. While it is made, its deletion_id keeps it out of sight.';
COMMENT ON COLUMN copies.name IS 'What the copy is to be called; "name (2)" if that is taken in the end.';
COMMENT ON COLUMN copies.started_by IS 'Whose copy it is, as "tenant|object id".';
COMMENT ON COLUMN copies.request_id IS 'The request that asked for it, for the record.';
COMMENT ON COLUMN copies.started_at IS 'When it was asked for.';
COMMENT ON COLUMN copies.ended_at IS 'When it was complete, or given up.';
COMMENT ON COLUMN copies.state IS 'running, done, failed or cancelled.';
COMMENT ON COLUMN copies.total IS 'How many folders and documents there were when it began.';
COMMENT ON COLUMN copies.copied IS 'How many of them are copied.';
COMMENT ON COLUMN copies.documents IS 'How many of those are documents.';
COMMENT ON COLUMN copies.reason IS 'Why it failed, in a sentence for the person.';

CREATE INDEX copies_running ON copies (started_at) WHERE state = 'running';
CREATE INDEX copies_by_person ON copies (started_by, started_at DESC);
CREATE INDEX copies_by_end ON copies (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE copy_folders (
    copy_id   uuid NOT NULL,
    target_id uuid NOT NULL,
    source_id uuid NOT NULL,
    after_id  uuid,

    CONSTRAINT copy_folders_pkey PRIMARY KEY (copy_id, target_id),
    CONSTRAINT copy_folders_of_a_copy FOREIGN KEY (copy_id) REFERENCES copies (id) ON DELETE CASCADE
);

COMMENT ON TABLE copy_folders IS 'Folders of a copy whose contents are still to be copied.';
COMMENT ON COLUMN copy_folders.copy_id IS 'The copy.';
COMMENT ON COLUMN copy_folders.target_id IS 'The new folder.';
COMMENT ON COLUMN copy_folders.source_id IS 'The folder that it is a copy of.';
COMMENT ON COLUMN copy_folders.after_id IS 'The last thing in it that was copied; they come by their ids.';

CREATE INDEX nodes_by_parent_and_id ON nodes (parent_id, id);
DROP INDEX nodes_by_parent;
