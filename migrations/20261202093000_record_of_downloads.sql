-- Rows of downloads and refusals are written in batches, by a writer that tries again, and refer to one another: so they have
-- a name before they are here.

ALTER TABLE audit_events ADD COLUMN uid uuid;

COMMENT ON COLUMN audit_events.uid IS
    'The name of rows that were written in a batch, so that none is here twice and others can refer to it; null in all others.';

CREATE UNIQUE INDEX audit_events_by_uid ON audit_events (uid) WHERE uid IS NOT NULL;
