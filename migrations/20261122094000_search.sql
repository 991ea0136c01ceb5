-- Finding: by name and place (trigrams), and by the words in a document (full text).
--
-- Both tables are kept by triggers, so that no part of the program, and nobody in psql, can forget them.
-- pg_trgm and unaccent come with PostgreSQL (contrib) and are "trusted": whoever owns the database may create them.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- A company's documents are in many languages, often in several within one file, and a stemmer for the wrong language
-- spoils words. So words are taken as they are, without regard to case and accents.
CREATE TEXT SEARCH CONFIGURATION latchkey (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION latchkey
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

CREATE FUNCTION search_fold(original text) RETURNS text LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(unaccent(original))
$$;

COMMENT ON FUNCTION search_fold IS 'As names are compared: without regard to case and accents.';

-- The words of each content -------------------------------------------------------------------------------------

CREATE TABLE contents (
    sha256       bytea       NOT NULL,
    size         bigint      NOT NULL,
    content_type text        NOT NULL,
    state        text        NOT NULL DEFAULT 'waiting',
    attempts     integer     NOT NULL DEFAULT 0,
    ready_at     timestamptz NOT NULL DEFAULT '-infinity',
    worked_at    timestamptz,
    reason       text,
    body         text        NOT NULL DEFAULT '',
    words        tsvector    NOT NULL DEFAULT '',

    CONSTRAINT contents_pkey PRIMARY KEY (sha256),
    CONSTRAINT contents_state_is_known CHECK (state IN ('waiting', 'done', 'failed', 'unsupported')),
    CONSTRAINT contents_failure_has_a_reason CHECK (state <> 'failed' OR reason IS NOT NULL)
)
-- What is asked for often stays small: text lies beside the table, however short it is.
WITH (toast_tuple_target = 256);

COMMENT ON TABLE contents IS 'The words in documents, worked out once for equal bytes; also the queue of that work.';
COMMENT ON COLUMN contents.sha256 IS 'Of the bytes, as in versions.';
COMMENT ON COLUMN contents.size IS 'Of the bytes.';
COMMENT ON COLUMN contents.content_type IS 'How the bytes are read: the media type of the version that brought them.';
COMMENT ON COLUMN contents.state IS 'waiting: to be read. done: read. failed: cannot be read, see reason. unsupported: no text in such a document.';
COMMENT ON COLUMN contents.attempts IS 'How often reading was begun. Whoever ends an attempt says which, so a late one changes nothing.';
COMMENT ON COLUMN contents.ready_at IS 'While waiting: not before. Whoever begins moves it ahead, so that nobody else begins and a worker that died loses nothing.';
COMMENT ON COLUMN contents.worked_at IS 'When the last attempt ended.';
COMMENT ON COLUMN contents.reason IS 'Why it failed, or will be tried again.';
COMMENT ON COLUMN contents.body IS 'The text, at most 512 kB of it: for the passages that a search shows.';
COMMENT ON COLUMN contents.words IS 'What is searched.';

CREATE INDEX contents_by_words ON contents USING gin (words);
CREATE INDEX contents_waiting ON contents (ready_at) WHERE state = 'waiting';
CREATE INDEX contents_failed ON contents (worked_at) WHERE state = 'failed';

-- One tsvector takes at most 1 MB. A text with more different words than that is searched in its first part.
CREATE FUNCTION search_words(body text) RETURNS tsvector LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
    part text := body;
BEGIN
    LOOP
        BEGIN
            RETURN to_tsvector('latchkey', part);
        EXCEPTION WHEN program_limit_exceeded THEN
            part := left(part, length(part) / 2);
        END;
    END LOOP;
END
$$;

CREATE FUNCTION contents_follow_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contents (sha256, size, content_type)
    SELECT DISTINCT ON (sha256) sha256, size, content_type FROM added ORDER BY sha256, content_type
    -- Equal bytes under another name: what was not understood as one kind may be as another.
    ON CONFLICT (sha256) DO UPDATE
       SET content_type = excluded.content_type, state = 'waiting', attempts = 0, ready_at = '-infinity', reason = NULL
     WHERE contents.state = 'unsupported' AND contents.content_type <> excluded.content_type;
    RETURN NULL;
END
$$;

CREATE TRIGGER versions_bring_contents AFTER INSERT ON versions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION contents_follow_versions();

INSERT INTO contents (sha256, size, content_type)
SELECT DISTINCT ON (sha256) sha256, size, content_type FROM versions ORDER BY sha256, content_type;

-- What can be found ----------------------------------------------------------------------------------------------

CREATE TABLE search_entries (
    node_id    uuid                  NOT NULL,
    kind       text                  NOT NULL,
    name       text                  NOT NULL,
    path       text                  NOT NULL,
    -- By bytes, not by language: what lies in a folder is then one stretch of an index.
    place      text COLLATE "C"      NOT NULL,
    size       bigint,
    sha256     bytea,
    changed_at timestamptz           NOT NULL,
    changed_by text                  NOT NULL,

    CONSTRAINT search_entries_pkey PRIMARY KEY (node_id),
    CONSTRAINT search_entries_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE,
    CONSTRAINT search_entries_kind_is_known CHECK (
        kind IN ('folder', 'text', 'pdf', 'office', 'picture', 'sound', 'film', 'other')
    ),
    CONSTRAINT search_entries_only_folders_are_empty CHECK ((kind = 'folder') = (sha256 IS NULL AND size IS NULL))
);

COMMENT ON TABLE search_entries IS 'Everything that a search may show: a row for what is there, none for the trash and for the root.';
COMMENT ON COLUMN search_entries.node_id IS 'The folder or document.';
COMMENT ON COLUMN search_entries.kind IS 'For the filter by kind.';
COMMENT ON COLUMN search_entries.name IS 'Its name, folded by search_fold.';
COMMENT ON COLUMN search_entries.path IS 'Its place, folded by search_fold.';
COMMENT ON COLUMN search_entries.place IS 'The names from the root on with "/" between, its own the last.';
COMMENT ON COLUMN search_entries.size IS 'Of the current version; null for folders.';
COMMENT ON COLUMN search_entries.sha256 IS 'Of the current version: where its words are. Null for folders.';
COMMENT ON COLUMN search_entries.changed_at IS 'As in nodes.';
COMMENT ON COLUMN search_entries.changed_by IS 'Who made the last change, or made it.';

CREATE INDEX search_entries_by_name ON search_entries USING gin (name gin_trgm_ops);
CREATE INDEX search_entries_by_path ON search_entries USING gin (path gin_trgm_ops);
-- For whole names and their beginnings. A B-tree takes no more than a third of a page; names are shorter.
CREATE INDEX search_entries_by_beginning ON search_entries (name text_pattern_ops);
-- A path may be longer.
CREATE INDEX search_entries_by_place ON search_entries (left(place, 600) COLLATE "C");
CREATE INDEX search_entries_by_content ON search_entries (sha256);
CREATE INDEX search_entries_by_change ON search_entries (changed_at DESC);

-- The words of the query that stand first in a long text, with what is around them: to mark the words in a passage of a
-- few kB takes a millisecond, in half a megabyte it takes a hundred.
CREATE FUNCTION search_passage(body text, sought text[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    small text;
    first integer;
BEGIN
    -- In bytes: this is known without unpacking the text.
    IF octet_length(body) <= 10000 THEN
        RETURN body;
    END IF;
    small := lower(body);
    SELECT min(nullif(strpos(small, word), 0)) INTO first FROM unnest(sought) AS word;
    RETURN substr(body, greatest(coalesce(first, 1) - 1000, 1), 4000);
END
$$;

CREATE FUNCTION search_kind(kind text, content_type text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN kind = 'folder' THEN 'folder'
        WHEN content_type LIKE 'image/%' THEN 'picture'
        WHEN content_type LIKE 'audio/%' THEN 'sound'
        WHEN content_type LIKE 'video/%' THEN 'film'
        WHEN content_type LIKE 'application/pdf%' THEN 'pdf'
        WHEN content_type LIKE 'application/vnd.openxmlformats-officedocument.%'
          OR content_type LIKE 'application/vnd.oasis.opendocument.%'
          OR content_type LIKE 'application/vnd.ms-%'
          OR content_type LIKE 'application/msword%'
          OR content_type LIKE 'application/rtf%'
          OR content_type LIKE 'text/csv%' THEN 'office'
        WHEN content_type LIKE 'text/%'
          OR content_type ~ '^application/(json|javascript|xml|sql|toml|x-sh|x-tex|x-yaml|yaml|xhtml\+xml)' THEN 'text'
        ELSE 'other'
    END
$$;

-- Writes the rows of these nodes anew. `below` tells whether what lies in them has moved along.
CREATE FUNCTION search_refresh(changed uuid[], below boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_entries e USING nodes n
     WHERE e.node_id = ANY (changed) AND n.id = e.node_id
       AND (n.deletion_id IS NOT NULL OR n.kind = 'document' AND n.current_version_id IS NULL);

    INSERT INTO search_entries AS e (node_id, kind, name, path, place, size, sha256, changed_at, changed_by)
    WITH there AS (
        SELECT n.* FROM nodes n
         WHERE n.id = ANY (changed) AND n.deletion_id IS NULL AND n.parent_id IS NOT NULL
    ), folder AS MATERIALIZED (
        -- Once for each folder, however many things are in it.
        SELECT parent_id, node_path(parent_id) AS place FROM (SELECT DISTINCT parent_id FROM there) AS parents
    )
    SELECT n.id, search_kind(n.kind, v.content_type), search_fold(n.name), search_fold(p.place), p.place,
           v.size, v.sha256, n.updated_at, coalesce(n.updated_by, n.created_by)
      FROM there n
      JOIN folder f ON f.parent_id = n.parent_id
      CROSS JOIN LATERAL (SELECT ltrim(f.place || '/' || n.name, '/') AS place) AS p
      LEFT JOIN versions v ON v.id = n.current_version_id
     -- Where the version comes after its document, the trigger on versions comes again.
     WHERE n.kind = 'folder' OR v.id IS NOT NULL
    ON CONFLICT (node_id) DO UPDATE
       SET kind = excluded.kind, name = excluded.name, path = excluded.path, place = excluded.place,
           size = excluded.size, sha256 = excluded.sha256, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by;

    IF below THEN
        WITH RECURSIVE moved (id, place) AS (
            SELECT n.id, node_path(n.id) FROM nodes n WHERE n.id = ANY (changed) AND n.kind = 'folder'
            UNION ALL
            SELECT n.id, m.place || '/' || n.name FROM moved m JOIN nodes n ON n.parent_id = m.id
        )
        UPDATE search_entries e SET place = m.place, path = search_fold(m.place)
          FROM moved m WHERE e.node_id = m.id AND e.place <> m.place;
    END IF;
END
$$;

CREATE FUNCTION search_follow_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM search_refresh(array_agg(id), false) FROM after;
    ELSE
        PERFORM search_refresh(array_agg(a.id), coalesce(bool_or(a.kind = 'folder'
                    AND (a.name, a.parent_id) IS DISTINCT FROM (b.name, b.parent_id)), false))
           FROM after a JOIN before b ON b.id = a.id
         WHERE (a.name, a.parent_id, a.deletion_id, a.current_version_id, a.updated_at, a.updated_by)
               IS DISTINCT FROM (b.name, b.parent_id, b.deletion_id, b.current_version_id, b.updated_at, b.updated_by);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER nodes_are_found AFTER INSERT ON nodes
    REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_nodes();

-- What is deleted for good takes its row along, by the foreign key.
CREATE TRIGGER nodes_are_found_after_a_change AFTER UPDATE ON nodes
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_nodes();

CREATE FUNCTION search_follow_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_refresh(array_agg(n.id), false) FROM after v JOIN nodes n ON n.id = v.document_id AND n.current_version_id = v.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER versions_are_found AFTER INSERT ON versions
    REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_versions();

-- What is there already.
SELECT search_refresh(array_agg(id), false) FROM nodes;

-- Whether an entry passes the filters; each is left out where it is null. Written so that it is unfolded into the
-- query that calls it.
CREATE FUNCTION search_fits(
    entry search_entries, kinds text[], smallest bigint, largest bigint, since timestamptz, until timestamptz,
    people text[], below text
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (kinds IS NULL OR (entry).kind = ANY (kinds))
       AND (smallest IS NULL OR (entry).size >= smallest)
       AND (largest IS NULL OR (entry).size <= largest)
       AND (since IS NULL OR (entry).changed_at >= since)
       AND (until IS NULL OR (entry).changed_at < until)
       AND (people IS NULL OR (entry).changed_by = ANY (people))
       -- "0" is the character behind "/": the stretch of the index between holds what begins with "folder/".
       AND (below IS NULL
            OR (left((entry).place, 600) >= left(below || '/', 600) COLLATE "C"
                AND left((entry).place, 600) <= left(below || '0', 600) COLLATE "C"
                AND starts_with((entry).place, below || '/')))
$$;
