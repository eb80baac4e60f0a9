-- How much of a run's tissue has a result (contract/runs/outcome.ts); null until the run is
-- done.
ALTER TABLE runs ADD COLUMN outcome TEXT CHECK (outcome IN ('complete', 'partial', 'unreadable', 'noTissue'));

UPDATE runs SET outcome = (
  SELECT CASE
    WHEN coalesce(sum(patches), 0) = 0 THEN 'noTissue'
    WHEN sum(judged) = 0 THEN 'unreadable'
    WHEN sum(judged) < sum(patches) THEN 'partial'
    ELSE 'complete'
  END FROM tiles WHERE run_id = runs.id)
WHERE status = 'done';
