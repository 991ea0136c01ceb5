-- Rows of the record can be removed after their retention, and in no other way: by this function, which removes those of one
-- kind that are older than a day at least (decision 71). Everything else is refused as before.

CREATE OR REPLACE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Set by audit_events_remove for its own statement.
    IF TG_OP = 'DELETE' AND current_setting('latchkey.record_retention', true) = 'removes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'audit_events is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION audit_events_remove(of_kind text, older_than timestamptz, most integer) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    removed bigint;
BEGIN
    -- What says that rows were removed stays, and nobody removes what has just happened.
    IF of_kind = 'record_removed' OR older_than > now() - interval '1 day' THEN
        RAISE EXCEPTION 'audit_events is append-only: rows of the kind % from before % stay', of_kind, older_than
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('latchkey.record_retention', 'removes', true);
    DELETE FROM audit_events
     WHERE id IN (
         SELECT id FROM audit_events WHERE kind = of_kind AND at < older_than ORDER BY at, id LIMIT most
     );
    GET DIAGNOSTICS removed = ROW_COUNT;
    PERFORM set_config('latchkey.record_retention', '', true);
    RETURN removed;
END
$$;

COMMENT ON FUNCTION audit_events_remove IS 'Removes the oldest rows of a kind from before a time, at most so many, and says how many those were. Whoever calls writes that into the record in the same transaction.';
