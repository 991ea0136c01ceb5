-- What was deleted as one selection is taken back as one.

ALTER TABLE deletions ADD COLUMN batch uuid;

COMMENT ON COLUMN deletions.batch IS 'The same for everything that was chosen and deleted together; null: deleted by itself.';

CREATE INDEX deletions_together ON deletions (batch) WHERE batch IS NOT NULL;
