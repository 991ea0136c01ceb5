-- People who left the company, or have to be kept out at once.

ALTER TABLE people
    ADD COLUMN first_seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN locked_at     timestamptz,
    ADD COLUMN locked_by     text;

UPDATE people SET first_seen_at = seen_at;

COMMENT ON COLUMN people.first_seen_at IS 'When the row was made; for people from before this column when they were last seen then.';
COMMENT ON COLUMN people.locked_at IS 'Since when they may not sign in any more; null: they may.';
COMMENT ON COLUMN people.locked_by IS 'Who locked them out, as "tenant|object id", or the command that did.';
