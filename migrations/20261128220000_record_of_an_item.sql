-- The record tells what happened to one item without reading all of it, how its actor came to be believed, and from where.

ALTER TABLE audit_events
    ADD COLUMN item    uuid GENERATED ALWAYS AS (coalesce(detail ->> 'item', detail ->> 'document')::uuid) STORED,
    ADD COLUMN via     text,
    ADD COLUMN address text,
    ADD CONSTRAINT audit_events_via_is_a_word CHECK (via ~ '^[a-z]+(_[a-z]+)*$');

COMMENT ON COLUMN audit_events.item IS 'The folder or document that it is about, where it is about one.';
COMMENT ON COLUMN audit_events.via IS 'How the actor came to be believed: session, ticket, command ...; null in rows from before 2026-11-28.';
COMMENT ON COLUMN audit_events.address IS 'The address that the request came from, as far as a trusted proxy tells.';

CREATE INDEX audit_events_by_item ON audit_events (item, id) WHERE item IS NOT NULL;
