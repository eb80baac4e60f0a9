-- The network's own probability of a patch if slide calibration computed `probability` from it
-- (decision 30); null if `probability` is the network's own.
ALTER TABLE predictions ADD COLUMN network REAL CHECK (network BETWEEN 0 AND 1);

-- Calibration of the model when the run was planned: JSON, Calibration (contract/models/model.ts).
ALTER TABLE runs ADD COLUMN calibration TEXT NOT NULL DEFAULT '{"kind":"none"}';

-- Result of slide calibration: JSON, WholeSlide of contract/runs; null before it, and for models
-- without it.
ALTER TABLE runs ADD COLUMN whole_slide TEXT;
