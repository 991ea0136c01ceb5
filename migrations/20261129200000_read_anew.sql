-- More kinds of documents are read now, and those that were are read better. What was found stays until then.

UPDATE contents SET state = 'waiting', attempts = 0, ready_at = '-infinity', reason = NULL
 WHERE state <> 'waiting'
   AND content_type !~ '^(image|audio|font)/'
   AND (state <> 'done' OR content_type !~ '^(text/(plain|markdown|csv|html)|application/json)');
