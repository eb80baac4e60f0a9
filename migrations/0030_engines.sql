-- What was said of each engine when one was chosen for the run: JSON, a list of EngineVerdict (contract/run.ts).
ALTER TABLE runs ADD COLUMN engine_verdicts TEXT NOT NULL DEFAULT '[]';
