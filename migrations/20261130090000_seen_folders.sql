-- A search asks for many folders at once whether somebody may see what lies in them. Their ancestors are mostly the same, so
-- each of those is looked at once, and rights go down from the root; level_of and is_there walk up from each by itself.
CREATE FUNCTION seen_folders(folders uuid[], below uuid, subjects text[]) RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE ROWS 500 AS $$
    WITH RECURSIVE up (id, parent_id, has_grants, inherits, is_gone) AS (
        SELECT id, parent_id, has_grants, inherits, deletion_id IS NOT NULL FROM nodes WHERE id = ANY (folders)
        UNION
        SELECT n.id, n.parent_id, n.has_grants, n.inherits, n.deletion_id IS NOT NULL
          FROM up JOIN nodes n ON n.id = up.parent_id
    ), own AS MATERIALIZED (
        SELECT up.id, up.parent_id, up.inherits,
               CASE WHEN 'operator' = ANY (subjects) THEN 3
                    WHEN up.has_grants THEN (
                        SELECT max(g.level) FROM grants g
                         WHERE g.node_id = up.id AND g.subject = ANY (subjects) AND (g.ends_at IS NULL OR g.ends_at > now()))
               END AS level
          FROM up WHERE NOT up.is_gone
    ), down (id, level, is_below) AS (
        SELECT id, coalesce(level, 0), below IS NULL OR id = below FROM own WHERE parent_id IS NULL
        UNION ALL
        -- What an owner may, no cut takes away.
        SELECT o.id, greatest(o.level, CASE WHEN o.inherits OR d.level = 3 THEN d.level ELSE 0 END), d.is_below OR o.id = below
          FROM down d JOIN own o ON o.parent_id = d.id
    )
    SELECT id FROM down WHERE level >= 1 AND is_below AND id = ANY (folders)
$$;

COMMENT ON FUNCTION seen_folders IS 'Those of these folders that are there, lie in or below `below` if that is given, and may be seen: level_of is 1 or more.';
