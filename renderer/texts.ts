import type { PatchCounts } from '../contract/patches.ts'
import { commands } from './texts/commands.ts'
import { helpTexts } from './texts/help.ts'
import { libraryTexts } from './texts/library.ts'
import { modelTexts } from './texts/models.ts'
import { reportTexts } from './texts/report.ts'
import { reviewTexts } from './texts/review.ts'
import type { ColorMapName } from './viewer/colors.ts'
import type { Verdict } from './viewer/truth.ts'

const times = (value: number) => `${Number(value.toPrecision(3))}×`

/** All texts of the page, ready for translation; no other file contains text for the user. */
export const texts = {
  commands,

  ...helpTexts,
  ...libraryTexts,
  ...modelTexts,
  ...reviewTexts,
  ...reportTexts,
  program: 'Ductal',
  researchUse: 'Research use only. Not for diagnosis.',

  host: {
    name: 'Ductal’s host',
    notConnected: 'There is no connection to Ductal’s host at the moment: wait for it, or reload the window.',
    connecting: 'Connecting …',
    connected: 'Connected',
    connectedAgain: 'Connected again. What you asked for meanwhile may not have been done.',
    lost: 'Connection lost',
    lostBrowser:
      'Ductal’s host does not answer. What was saved is safe. Trying again; if it was stopped, start it again with npm start.',
    refused: 'Ductal does not let this tab in any more: open the address that it printed when it started.',
    stopped: 'Ductal’s host has stopped: start Ductal again. What was saved is safe.'
  },

  problems: {
    region: 'Problems',
    dismiss: 'Dismiss',
    dismissAll: 'Dismiss all',
    code: (code: string) => `Code ${code}`,
    fault: 'The page met a fault of its own: reload the window and try again.',
    more: (count: number) => `${count} more`
  },

  bar: {
    open: 'Open slide',
    theme: 'Appearance',
    themes: { system: 'Follow system', light: 'Light', dark: 'Dark' },
    menu: 'More',
    drawer: 'Drawing',
    drawers: { canvas: 'Canvas', webgl: 'GPU (WebGL)' }
  },

  open: {
    title: 'Open a slide',
    intro: 'A slide file, a folder of slides, or a folder of cut patches.',
    chooseFiles: 'Choose files …',
    chooseFolder: 'Choose folder …',
    path: 'Path',
    pathHint: 'Paste a full path, or choose below.',
    go: 'Open',
    here: 'Open this folder',
    up: 'Parent folder',
    home: 'Home folder',
    listing: 'Files and folders',
    emptyFolder: 'Nothing to see in this folder.',
    noFolders: 'No folder in here.',
    folder: 'folder',
    enter: (name: string) => `Enter ${name}`,
    dropHere: 'Drop slides or folders to open them',
    droppedTitle: 'Where does this file lie?',
    dropped: (name: string) =>
      `A browser does not say where ${name} lies, and Ductal reads slides in place rather than copying gigabytes. Find it below, or paste its path.`,
    listFailed: 'This folder could not be listed.'
  },

  viewer: {
    region: 'Slide viewer',
    slide: (name: string) => `Slide ${name}`,
    toolbar: 'Viewer tools',
    presets: 'Magnification',
    preset: (value: number) => times(value),
    magnification: (value: number) => times(value),
    ownZoom: (percent: number) => `${percent} % of native`,
    enlarged: 'enlarged',
    turn: 'Rotate and mirror',
    angle: 'Angle',
    tools: 'Measure and keep',
    measures: 'Measured lengths',
    removeMeasure: (length: string) => `Remove ${length}`,
    measureHint: 'Press on two places, or draw from one to the other. Esc puts the ruler down.',
    secondSide: 'Other side',
    snapshotSaved: (name: string) => `The view was saved as ${name}.`,
    snapshotCopied: 'The view was copied.',
    copyRefused: 'The browser did not let Ductal copy: save the picture instead.',
    snapshotTitle: 'Picture of the view',
    degrees: (angle: number) => `${Math.round(angle)}°`,
    tissue: 'Tissue',
    navigator: 'Overview',
    scaleBar: (length: string) => `Scale bar: ${length}`,
    scaleBarPixels: (length: string) => `${length} (no resolution)`,
    tilesFailed: (count: number) =>
      count === 1 ? '1 part of the picture cannot be read' : `${count} parts of the picture cannot be read`,
    tilesFailedHint: 'These places stay blank. The file may be damaged there, or gone.',
    retry: 'Try again',
    reading: 'Reading the slide …'
  },

  pointer: {
    region: 'Under the pointer',
    idle: 'Move the pointer over the slide',
    pixels: (x: number, y: number) => `x ${x}, y ${y} px`,
    mm: (x: string, y: string) => `${x}, ${y} mm`,
    difference: (value: number) => `difference ${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`,
    place: (row: number, col: number) => `row ${row}, column ${col}`,
    probability: (value: string) => `p = ${value}`,
    positive: 'marked',
    negative: 'not marked',
    failed: 'failed: no result here',
    background: 'background, not analysed',
    pending: 'not analysed yet',
    noPatch: 'no patch here',
    outside: 'outside the slide',
    flags: {
      coarser: 'looks coarser than the model’s scale',
      finer: 'looks finer than the model’s scale',
      colour: 'does not look like H&E',
      blur: 'looks out of focus',
      pen: 'looks like a pen mark'
    },
    truth: { 1: 'truth: IDC', 0: 'truth: no IDC' } as Record<number, string>
  },

  resolution: {
    title: 'Resolution needed',
    text: 'The file does not say how large a pixel is. Analysis, scale bar and areas need it; you can look at the slide without.',
    label: 'µm per pixel',
    common: 'Common values',
    values: [
      { value: 0.25, label: '0.25', hint: '40× scan' },
      { value: 0.5, label: '0.5', hint: '20× scan' },
      { value: 1, label: '1.0', hint: '10× scan' },
      { value: 4, label: '4.0', hint: '2.5× overview' }
    ],
    range: (min: number, max: number) => `Give a number from ${min} to ${max}.`,
    width: (length: string) => `The whole slide would be ${length} wide.`,
    save: 'Set resolution',
    change: 'Correct …',
    changeHint: 'Earlier analyses keep the resolution that they were made with.'
  },

  analysis: {
    title: 'Analysis',
    new: 'New analysis',
    back: 'Back to the results',
    model: 'Model',
    modelFacts: 'Facts about this model',
    noModels: 'No usable model is installed. The system check says why.',
    engine: 'Engine',
    engines: {
      auto: 'Automatic (fastest that works)',
      tensorflow: 'TensorFlow',
      webgpu: 'WebGPU',
      cpu: 'Processor'
    } as Record<string, string>,
    stride: 'Patches',
    strides: {
      full: 'Side by side',
      half: 'Half overlapping (4 × the work)',
      third: 'Two thirds overlapping (9 × the work)'
    },
    threshold: 'Threshold',
    thresholdOwn: (value: number) => `the model’s own is ${value.toFixed(2)}`,
    tissue: 'Tissue from score',
    tissueProposed: (value: number) => `proposed: ${value}`,
    tissuePreview: 'Show tissue on the slide',
    tissueShare: (percent: string) => `${percent} of the slide counts as tissue`,
    tissueFolder: 'A patch folder is analysed patch by patch, as it is.',
    tissueLoading: 'Looking for tissue …',
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
      queued: 'Waiting for its turn',
      running: 'Running',
      done: 'Done',
      cancelled: 'Stopped',
      interrupted: 'Interrupted',
      failed: 'Failed'
    },
    progress: 'Progress of the analysis',
    tiles: (done: number, total: number) => `${done} of ${total} tiles`,
    rate: (value: string) => `${value} patches/s`,
    networkRate: (value: string) => `network ${value} patches/s`,
    remaining: (time: string) => `${time} left`,
    failedTiles: (count: number) =>
      count === 1 ? '1 tile failed: it has no result' : `${count} tiles failed: they have no result`,
    showFailures: 'Show failures',
    hideFailures: 'Hide failures',
    tilePlace: (row: number, col: number, rows: number, cols: number) =>
      `Rows ${row}–${row + rows - 1}, columns ${col}–${col + cols - 1}`,
    goToTile: 'Show on the slide',
    cancel: 'Stop',
    cancelling: 'Stopping …',
    resume: 'Resume',
    remove: 'Delete analysis',
    removeTitle: 'Delete this analysis?',
    removeText: (id: number, reviewed: boolean) =>
      reviewed
        ? `The result of analysis ${id} leaves the library, and all labels, regions and comments with it. The result can be computed again; the review cannot.`
        : `The result of analysis ${id} leaves the library. It can be computed again.`,
    removeConfirm: 'Delete',
    export: 'Export …',
    report: 'Report …',
    importRegions: 'Import regions …',
    milestone: (percent: number) => `Analysis ${percent} percent done.`,
    finished: (positive: number, patches: number) =>
      `Analysis done: ${positive} of ${patches} patches are marked.`,
    stopped: 'Analysis stopped.',
    started: 'Analysis started.',
    warnings: 'Warnings',
    warningsMarked: 'Outlined by dots on the slide, and left out of nothing.',
    provisional: 'Provisional: this model judges the slide as a whole once every patch is done.',
    failed: (message: string) => `Analysis failed. ${message}`
  },

  heatmap: {
    tab: 'Heatmap',
    show: 'Show heatmap',
    threshold: 'Threshold',
    thresholdRun: (value: number) => `Analysis was made with ${value.toFixed(2)}`,
    thresholdReset: 'Back to it',
    opacity: 'Opacity',
    map: 'Colours',
    maps: {
      viridis: 'Viridis',
      magma: 'Magma',
      inferno: 'Inferno',
      cividis: 'Cividis',
      twoColors: 'Two colours'
    } satisfies Record<ColorMapName, string>,
    below: 'Below threshold',
    belows: { hide: 'Hide', faint: 'Faint', show: 'Show' },
    smooth: 'Smooth between patches',
    truth: 'Ground truth',
    truths: { off: 'Off', outline: 'Outline', verdicts: 'Errors' },
    legend: 'Legend',
    legendTitle: 'Probability of IDC',
    legendThreshold: (value: number) => `threshold ${value.toFixed(2)}`,
    failed: 'failed, no result',
    notAnalysed: 'not analysed',
    provisional: 'Provisional until the analysis is done.',
    pooling: 'Zoomed out, cells show the',
    poolings: { maximum: 'Highest', mean: 'Mean' },
    pooledMean: 'Zoomed out: means',
    lens: 'Bare around the pointer',
    inView: (patches: string, area: string) => `In view: ${patches} marked, ${area}`,
    compare: 'Compare',
    comparisons: { off: 'Off', difference: 'Difference', split: 'Side by side' },
    otherRun: 'With analysis',
    otherSlide: 'Slide',
    sameSlide: 'This slide',
    noOther: 'There is no other analysis of this slide yet.',
    differenceTitle: (one: number, other: number) => `Analysis ${one} minus ${other}`,
    sameGrid: 'Patch by patch, on the same grid.',
    byPlace: 'Compared by place: the two grids differ.',
    least: 'Smallest difference shown',
    verdicts: {
      truePositive: 'IDC, marked',
      falsePositive: 'no IDC, but marked',
      falseNegative: 'IDC, but missed',
      trueNegative: 'no IDC, not marked'
    } satisfies Record<Verdict, string>,
    marked: 'Marked patches',
    markedOf: (positive: string, analysed: string) => `${positive} of ${analysed}`,
    area: 'Marked area',
    areaNote: 'Marked by the network; not a tumour size.',
    share: (percent: string) => `${percent} of the analysed patches`,
    sensitivity: 'Sensitivity',
    specificity: 'Specificity',
    against: 'Errors against',
    againsts: { truth: 'Ground truth', reviewer: 'Reviewer' },
    againstReviewer: 'Reviewer’s labels',
    reviewerNote: 'Against what the reviewer decided, at this threshold; other patches are not shown.',
    truthNote: 'Against the slide’s own ground truth, at this threshold.',
    loading: 'Reading the result …',
    empty: 'No result yet.'
  },

  record: {
    tab: 'Record',
    made: 'Made',
    model: 'Model',
    modelHash: 'Weights (SHA-256)',
    engine: 'Engine',
    device: 'Device',
    refused: (engine: string) => `Not taken: ${engine}`,
    slower: (reason: string, rate: number | null) =>
      rate === null ? reason : `${reason} (${rate} patches a second)`,
    mpp: 'Resolution',
    mppSources: {
      file: 'from the file',
      user: 'given by a person',
      layout: 'from the patch folder’s layout'
    },
    threshold: 'Threshold',
    thresholdSources: { model: 'the model’s own', user: 'set by a person' },
    gate: 'Gate',
    gateNone: 'no patch was looked at',
    gateFine: (patches: string) => `${patches} patches looked at, none flagged`,
    calibration: 'Probabilities',
    calibrations: {
      none: 'each patch alone, not calibrated',
      temperature: 'each patch alone, calibrated by a temperature',
      field: 'provisional: the slide is judged as a whole at the end'
    },
    wholeSlide: {
      fitted: (separation: string) =>
        `judged as a whole, by this slide’s own scale: its values form two groups (Ashman’s D ${separation})`,
      'one hump': (separation: string) =>
        `judged as a whole, by the model’s scale: this slide’s values form one group (Ashman’s D ${separation})`,
      'too few patches': () =>
        'judged as a whole, by the model’s scale: too few patches to find this slide’s own'
    },
    tissue: 'Tissue from score',
    tissueNone: 'not applied',
    stride: 'Patch distance',
    grid: 'Grid',
    tiles: 'Tiles',
    tilesValue: (done: number, failed: number, background: number, total: number) =>
      `${done} done, ${failed} failed, ${background} background, of ${total}`,
    patches: 'Patches',
    positive: 'Marked at its threshold',
    rate: 'Rate',
    seconds: 'Time',
    secondsValue: (open: string, tissue: string, infer: string, total: string) =>
      `${total} (opening ${open}, tissue ${tissue}, network ${infer})`,
    unknown: 'not known yet'
  },

  slide: {
    tab: 'Slide',
    name: 'Name',
    path: 'Path',
    format: 'Format',
    size: 'Size',
    dimensions: (width: string, height: string) => `${width} × ${height} px`,
    physical: 'Extent',
    resolution: 'Resolution',
    levels: 'Levels',
    truth: 'Ground truth',
    truthValue: (positive: string, negative: string) => `${positive} patches with IDC, ${negative} without`,
    fingerprint: 'Fingerprint',
    added: 'Added',
    synthetic: 'Synthetic: made by Ductal, no patient’s tissue.',
    unknown: 'unknown',
    patchFolder: 'folder of cut patches'
  },

  export: {
    title: 'Export the analysis',
    format: 'Format',
    formats: {
      csv: 'CSV: one row per patch',
      json: 'JSON: the whole record with every patch',
      geojson: 'GeoJSON: every patch as a tile, for QuPath',
      'geojson.gz': 'GeoJSON, compressed: the same for QuPath, a tenth of the size',
      png: 'PNG: heatmap as a picture',
      tiff: 'TIFF: probabilities as a raster in slide pixels, for QGIS, GDAL and others',
      wsinfer: 'WSInfer: a folder with its tables, as WSInfer writes them',
      patches: 'Reviewed patches: a folder to train and to judge models on'
    },
    patient: 'Patient',
    patientHint:
      'Names the files. Slides of one patient must have one name, or models are judged on whom they know.',
    patchesHint:
      'Patches that you labelled positive or negative go out with your class; unsure and unlabelled ones stay out.',
    patches: (of: PatchCounts) =>
      `${of.positive} positive, ${of.negative} negative; of these ${of.falsePositive} false positive and ${of.falseNegative} false negative of the model. Left out: ${of.unsure} unsure, ${of.unlabelled} without a label${of.unreadable > 0 ? `, ${of.unreadable} that cannot be read` : ''}.`,
    path: 'Save as',
    pathHint: 'Full path of the file to write. An existing file is replaced.',
    folderHint: 'Full path of a new folder. One that holds something is never replaced.',
    choose: 'Choose …',
    save: 'Export',
    saving: 'Writing …',
    saved: (path: string, size: string) => `Saved ${path} (${size}).`
  },

  doctor: {
    title: 'System check',
    intro: 'What works on this machine, what does not, and what to do about it.',
    checking: 'Checking …',
    again: 'Check again',
    ok: 'works',
    bad: 'does not work',
    all: 'Everything that is needed works.',
    spare: 'not used here',
    subjects: {
      openslide: 'OpenSlide',
      electron: 'Electron',
      library: 'Library',
      disk: 'Disk',
      memory: 'Memory',
      models: 'Models',
      node: 'Node',
      processor: 'Processor'
    } as Record<string, string>,
    engine: (name: string) => `Engine: ${name}`,
    model: (name: string) => `Model: ${name}`,
    some: (count: number) =>
      count === 1 ? 'One of these is not available here.' : `${count} of these are not available here.`
  },

  about: {
    title: 'About Ductal',
    text: 'Ductal marks where a neural network sees invasive ductal carcinoma on whole-mount breast slides, for a person to review. Slides and results stay on this machine; nothing is sent anywhere.',
    version: 'Version',
    dataFolder: 'Data folder',
    licence: 'Licence',
    licenceValue: 'MIT',
    use: 'The area that a network marks is not a tumour size. Do not use Ductal for diagnosis or treatment.'
  },

  status: {
    region: 'Status',
    engine: (engine: string, device: string) => `${engine}: ${device}`,
    noEngine: 'No analysis yet',
    withoutGpu: 'no GPU used',
    host: 'Host'
  },

  close: 'Close',
  cancel: 'Cancel'
} as const
