-- A page of a folder is read from an index, in every order: what is sorted by stands in the row.

-- As a person counts: runs of digits by their value, letters without regard to case and accents; the exact spelling
-- decides between names that are equal so far, so no two names have the same key. A run of digits is spelled U+0002, how
-- many digits it has without leading zeros, then those: so it stands before every letter, and a shorter number before
-- a longer one. U+0001, before everything else, ends the part that is compared that way. No name holds either.
CREATE FUNCTION listing_name(name text, folded text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN folded ~ '[0-9]' THEN (
        SELECT string_agg(
                   CASE WHEN run ~ '^[0-9]' THEN E'\x02' || chr(length(ltrim(run, '0')) + 1) || ltrim(run, '0') ELSE run END,
                   '' ORDER BY place)
          FROM regexp_matches(folded, '[0-9]+|[^0-9]+', 'g') WITH ORDINALITY AS runs (found, place)
          CROSS JOIN LATERAL (SELECT found[1] AS run) AS one
    ) ELSE folded END || E'\x01' || name
$$;

COMMENT ON FUNCTION listing_name IS 'What names are sorted by, compared byte by byte. The second argument is what search_fold makes of the name.';

-- The same as `documents/listing/kind.rs`: the first one that fits counts.
CREATE FUNCTION listing_type(content_type text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN content_type IS NULL THEN 'folder'
        WHEN content_type LIKE '%application/pdf%' THEN 'pdf'
        WHEN content_type LIKE ANY (ARRAY['%text/csv%', '%text/tab-separated-values%']) THEN 'csv'
        WHEN content_type LIKE ANY (ARRAY['%spreadsheet%', '%ms-excel%']) THEN 'spreadsheet'
        WHEN content_type LIKE ANY (ARRAY['%presentation%', '%ms-powerpoint%']) THEN 'presentation'
        WHEN content_type LIKE ANY (ARRAY['%wordprocessing%', '%msword%', '%opendocument.text%', '%application/rtf%', '%text/rtf%']) THEN 'text-document'
        WHEN content_type LIKE ANY (ARRAY['%zip%', '%x-tar%', '%compressed%', '%x-xz%', '%x-bzip%', '%x-rar%', '%gzip%']) THEN 'archive'
        WHEN content_type LIKE '%image/%' THEN 'image'
        WHEN content_type LIKE '%audio/%' THEN 'audio'
        WHEN content_type LIKE '%video/%' THEN 'video'
        WHEN content_type LIKE '%text/markdown%' THEN 'markdown'
        WHEN content_type LIKE ANY (ARRAY['%text/html%', '%xhtml%']) THEN 'web-page'
        WHEN content_type LIKE ANY (ARRAY['%application/json%', '%xml%', '%yaml%', '%toml%', '%sql%']) THEN 'data'
        WHEN content_type LIKE ANY (ARRAY['%javascript%', '%text/css%', '%text/x-%', '%application/x-sh%', '%typescript%']) THEN 'code'
        WHEN content_type LIKE ANY (ARRAY['%message/rfc822%', '%ms-outlook%']) THEN 'email'
        WHEN content_type LIKE '%text/%' THEN 'text'
        ELSE 'other'
    END
$$;

ALTER TABLE search_entries
    ADD COLUMN is_folder  boolean NOT NULL GENERATED ALWAYS AS (kind = 'folder') STORED,
    ADD COLUMN bytes      bigint  NOT NULL GENERATED ALWAYS AS (coalesce(size, 0)) STORED,
    ADD COLUMN sort_name  text COLLATE "C",
    ADD COLUMN type       text COLLATE "C",
    ADD COLUMN edited_at  timestamptz;

COMMENT ON TABLE search_entries IS 'A row for everything that a listing and a search may show, but for the root and what was deleted by itself. What lies in a deleted folder keeps its row: path_of tells.';
COMMENT ON COLUMN search_entries.is_folder IS 'Folders come first in every order.';
COMMENT ON COLUMN search_entries.bytes IS 'As size; 0 for folders, which are equal by size.';
COMMENT ON COLUMN search_entries.sort_name IS 'By listing_name; there are no two equal ones in a folder.';
COMMENT ON COLUMN search_entries.type IS 'The word of the listing, by listing_type; folder for folders.';
COMMENT ON COLUMN search_entries.edited_at IS 'When the current version was added; for a folder as in nodes.';

CREATE OR REPLACE FUNCTION search_enter(node nodes) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF node.parent_id IS NULL OR node.deletion_id IS NOT NULL
       OR node.kind = 'document' AND node.current_version_id IS NULL THEN
        DELETE FROM search_entries WHERE node_id = node.id;
        RETURN;
    END IF;
    INSERT INTO search_entries AS e (node_id, parent_id, kind, name, size, sha256, changed_at, changed_by, sort_name, type, edited_at)
    SELECT node.id, node.parent_id, search_kind(node.kind, v.content_type), folded, v.size, v.sha256,
           node.updated_at, coalesce(node.updated_by, node.created_by),
           listing_name(node.name, folded), listing_type(v.content_type), coalesce(v.created_at, node.updated_at)
      FROM search_fold(node.name) AS folded
      LEFT JOIN versions v ON v.id = node.current_version_id
     -- Where the version comes after its document, the trigger on versions comes again.
     WHERE node.kind = 'folder' OR v.id IS NOT NULL
    ON CONFLICT (node_id) DO UPDATE
       SET parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name, size = excluded.size,
           sha256 = excluded.sha256, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
           sort_name = excluded.sort_name, type = excluded.type, edited_at = excluded.edited_at;
END
$$;

UPDATE search_entries e
   SET sort_name = listing_name(n.name, e.name),
       type = listing_type(v.content_type),
       edited_at = coalesce(v.created_at, n.updated_at)
  FROM nodes n
  LEFT JOIN versions v ON v.id = n.current_version_id
 WHERE n.id = e.node_id;

ALTER TABLE search_entries
    ALTER COLUMN sort_name SET NOT NULL,
    ALTER COLUMN type SET NOT NULL,
    ALTER COLUMN edited_at SET NOT NULL;

-- One for each order, read both ways. The first also finds all that lies in a folder, and the second counts it.
CREATE INDEX search_entries_in_folder_by_name ON search_entries (parent_id, is_folder, sort_name);
CREATE INDEX search_entries_in_folder_by_size ON search_entries (parent_id, is_folder, bytes, sort_name);
CREATE INDEX search_entries_in_folder_by_edit ON search_entries (parent_id, is_folder, edited_at, sort_name);
CREATE INDEX search_entries_in_folder_by_type ON search_entries (parent_id, type, sort_name);
DROP INDEX search_entries_by_parent;
