-- Groups of people, to whom things can be granted at once. A member is a person, an address until somebody signs in with it,
-- another group, or everybody of whom the company's directory says that they are in a group or have an app role of its own.

CREATE TABLE groups (
    id          uuid        NOT NULL,
    name        text        NOT NULL,
    name_key    text        NOT NULL,
    description text        NOT NULL DEFAULT '',
    is_listed   boolean     NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL,
    created_by  text        NOT NULL,

    CONSTRAINT groups_pkey PRIMARY KEY (id),
    CONSTRAINT groups_name_is_taken UNIQUE (name_key),
    CONSTRAINT groups_name_is_short CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT groups_description_is_short CHECK (char_length(description) <= 500)
);

COMMENT ON TABLE groups IS 'Groups of people, made in Latchkey.';
COMMENT ON COLUMN groups.id IS 'Stands in grants.subject and group_members.member.';
COMMENT ON COLUMN groups.name IS 'What people call it.';
COMMENT ON COLUMN groups.description IS 'What it is for, for people.';
COMMENT ON COLUMN groups.created_at IS 'When it was made.';
COMMENT ON COLUMN groups.name_key IS 'The name as it is compared: NFC, lower case.';
COMMENT ON COLUMN groups.is_listed IS 'Whether whoever may share finds it by name.';
COMMENT ON COLUMN groups.created_by IS 'Who made it, as "tenant|object id", or the command that did.';

CREATE TABLE group_members (
    group_id uuid        NOT NULL,
    member   text        NOT NULL,
    added_at timestamptz NOT NULL,
    added_by text        NOT NULL,

    CONSTRAINT group_members_pkey PRIMARY KEY (group_id, member),
    CONSTRAINT group_members_of_a_group FOREIGN KEY (group_id) REFERENCES groups (id) ON DELETE CASCADE,
    CONSTRAINT group_members_member_is_known CHECK (
        member ~ '^(person:.+[|].+|address:[^@[:space:]]+@[^@[:space:]]+|group:[0-9a-f-]{36}|directory-group:.+|app-role:.+)$'
        AND octet_length(member) <= 600
    ),
    CONSTRAINT group_members_is_not_itself CHECK (member <> 'group:' || group_id::text)
);

COMMENT ON TABLE group_members IS 'Who is in a group.';
COMMENT ON COLUMN group_members.group_id IS 'The group.';
COMMENT ON COLUMN group_members.added_at IS 'Since when.';
COMMENT ON COLUMN group_members.added_by IS 'Who put them in, as "tenant|object id", or the command that did.';
COMMENT ON COLUMN group_members.member IS 'As in grants.subject; and directory-group:<object id> and app-role:<value>, which the directory says of people.';

CREATE INDEX group_members_by_member ON group_members (member, group_id);

CREATE TABLE group_owners (
    group_id uuid        NOT NULL,
    owner    text        NOT NULL,
    added_at timestamptz NOT NULL,
    added_by text        NOT NULL,

    CONSTRAINT group_owners_pkey PRIMARY KEY (group_id, owner),
    CONSTRAINT group_owners_of_a_group FOREIGN KEY (group_id) REFERENCES groups (id) ON DELETE CASCADE,
    CONSTRAINT group_owners_owner_is_known CHECK (
        owner ~ '^(person:.+[|].+|address:[^@[:space:]]+@[^@[:space:]]+)$' AND octet_length(owner) <= 600
    )
);

COMMENT ON TABLE group_owners IS 'Who says who is in a group, besides administrators. An owner need not be a member.';

COMMENT ON COLUMN group_owners.group_id IS 'The group.';
COMMENT ON COLUMN group_owners.owner IS 'person:<tenant>|<object id>, or address:<e-mail address> until somebody signs in with it.';
COMMENT ON COLUMN group_owners.added_at IS 'Since when.';
COMMENT ON COLUMN group_owners.added_by IS 'Who made them an owner, as "tenant|object id", or the command that did.';

CREATE INDEX group_owners_by_owner ON group_owners (owner, group_id);

ALTER TABLE grants DROP CONSTRAINT grants_subject_is_known;
ALTER TABLE grants ADD CONSTRAINT grants_subject_is_known CHECK (
    subject ~ '^(person:.+[|].+|address:[^@[:space:]]+@[^@[:space:]]+|role:(reader|editor|admin)|group:[0-9a-f-]{36})$'
    AND octet_length(subject) <= 600
);
COMMENT ON COLUMN grants.subject IS 'Who: person:<tenant>|<object id>, group:<id>, role:<role>, or address:<e-mail address> until somebody signs in with it.';

CREATE FUNCTION groups_of(subjects text[]) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE around (id) AS (
        SELECT group_id FROM group_members WHERE member = ANY (subjects)
        UNION
        SELECT m.group_id FROM around JOIN group_members m ON m.member = 'group:' || around.id::text
    )
    SELECT 'group:' || id::text FROM around
$$;

COMMENT ON FUNCTION groups_of IS 'The groups that these subjects are in, by themselves or through another group.';

-- Takes everybody's memory of whose grants count.
CREATE TRIGGER group_members_announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON group_members
    FOR EACH STATEMENT EXECUTE FUNCTION grants_announce();

-- A group that is deleted leaves no name behind that another one could be taken for.
CREATE FUNCTION groups_leave_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM grants WHERE subject = 'group:' || OLD.id::text;
    DELETE FROM group_members WHERE member = 'group:' || OLD.id::text;
    RETURN NULL;
END
$$;

CREATE TRIGGER groups_leave_nothing AFTER DELETE ON groups
    FOR EACH ROW EXECUTE FUNCTION groups_leave_nothing();

-- Whom an address means is asked for lists of thousands.
CREATE INDEX people_by_email ON people (email);
