import { shellTexts } from './app/texts.ts'
import { commands } from './commands/texts.ts'
import { coreTexts } from './core/texts.ts'
import { analysisTexts } from './features/analysis/texts.ts'
import { guideTexts } from './features/guide/texts.ts'
import { heatmapTexts } from './features/heatmap/texts.ts'
import { libraryTexts } from './features/library/texts.ts'
import { modelTexts } from './features/models/texts.ts'
import { regionTexts } from './features/regions/texts.ts'
import { reportTexts } from './features/reports/texts.ts'
import { reviewTexts } from './features/review/texts.ts'
import { systemTexts } from './features/system/texts.ts'
import { viewTexts } from './workspace/texts.ts'

/**
 * All texts of the page, ready for translation, from the rooms that they belong to. No other file
 * contains text for the user.
 */
export const texts = {
  commands,
  ...shellTexts,
  ...coreTexts,
  ...analysisTexts,
  ...guideTexts,
  ...heatmapTexts,
  ...libraryTexts,
  ...modelTexts,
  ...regionTexts,
  ...reportTexts,
  ...reviewTexts,
  ...systemTexts,
  ...viewTexts
} as const
