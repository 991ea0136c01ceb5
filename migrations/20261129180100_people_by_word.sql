-- People by the beginning of a word of their name, or of their address, for whoever types a name: among very many.

CREATE TABLE people_words (
    word     text COLLATE "C" NOT NULL,
    user_key text             NOT NULL,

    CONSTRAINT people_words_pkey PRIMARY KEY (word, user_key),
    CONSTRAINT people_words_of_a_person FOREIGN KEY (user_key) REFERENCES people (user_key) ON DELETE CASCADE
);

COMMENT ON TABLE people_words IS 'The words of people''s names and their addresses, kept by a trigger.';
COMMENT ON COLUMN people_words.word IS 'Folded as search_fold does; of an address the whole of it.';
COMMENT ON COLUMN people_words.user_key IS 'Whose it is, "tenant|object id".';

CREATE INDEX people_words_of_each ON people_words (user_key, word);

CREATE FUNCTION people_enter_words(person people) RETURNS void LANGUAGE sql AS $$
    DELETE FROM people_words WHERE user_key = person.user_key;
    INSERT INTO people_words (word, user_key)
    SELECT DISTINCT left(word, 254), person.user_key
      FROM (
          SELECT regexp_split_to_table(search_fold(person.name), '\s+')
          UNION ALL
          SELECT regexp_split_to_table(search_fold(person.name), '[^[:alnum:]]+')
          UNION ALL
          SELECT search_fold(person.email)
      ) AS words (word)
     WHERE word <> '';
$$;

CREATE FUNCTION people_follow_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM people_enter_words(NEW);
    RETURN NULL;
END
$$;

CREATE TRIGGER people_follow_words AFTER INSERT ON people
    FOR EACH ROW EXECUTE FUNCTION people_follow_words();
CREATE TRIGGER people_follow_words_after_a_change AFTER UPDATE ON people
    FOR EACH ROW WHEN ((OLD.name, OLD.email) IS DISTINCT FROM (NEW.name, NEW.email))
    EXECUTE FUNCTION people_follow_words();

SELECT people_enter_words(p) FROM people p;
