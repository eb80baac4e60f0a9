/** Texts of the report and of region import. */
export const reportTexts = {
  report: {
    title: 'Region report',
    text: 'What you see is what is saved: HTML is this very document, PDF the same for printing.',
    preview: 'Preview of the report',
    loading: 'Making the report …',
    refresh: 'Make it anew',
    format: 'Format',
    formats: {
      pdf: 'PDF: for printing and keeping',
      html: 'HTML: this document as one file',
      csv: 'CSV: one row per region',
      json: 'JSON: every fact, with a schema',
      geojson: 'GeoJSON: the regions, for QuPath',
      'geojson.gz': 'GeoJSON, compressed'
    },
    pictures: 'Pictures of regions',
    picturesChoices: { all: 'All', some: 'The 20 largest', none: 'None' },
    picturesHint: 'A report with fewer than all says so.',
    picturesMany: (count: number) =>
      `Pictures of all ${count.toLocaleString('en')} regions take long and make a large file. A report with fewer says so.`,
    save: 'Save report',
    saving: 'Writing …'
  },

  importing: {
    title: 'Import regions',
    text: 'Annotations of a GeoJSON file, as QuPath writes it, compressed or not. All of the file, or nothing and a reason.',
    path: 'File',
    pathHint: 'Full path of a .geojson or .geojson.gz file.',
    choose: 'Choose …',
    go: 'Import',
    going: 'Reading …',
    noRun: 'Regions belong to the review of a finished analysis: open a slide that has one.',
    done: ({ regions, known, passedOver, classes }: Imported) =>
      [
        regions === 1 ? '1 region imported' : `${regions} regions imported`,
        known > 0 && `${known} were there already`,
        passedOver > 0 && `${passedOver} other objects passed over`,
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
