-- How many bytes a person has added is asked at each document, where PERSON_QUOTA is set.

CREATE INDEX versions_by_person ON versions (created_by) INCLUDE (size);
