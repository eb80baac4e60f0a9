-- The ICC profile of the slide's file at the time of a run, empty if the profile has none, and
-- whether the networks saw its colours; NULL without a profile and for runs of older versions,
-- which state the profile in their remarks.
ALTER TABLE runs ADD COLUMN profile TEXT;
ALTER TABLE runs ADD COLUMN profile_rule TEXT CHECK (profile_rule IN ('ignored', 'applied'));

-- How the stored picture is turned to be shown, as TIFF numbers it (1 is upright); NULL for slides
-- of older versions until they are read again. Runs were made in the frame that results from it.
ALTER TABLE slides ADD COLUMN orientation INTEGER CHECK (orientation BETWEEN 1 AND 8);
