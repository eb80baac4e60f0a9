-- Tissue found when the run was planned, and the part of it in patches with too little tissue to be
-- analysed, in mm²; null for a patch folder, and in runs planned before they were measured.
ALTER TABLE runs ADD COLUMN tissue_mm2 REAL;
ALTER TABLE runs ADD COLUMN sparse_mm2 REAL;
