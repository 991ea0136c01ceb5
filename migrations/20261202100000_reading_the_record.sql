-- The record is read page by page, newest first: everything, or what one person, item, kind, way or request has. Each of
-- these orders is an index, so that a page is a few rows of one of them, however long the record is.

-- All rows have such an id; but only a question that says so uses this index, and not one about a person or a kind, of
-- which it might find the first row after millions of others.
CREATE INDEX audit_events_by_time ON audit_events (at, id) WHERE id > 0;
CREATE INDEX audit_events_by_actor ON audit_events (actor, at, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_events_by_kind ON audit_events (kind, at, id);
CREATE INDEX audit_events_by_request ON audit_events (request_id, at, id);
-- Nearly all rows are of sessions: they are found by time.
CREATE INDEX audit_events_by_via ON audit_events (via, at, id) WHERE via <> 'session';

CREATE INDEX audit_events_by_item_and_time ON audit_events (item, at, id) WHERE item IS NOT NULL;
DROP INDEX audit_events_by_item;

CREATE FUNCTION audit_about(detail jsonb) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[];
    list  text;
BEGIN
    -- Most rows name nobody and nothing but their item.
    IF NOT detail ?| ARRAY['person', 'email', 'subject', 'owner', 'heir', 'link', 'folder', 'added', 'removed',
                           'recipients', 'items'] THEN
        RETURN NULL;
    END IF;
    found := ARRAY[detail ->> 'person', detail ->> 'email', detail ->> 'subject', detail ->> 'owner',
                   detail ->> 'heir', detail ->> 'link', detail ->> 'folder'];
    FOREACH list IN ARRAY ARRAY['added', 'removed', 'recipients', 'items'] LOOP
        -- Imports have numbers of these names.
        IF jsonb_typeof(detail -> list) = 'array' THEN
            found := found || ARRAY(SELECT jsonb_array_elements_text(detail -> list));
        END IF;
    END LOOP;
    found := ARRAY(SELECT regexp_replace(one, '^(person|address):', '') FROM unnest(found) AS one WHERE one IS NOT NULL);
    RETURN nullif(found, '{}');
END
$$;

COMMENT ON FUNCTION audit_about IS 'Whom and what a row of the record is about besides its item: user keys, addresses, links, the items of an archive; null: nobody and nothing.';

-- Without the list of what came lately, which each look would read from end to end.
CREATE INDEX audit_events_about ON audit_events USING gin (audit_about(detail)) WITH (fastupdate = off)
    WHERE audit_about(detail) IS NOT NULL;
