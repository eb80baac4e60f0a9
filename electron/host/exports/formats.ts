import type { ExportFormat } from '../../../contract/review/report.ts'
import { json } from './document.ts'
import { geojson, geojsonGz } from './features.ts'
import type { Format } from './format.ts'
import { png } from './picture.ts'
import { tiff } from './raster.ts'
import { csv } from './table.ts'
import { wsinfer } from './wsinfer.ts'

/**
 * Formats in which other programs can read a run's predictions, in the order of the page's list.
 */
export const formats: readonly Format[] = [csv, json, geojson, geojsonGz, png, tiff, wsinfer]

/** Whether files of a format state the fingerprint of the slide. */
export const statesSlide = (name: string): boolean =>
  !formats.some(format => format.name === name && 'pieces' in format && format.withoutSlide)

/** Describes the formats for the page. */
export const listFormats = (): ExportFormat[] =>
  formats.map(format => ({ name: format.name, label: format.label, folder: 'files' in format }))
