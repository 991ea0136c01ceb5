-- What the company's own directory says of people: the groups they are in there, and the app roles that they have.

CREATE TABLE directory_people (
    user_key    text        NOT NULL,
    told        text[]      NOT NULL,
    pushed      text[]      NOT NULL DEFAULT '{}',
    claims      text[]      NOT NULL GENERATED ALWAYS AS (told || pushed) STORED,
    is_complete boolean     NOT NULL,
    source      text        NOT NULL,
    read_at     timestamptz NOT NULL,
    asked_at    timestamptz,

    CONSTRAINT directory_people_pkey PRIMARY KEY (user_key),
    CONSTRAINT directory_people_source_is_known CHECK (source IN ('token', 'graph', 'scim'))
);

COMMENT ON TABLE directory_people IS 'What the directory says of each person, as of their last sign-in or later.';
COMMENT ON COLUMN directory_people.user_key IS 'The person, "tenant|object id".';
COMMENT ON COLUMN directory_people.told IS 'What it said when it was asked: directory-group:<object id> and app-role:<value>, as group_members.member has them.';
COMMENT ON COLUMN directory_people.pushed IS 'What it sent by itself (SCIM), written alike.';
COMMENT ON COLUMN directory_people.claims IS 'All of it; some may stand in it twice.';
COMMENT ON COLUMN directory_people.source IS 'Where it was told last: in an ID token, or by Microsoft Graph; scim: it has only sent something.';
COMMENT ON COLUMN directory_people.read_at IS 'When.';
COMMENT ON COLUMN directory_people.is_complete IS 'False: they are in more groups than a sign-in can tell, and nobody could ask for the rest.';

COMMENT ON COLUMN directory_people.asked_at IS 'When a copy of the program last asked the directory; others then do not.';

-- Mostly the directory says what it said the last time.
CREATE TRIGGER directory_people_announce AFTER UPDATE ON directory_people
    FOR EACH ROW WHEN (OLD.claims IS DISTINCT FROM NEW.claims) EXECUTE FUNCTION grants_announce();
CREATE TRIGGER directory_people_announce_first AFTER INSERT ON directory_people
    FOR EACH ROW WHEN (cardinality(NEW.claims) > 0) EXECUTE FUNCTION grants_announce();
CREATE TRIGGER directory_people_announce_last AFTER DELETE ON directory_people
    FOR EACH ROW EXECUTE FUNCTION grants_announce();

CREATE TABLE directory_roles (
    claim    text        NOT NULL,
    role     text        NOT NULL,
    added_at timestamptz NOT NULL,
    added_by text        NOT NULL,

    CONSTRAINT directory_roles_pkey PRIMARY KEY (claim),
    CONSTRAINT directory_roles_claim_is_known CHECK (claim ~ '^(directory-group|app-role):.+$' AND octet_length(claim) <= 600),
    CONSTRAINT directory_roles_role_is_known CHECK (role IN ('reader', 'editor', 'admin'))
);

COMMENT ON TABLE directory_roles IS 'Which role comes with a group or an app role of the directory; user_roles may give a higher one.';

COMMENT ON COLUMN directory_roles.claim IS 'directory-group:<object id> or app-role:<value>.';
COMMENT ON COLUMN directory_roles.role IS 'What everybody has of whom the directory says so.';
COMMENT ON COLUMN directory_roles.added_at IS 'Since when.';
COMMENT ON COLUMN directory_roles.added_by IS 'Who said so, as "tenant|object id", or the command that did.';

CREATE TRIGGER directory_roles_announce AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON directory_roles
    FOR EACH STATEMENT EXECUTE FUNCTION grants_announce();
