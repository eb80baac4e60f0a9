-- Engine probe results when the run's engine was selected: JSON list (contract/runs/run.ts).
ALTER TABLE runs ADD COLUMN engine_verdicts TEXT NOT NULL DEFAULT '[]';
