-- What is there, and the way down a path: once each, for every question.

-- These two are inlined, so a question is planned as if the condition stood in it, and finds the indexes for it.
CREATE FUNCTION not_deleted(node nodes) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN node.deletion_id IS NULL;

COMMENT ON FUNCTION not_deleted IS 'Not in the trash by itself. What lies in a deleted folder is not either: path_of and is_there look at the ancestors.';

CREATE FUNCTION is_live(node nodes) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN node.deletion_id IS NULL AND (node.kind = 'folder' OR node.current_version_id IS NOT NULL);

COMMENT ON FUNCTION is_live IS 'As not_deleted, and the first version of a document has come: what people see.';

CREATE FUNCTION node_at(folder uuid, names text[]) RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 AS $$
DECLARE
    here uuid := folder;
    step text;
BEGIN
    FOREACH step IN ARRAY names LOOP
        SELECT n.id INTO here FROM nodes n WHERE n.parent_id = here AND n.name = step AND not_deleted(n);
        EXIT WHEN here IS NULL;
    END LOOP;
    RETURN here;
END
$$;

COMMENT ON FUNCTION node_at IS 'What these names lead to, one inside the other, from this folder on; null where nothing lies there.';
