-- Whom a grant means: the people behind groups, roles and addresses, for whoever asks what a change does to whom.

CREATE INDEX directory_people_by_claim ON directory_people USING gin (claims);
CREATE INDEX people_locked_out ON people (user_key) WHERE locked_at IS NOT NULL;

-- The other way round than groups_of: from the names that something is granted to, down to people. Grants themselves are
-- not looked at, and nothing is decided by it.
CREATE FUNCTION people_behind(subjects text[]) RETURNS TABLE (subject text, person text) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE asked (subject) AS (
        SELECT DISTINCT unnest(subjects)
    ), inside (subject, id) AS (
        SELECT a.subject, CASE WHEN a.subject LIKE 'group:%' THEN substr(a.subject, 7)::uuid END
          FROM asked a WHERE a.subject LIKE 'group:%'
        UNION
        SELECT i.subject, CASE WHEN m.member LIKE 'group:%' THEN substr(m.member, 7)::uuid END
          FROM inside i JOIN group_members m ON m.group_id = i.id AND m.member LIKE 'group:%'
    ), members (subject, member) AS (
        SELECT a.subject, a.subject FROM asked a WHERE a.subject ~ '^(person|address):'
        UNION
        SELECT i.subject, m.member FROM inside i JOIN group_members m ON m.group_id = i.id AND m.member NOT LIKE 'group:%'
    ), with_role (person, rank) AS (
        -- A role hangs on the address, and belongs to the person whom it is pinned to for as long as they have that.
        SELECT CASE WHEN r.object_id IS NULL THEN 'address:' || r.email ELSE 'person:' || r.tenant_id || '|' || r.object_id END,
               array_position('{reader,editor,admin}', r.role)
          FROM user_roles r
          LEFT JOIN people p ON p.user_key = r.tenant_id || '|' || r.object_id
         WHERE (r.object_id IS NULL OR p.user_key IS NULL OR p.email IS NOT DISTINCT FROM r.email)
           AND EXISTS (SELECT FROM asked WHERE asked.subject LIKE 'role:%')
        UNION ALL
        SELECT 'person:' || d.user_key, array_position('{reader,editor,admin}', r.role)
          FROM directory_roles r JOIN directory_people d ON d.claims @> ARRAY[r.claim]
         WHERE EXISTS (SELECT FROM asked WHERE asked.subject LIKE 'role:%')
    ), known (subject, person) AS (
        SELECT m.subject, m.member FROM members m WHERE m.member ~ '^(person|address):'
        UNION ALL
        SELECT m.subject, 'person:' || d.user_key
          FROM members m JOIN directory_people d ON d.claims @> ARRAY[m.member]
         WHERE m.member ~ '^(directory-group|app-role):'
        UNION ALL
        SELECT a.subject, w.person
          FROM asked a JOIN with_role w ON w.rank >= array_position('{reader,editor,admin}', substr(a.subject, 6))
         WHERE a.subject LIKE 'role:%'
    ), found (subject, person) AS (
        SELECT k.subject, k.person FROM known k WHERE k.person LIKE 'person:%'
        UNION
        -- What waits for an address is the one person's who signs in with it.
        SELECT k.subject,
               coalesce((SELECT 'person:' || min(p.user_key) FROM people p WHERE p.email = substr(k.person, 9) HAVING count(*) = 1), k.person)
          FROM known k WHERE k.person LIKE 'address:%'
    )
    SELECT f.subject, f.person
      FROM found f
     WHERE f.person NOT IN (SELECT 'person:' || p.user_key FROM people p WHERE p.locked_at IS NOT NULL)
       AND f.person NOT IN (SELECT 'person:' || u.user_key FROM scim_users u WHERE NOT u.is_active)
$$;

COMMENT ON FUNCTION people_behind IS 'The people whom each of these names means, each once: person:… of whoever was here, address:… of others.';

ALTER TABLE copies ADD COLUMN keeps_grants boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN copies.keeps_grants IS 'What is granted on the folder that is copied is granted on the copy, too.';
