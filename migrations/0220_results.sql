-- The log has an entry for the result of each run, and for each change to what a report states of a
-- slide. Programs without these entries must not write to the library.
CREATE INDEX review_log_results ON review_log (json_extract(entry, '$.run')) WHERE kind = 'result';
