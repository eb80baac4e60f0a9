-- One name for the quality check, whose columns were called a gate.
ALTER TABLE predictions RENAME COLUMN gate TO flag;
ALTER TABLE tiles RENAME COLUMN gated TO checked;
