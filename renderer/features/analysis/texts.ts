import { engineTitles } from '../../../contract/runs/engine.ts'

/** Texts of analyses: starting one, its state and its record. */
export const analysisTexts = {
  analysis: {
    title: 'Analysis',
    new: 'New analysis',
    back: 'Back to results',
    model: 'Model',
    modelFacts: 'About this model',
    noModels: 'No usable model is installed. Open the system check to see why.',
    engine: 'Engine',
    engines: {
      auto: 'Automatic (fastest available)',
      ...engineTitles
    } as Record<string, string>,
    stride: 'Patches',
    strides: {
      full: 'Side by side',
      half: 'Overlapping by half (4 × the work)',
      third: 'Overlapping by two thirds (9 × the work)'
    },
    threshold: 'Threshold',
    thresholdOwn: (value: number) => `model default: ${value.toFixed(2)}`,
    tissue: 'Minimum tissue score',
    tissueProposed: (value: number) => `suggested: ${value}`,
    tissuePreview: 'Show tissue on slide',
    tissueShare: (percent: string) => `${percent} of the slide counts as tissue`,
    tissueFolder: 'In a patch folder, every patch is analysed.',
    tissueLoading: 'Finding tissue …',
    reset: 'Reset',
    start: 'Start analysis',
    starting: 'Preparing …',
    cancelStart: 'Cancel'
  },

  run: {
    title: 'Analyses',
    list: 'Analyses of this slide',
    name: (id: number) => `Analysis ${id}`,
    status: {
      queued: 'Waiting',
      running: 'Running',
      done: 'Done',
      cancelled: 'Stopped',
      interrupted: 'Interrupted',
      failed: 'Failed'
    },
    progress: 'Analysis progress',
    tiles: (done: number, total: number) => `${done} of ${total} tiles`,
    rate: (value: string) => `${value} patches/s`,
    networkRate: (value: string) => `model ${value} patches/s`,
    remaining: (time: string) => `${time} left`,
    failedTiles: (count: number) =>
      count === 1 ? '1 tile failed and has no result' : `${count} tiles failed and have no result`,
    showFailures: 'Show failures',
    hideFailures: 'Hide failures',
    tilePlace: (row: number, col: number, rows: number, cols: number) =>
      `Rows ${row}–${row + rows - 1}, columns ${col}–${col + cols - 1}`,
    goToTile: 'Show on slide',
    cancel: 'Stop',
    cancelling: 'Stopping …',
    resume: 'Resume',
    remove: 'Delete analysis',
    removeTitle: 'Delete this analysis?',
    removeText: (id: number, reviewed: boolean) =>
      reviewed
        ? `Analysis ${id} and all its labels, regions and comments will be deleted. You can run the analysis again, but the review will be lost.`
        : `Analysis ${id} will be deleted. You can run it again.`,
    removeConfirm: 'Delete',
    export: 'Export …',
    report: 'Report …',
    importRegions: 'Import regions …',
    milestone: (percent: number) => `Analysis ${percent} percent complete.`,
    nothing: 'Nothing analysed',
    leftOut: (areas: string) => `Without a result: ${areas}.`,
    leftOutLegend: 'tissue, no result',
    outcome: 'Result',
    finished: (positive: number, patches: number) =>
      `Analysis done: ${positive} of ${patches} patches marked.`,
    stopped: 'Analysis stopped.',
    started: 'Analysis started.',
    warnings: 'Quality check',
    warningCount: (count: number) =>
      count === 1 ? 'Quality check: 1 warning' : `Quality check: ${count} warnings`,
    warningPlaces: (count: number) => (count === 1 ? 'Show the place' : `Show ${count} places`),
    warningPlace: (index: number, count: number) => `Place ${index} of ${count}`,
    warningBack: 'Previous place',
    warningNext: 'Next place',
    warningDismiss: 'Dismiss this warning for this slide',
    warningsDismissed: (count: number) =>
      count === 1 ? '1 warning dismissed for this slide.' : `${count} warnings dismissed for this slide.`,
    warningsRestore: 'Show again',
    warningsMarked: 'Shown with dotted outlines; still counted.',
    provisional: 'Provisional: the model adjusts each patch once the analysis is complete.',
    failed: (message: string) => `Analysis failed. ${message}`
  },

  record: {
    tab: 'Record',
    made: 'Made',
    model: 'Model',
    leak: 'Patient and model',
    modelHash: 'Model (SHA-256)',
    engine: 'Engine',
    device: 'Device',
    reader: 'Slide reader',
    profile: 'ICC profile',
    remarks: 'Remarks of the reader',
    refused: (engine: string, works: boolean) =>
      works ? `Not selected: ${engine}` : `Unavailable: ${engine}`,
    slower: (reason: string, rate: number | null) =>
      rate === null ? reason : `${reason} (${rate} patches/s)`,
    mpp: 'Resolution',
    mppSources: {
      file: 'from the file',
      user: 'entered by a user',
      layout: 'from the patch folder'
    },
    threshold: 'Threshold',
    thresholdSources: {
      model: 'model default',
      screening: 'for screening, stated by the model',
      user: 'set by a user'
    },
    quality: 'Quality check',
    qualityNone: 'not run',
    qualityFine: (patches: string) => `${patches} patches checked, none flagged`,
    calibration: 'Probabilities',
    calibrations: {
      none: 'per patch, not calibrated',
      temperature: 'per patch, calibrated (temperature)',
      field: 'provisional: adjusted using the whole slide at the end',
      surroundings: 'provisional: adjusted using neighbouring patches at the end'
    },
    wholeSlide: {
      fitted: (separation: string) =>
        `adjusted using the whole slide, on this slide’s own scale: its values form two groups (Ashman’s D ${separation})`,
      'one hump': (separation: string) =>
        `adjusted using the whole slide, on the model’s scale: this slide’s values form one group (Ashman’s D ${separation})`,
      'too few patches': () =>
        'adjusted using the whole slide, on the model’s scale: this slide has too few patches for its own',
      surroundings: () => 'adjusted using neighbouring patches, calibrated on validation patients'
    },
    tissue: 'Minimum tissue score',
    tissueNone: 'not applied',
    stride: 'Patch distance',
    grid: 'Grid',
    tiles: 'Tiles',
    tilesValue: (done: number, failed: number, background: number, total: number) =>
      `${done} done, ${failed} failed, ${background} background, of ${total}`,
    patches: 'Patches',
    leftOut: 'Tissue without a result',
    leftOutNone: 'none found',
    patchesOf: (analysed: string, planned: string) => `${analysed} of ${planned} with tissue`,
    positive: 'Marked at this threshold',
    rate: 'Rate',
    seconds: 'Time',
    secondsValue: (open: string, tissue: string, infer: string, total: string) =>
      `${total} (opening ${open}, tissue ${tissue}, model ${infer})`,
    unknown: 'not known yet',
    notUsed: 'none used'
  }
} as const
