import { count } from '../../contract/format.ts'

/** Texts of the report and of region import. */
export const reportTexts = {
  report: {
    title: 'Region report',
    text: 'The preview shows what will be saved: HTML is this document, PDF is its print version.',
    preview: 'Report preview',
    loading: 'Preparing the report …',
    refresh: 'Refresh preview',
    format: 'Format',
    formats: {
      pdf: 'PDF: for printing and archiving',
      html: 'HTML: this document as one file',
      csv: 'CSV: one row per region',
      json: 'JSON: all data, with a schema',
      geojson: 'GeoJSON: the regions, for QuPath',
      'geojson.gz': 'GeoJSON, compressed'
    },
    pictures: 'Pictures of regions',
    picturesChoices: { all: 'All', some: 'The 20 largest', none: 'None' },
    picturesHint: 'If pictures are left out, the report says so.',
    picturesMany: (regions: number) =>
      `Pictures of all ${count(regions)} regions take a long time and make a large file. If pictures are left out, the report says so.`,
    save: 'Save report',
    saving: 'Saving …'
  },

  importing: {
    title: 'Import regions',
    text: 'Import annotations from a QuPath GeoJSON file, compressed or not. If any annotation cannot be used, nothing is imported.',
    path: 'File',
    pathHint: 'Full path of a .geojson or .geojson.gz file.',
    choose: 'Choose …',
    go: 'Import',
    going: 'Importing …',
    noRun: 'Regions belong to the review of a finished analysis. Open a slide that has one.',
    done: ({ regions, known, passedOver, classes }: Imported) =>
      [
        regions === 1 ? '1 region imported' : `${regions} regions imported`,
        known > 0 && `${known} already present`,
        passedOver > 0 && `${passedOver === 1 ? '1 other object' : `${passedOver} other objects`} skipped`,
        classes.length > 0 && `new classes: ${classes.join(', ')}`
      ]
        .filter(part => part !== false)
        .join('; ')
        .concat('.')
  }
} as const

interface Imported {
  regions: number
  known: number
  passedOver: number
  classes: string[]
}
