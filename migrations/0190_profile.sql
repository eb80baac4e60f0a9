-- Name of the ICC profile in a slide's file, empty if the profile has none; NULL without a profile,
-- and for slides of older versions until they are read again.
ALTER TABLE slides ADD COLUMN profile TEXT;
