import type { Feature } from '../core/features.ts'
import { analysisFeature } from '../features/analysis/index.ts'
import { guideFeature } from '../features/guide/index.ts'
import { heatmapFeature } from '../features/heatmap/index.ts'
import { libraryFeature } from '../features/library/index.ts'
import { modelsFeature } from '../features/models/index.ts'
import { regionsFeature } from '../features/regions/index.ts'
import { reportsFeature } from '../features/reports/index.ts'
import { reviewFeature } from '../features/review/index.ts'
import { systemFeature } from '../features/system/index.ts'
import { viewFeature } from '../workspace/index.ts'

/**
 * Everything that the page is made of. The order is that of commands, menu items and notices; of
 * two commands with the same key, the one of the later feature gets it.
 */
export const features: readonly Feature[] = [
  viewFeature,
  heatmapFeature,
  analysisFeature,
  reportsFeature,
  reviewFeature,
  regionsFeature,
  guideFeature,
  modelsFeature,
  libraryFeature,
  systemFeature
]
