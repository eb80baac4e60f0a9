/** Names that the export of regions writes for QuPath, and that the import recognises. */

/**
 * Key under which QuPath stores an annotation's description
 * (qupath.lib.objects.PathAnnotationObject).
 */
export const descriptionKey = 'ANNOTATION_DESCRIPTION'

/** Measurements of an exported region, which an import recomputes. Units follow QuPath's own. */
export const measurementNames = {
  areaMm2: 'Area mm^2',
  perimeterMm: 'Perimeter mm',
  largestDiameterMm: 'Largest diameter mm',
  lengthMm: 'Length mm',
  patches: 'Patches',
  positive: 'Patches marked',
  flagged: 'Patches flagged',
  meanProbability: 'Mean probability',
  maxProbability: 'Max probability'
} as const
