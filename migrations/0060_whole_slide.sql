-- What the network itself said of a patch, where `probability` was found from it by judging the slide as a whole (decision 30);
-- null where `probability` is the network's own.
ALTER TABLE predictions ADD COLUMN network REAL CHECK (network BETWEEN 0 AND 1);

-- How probabilities follow from what the network says, as the model had it when the run was planned: JSON, Calibration (contract/model.ts).
ALTER TABLE runs ADD COLUMN calibration TEXT NOT NULL DEFAULT '{"kind":"none"}';

-- How the patches were judged together, once all were there: JSON, WholeSlide (contract/run.ts); null before, and where each stands alone.
ALTER TABLE runs ADD COLUMN whole_slide TEXT;
