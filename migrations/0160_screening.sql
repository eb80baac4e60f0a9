-- Whether the model's threshold is its more sensitive one, for screening.
ALTER TABLE runs ADD COLUMN screening INTEGER NOT NULL DEFAULT 0
  CHECK (screening = 0 OR (screening = 1 AND threshold_source = 'model'));
