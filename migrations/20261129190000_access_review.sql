-- Owners are asked every so often whether people shall still have access.

ALTER TABLE grants
    ADD COLUMN confirmed_at timestamptz,
    ADD COLUMN confirmed_by text,
    ADD COLUMN overdue_at   timestamptz;

COMMENT ON COLUMN grants.confirmed_at IS 'When an owner last said that it shall stay; null: not since it was given.';
COMMENT ON COLUMN grants.confirmed_by IS 'Who said so, as "tenant|object id".';
COMMENT ON COLUMN grants.overdue_at IS 'When it stood in the record that nobody had said so in time; null: it has not.';

CREATE INDEX grants_by_last_word ON grants ((coalesce(confirmed_at, granted_at)));

CREATE FUNCTION named_owner(node uuid, subjects text[]) RETURNS smallint LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2000 AS $$
DECLARE
    here   record;
    next   uuid     := node;
    named  smallint := 0;
BEGIN
    WHILE next IS NOT NULL LOOP
        SELECT parent_id, has_grants INTO here FROM nodes WHERE id = next;
        EXIT WHEN NOT FOUND;
        IF here.has_grants THEN
            SELECT greatest(named, max(CASE WHEN g.subject = ANY (subjects) THEN 2 ELSE 1 END)) INTO named FROM grants g
             WHERE g.node_id = next AND g.level = 3 AND g.subject NOT LIKE 'role:%'
               AND (g.ends_at IS NULL OR g.ends_at > now());
        END IF;
        EXIT WHEN named = 2;
        next := here.parent_id;
    END LOOP;
    RETURN named;
END
$$;

COMMENT ON FUNCTION named_owner IS 'Who owns a thing, or a folder above it, otherwise than by a role: 0 nobody, 1 somebody, 2 one of these subjects.';
