-- Lists are in the order of the Unicode collation, with numbers by their value. The program works the keys out
-- (src/collation.rs), because databases differ in what collations they know and in which version. What was here before has
-- keys of listing_name until the program has come to it, in steps behind its start (src/documents/sort_keys.rs): a key of the
-- program's begins with U+0001, before everything that listing_name makes.

ALTER TABLE nodes ADD COLUMN sort_key text COLLATE "C";

COMMENT ON COLUMN nodes.sort_key IS 'What lists sort this name by, as the program made it (src/collation.rs); its end says for which name. Null, or of another name: listing_name has to do until the program comes to it.';
COMMENT ON COLUMN search_entries.sort_name IS 'What lists are sorted by, compared byte by byte; there are no two equal ones in a folder. It ends with U+0001 and the name. From the program (src/collation.rs) it begins with U+0001, else it is of listing_name and waits for the program.';
COMMENT ON FUNCTION listing_name IS 'A simpler order of names, for rows that the program has not come to yet. The second argument is what search_fold makes of the name.';

-- Where the program finds them, folder by folder.
CREATE INDEX search_entries_without_key ON search_entries (parent_id) WHERE sort_name >= E'\x02';

-- What became of the thing at an address.
CREATE INDEX nodes_deleted_by_name ON nodes (parent_id, name) WHERE deletion_id IS NOT NULL;

-- Whether a key is of this name.
CREATE FUNCTION is_key_of(key text, name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT key < E'\x02' COLLATE "C" AND right(key, length(name) + 1) = E'\x01' || name
$$;

-- When the file itself was last changed, as it says; when it came to us stands in created_at.
ALTER TABLE versions ADD COLUMN modified_at timestamptz;
ALTER TABLE uploads ADD COLUMN modified_at timestamptz;

COMMENT ON COLUMN versions.modified_at IS 'When the file was last changed before it was added, according to its sender; null: not known, or changed here. Never later than created_at.';
COMMENT ON COLUMN uploads.modified_at IS 'As versions.modified_at, announced with the upload.';

ALTER TABLE versions ADD CONSTRAINT versions_modified_before_they_came CHECK (modified_at <= created_at) NOT VALID;

COMMENT ON COLUMN search_entries.edited_at IS 'When what it says was last changed: modified_at of the current version where it has one, else when that version came; for a folder as in nodes.';
COMMENT ON COLUMN search_entries.changed_at IS 'As edited_at.';

CREATE OR REPLACE FUNCTION search_enter(node nodes) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF node.parent_id IS NULL OR node.deletion_id IS NOT NULL
       OR node.kind = 'document' AND node.current_version_id IS NULL THEN
        DELETE FROM search_entries WHERE node_id = node.id;
        RETURN;
    END IF;
    INSERT INTO search_entries AS e (node_id, parent_id, kind, name, size, sha256, changed_at, changed_by, sort_name, type, edited_at, has_own_access)
    SELECT node.id, node.parent_id, search_kind(node.kind, v.content_type), folded, v.size, v.sha256,
           coalesce(v.modified_at, v.created_at, node.updated_at), coalesce(node.updated_by, node.created_by),
           CASE WHEN is_key_of(node.sort_key, node.name) THEN node.sort_key ELSE listing_name(node.name, folded) END,
           listing_type(v.content_type), coalesce(v.modified_at, v.created_at, node.updated_at),
           node.has_grants OR NOT node.inherits
      FROM search_fold(node.name) AS folded
      LEFT JOIN versions v ON v.id = node.current_version_id
     -- Where the version comes after its document, the trigger on versions comes again.
     WHERE node.kind = 'folder' OR v.id IS NOT NULL
    ON CONFLICT (node_id) DO UPDATE
       SET parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name, size = excluded.size,
           sha256 = excluded.sha256, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
           -- A name that stays keeps the key that the program has given it meanwhile.
           sort_name = CASE WHEN is_key_of(e.sort_name, node.name) THEN e.sort_name ELSE excluded.sort_name END,
           type = excluded.type, edited_at = excluded.edited_at,
           has_own_access = excluded.has_own_access;
END
$$;
