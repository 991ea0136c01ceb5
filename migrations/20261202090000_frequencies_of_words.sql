-- The search decides by these samples which words of a query it asks the index for. Of 10,000 words it is known how often they occur;
-- with the usual 1,000 words, those would only be words that one document in fifty has.
ALTER TABLE search_words ALTER COLUMN words SET STATISTICS 1000;

-- The program guesses by itself.
DROP FUNCTION words_fitting;
