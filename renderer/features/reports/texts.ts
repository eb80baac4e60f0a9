import { count } from '../../../contract/format.ts'
import { importWords } from '../../../contract/review/import-words.ts'
import type { Imported } from '../../../contract/review/report.ts'
import type { PatchCounts } from '../../../contract/slides/patches.ts'

/** Texts of reports, exports and the import of regions. */
export const reportTexts = {
  report: {
    title: 'Region report',
    text: 'The preview shows what will be saved: HTML is this document, PDF is its print version.',
    preview: 'Report preview',
    loading: 'Preparing the report …',
    refresh: 'Refresh preview',
    format: 'Format',
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
    done: (imported: Imported) => `${importWords(imported)}.`
  },

  export: {
    title: 'Export analysis',
    format: 'Format',
    reviewedPatches: 'Reviewed patches: a folder for training and evaluating models',
    patient: 'Patient',
    patientHint:
      'Used in file names. Give all slides of a patient the same name; otherwise models may be evaluated on patients they were trained on.',
    patchesHint:
      'Patches you labelled IDC or not IDC are exported with your label. Unsure and unlabelled patches are left out.',
    patches: (of: PatchCounts) =>
      `${of.positive} IDC, ${of.negative} not IDC. The model had ${of.falsePositive} false positive and ${of.falseNegative} false negative among them. Left out: ${of.unsure} unsure, ${of.unlabelled} unlabelled${of.unreadable > 0 ? `, ${of.unreadable} unreadable` : ''}.`,
    name: 'File name',
    inFolder: (folder: string) => `Saved in ${folder}, the folder that was allowed when Ductal was started.`,
    byDownload: 'Your browser saves the file with its downloads.',
    noFolder:
      'A browser cannot download a folder. Start Ductal with --save-to FOLDER, or use “ductal export” in the terminal.',
    replace: 'Replace existing file',
    save: 'Export',
    saving: 'Exporting …',
    saved: (path: string, size: string) => `Saved ${path} (${size}).`
  }
} as const
