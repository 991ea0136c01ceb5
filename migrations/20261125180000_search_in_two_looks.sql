-- Whether something lies in the trash takes a walk up its ancestors: a search goes it for what it is about to show, not
-- for all that it ranks.

DROP FUNCTION search_fits(search_entries, text[], bigint, bigint, timestamptz, timestamptz, text[], uuid[], uuid);

-- Whether an entry passes the filters, by what its row says; each is left out where it is null. Written so that it is
-- unfolded into the query that calls it, which asks is_there() besides.
CREATE FUNCTION search_fits(
    entry search_entries, kinds text[], smallest bigint, largest bigint, since timestamptz, until timestamptz,
    people text[], folders uuid[]
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (kinds IS NULL OR (entry).kind = ANY (kinds))
       AND (smallest IS NULL OR (entry).size >= smallest)
       AND (largest IS NULL OR (entry).size <= largest)
       AND (since IS NULL OR (entry).changed_at >= since)
       AND (until IS NULL OR (entry).changed_at < until)
       AND (people IS NULL OR (entry).changed_by = ANY (people))
       AND (folders IS NULL OR (entry).parent_id = ANY (folders))
$$;

-- Folders with a word in their names are looked for by themselves: what lies in them is found through them.
CREATE INDEX search_entries_folders_by_name ON search_entries USING gin (name gin_trgm_ops) WHERE kind = 'folder';
