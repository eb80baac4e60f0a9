-- What the reader of a slide did not use or show, one sentence each, as a JSON array; empty for
-- slides of older versions, until they are read again.
ALTER TABLE slides ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(remarks));

-- Remarks at the time of a run.
ALTER TABLE runs ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(remarks));

-- Refusals that a reviewer overruled to open the slide, as a JSON array of code, finding, reviewer
-- and time. The log has the same as entries of the kind `overrule`.
ALTER TABLE slides ADD COLUMN overruled TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(overruled));

-- Warnings about the slide's runs that a user has dismissed, as a JSON array.
ALTER TABLE slides ADD COLUMN dismissed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(dismissed));
