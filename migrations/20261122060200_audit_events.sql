-- What happened, in the order in which it was written. Rows are added and never touched again.

CREATE TABLE audit_events (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL,
    kind       text        NOT NULL,
    actor      text,
    request_id text        NOT NULL,
    detail     jsonb       NOT NULL DEFAULT '{}',

    CONSTRAINT audit_events_pkey PRIMARY KEY (id),
    CONSTRAINT audit_events_kind_is_a_word CHECK (kind ~ '^[a-z]+(_[a-z]+)*$'),
    CONSTRAINT audit_events_detail_is_an_object CHECK (jsonb_typeof(detail) = 'object')
);

COMMENT ON TABLE audit_events IS 'The append-only record of sign-ins, refusals and changes.';
COMMENT ON COLUMN audit_events.id IS 'Order of writing; gaps are transactions that were rolled back.';
COMMENT ON COLUMN audit_events.at IS 'When it happened, by the clock of the program.';
COMMENT ON COLUMN audit_events.kind IS 'What happened: one of the events that src/audit/ knows.';
COMMENT ON COLUMN audit_events.actor IS 'Who did it, as "tenant|object id"; null where nobody is known.';
COMMENT ON COLUMN audit_events.request_id IS 'The request id, as in the log and on the error page; or the command that did it.';
COMMENT ON COLUMN audit_events.detail IS 'What the kind of event tells besides. Never a token, a secret or a document.';

CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_events_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();

-- Also in a session that replays a replica's changes, where ordinary triggers rest.
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_is_append_only;
