import type { PatchCounts } from '../contract/patches.ts'
import { commands } from './texts/commands.ts'
import { helpTexts } from './texts/help.ts'
import { libraryTexts } from './texts/library.ts'
import { modelTexts } from './texts/models.ts'
import { reportTexts } from './texts/report.ts'
import { reviewTexts } from './texts/review.ts'
import type { Agreement } from './viewer/raster/agreement.ts'
import type { ColorMapName } from './viewer/raster/colors.ts'

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
    notConnected: 'Ductal is not connected right now. Wait a moment, or reload the window.',
    connecting: 'Connecting …',
    connected: 'Connected',
    connectedAgain: 'Connected again. Actions from the meantime may not have been carried out.',
    lost: 'Connection lost',
    lostBrowser:
      'Ductal’s host does not answer. Saved work is safe. Trying again. If you stopped it, start it with npm start.',
    refused: 'This tab’s access has expired. Open the address that Ductal printed when it started.',
    stopped: 'Ductal’s host has stopped. Start Ductal again. Saved work is safe.'
  },

  problems: {
    region: 'Problems',
    dismiss: 'Dismiss',
    dismissAll: 'Dismiss all',
    code: (code: string) => `Code ${code}`,
    fault: 'Something went wrong in this window. Reload it and try again.',
    more: (count: number) => `${count} more`
  },

  bar: {
    open: 'Open slide',
    theme: 'Appearance',
    themes: { system: 'Follow system', light: 'Light', dark: 'Dark' },
    menu: 'More',
    drawer: 'Rendering',
    drawers: { canvas: 'Canvas', webgl: 'GPU (WebGL)' }
  },

  open: {
    title: 'Open a slide',
    intro: 'Open a slide file, a folder of slides, or a patch folder.',
    chooseFiles: 'Choose files …',
    chooseFolder: 'Choose folder …',
    path: 'Path',
    pathHint: 'Paste a full path, or choose below.',
    go: 'Open',
    here: 'Open this folder',
    up: 'Parent folder',
    home: 'Home folder',
    listing: 'Files and folders',
    emptyFolder: 'This folder has no slides or folders.',
    noFolders: 'This folder has no subfolders.',
    folder: 'folder',
    enter: (name: string) => `Open folder ${name}`,
    dropHere: 'Drop slides or folders to open them',
    droppedTitle: 'Where is this file?',
    dropped: (name: string) =>
      `The browser does not reveal where ${name} is stored. Ductal reads slides in place instead of copying gigabytes. Find the file below, or paste its path.`,
    listFailed: 'Cannot list this folder.'
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
    tools: 'Measure and save',
    measures: 'Measured lengths',
    removeMeasure: (length: string) => `Remove ${length}`,
    measureHint: 'Click two points, or drag from one to the other. Esc puts the ruler away.',
    secondSide: 'Other side',
    snapshotSaved: (name: string) => `Snapshot saved as ${name}.`,
    snapshotCopied: 'Snapshot copied.',
    copyRefused: 'The browser blocked copying. Save the snapshot instead.',
    snapshotTitle: 'Snapshot of the view',
    degrees: (angle: number) => `${Math.round(angle)}°`,
    tissue: 'Tissue',
    navigator: 'Overview',
    scaleBar: (length: string) => `Scale bar: ${length}`,
    scaleBarPixels: (length: string) => `${length} (no resolution)`,
    tilesFailed: (count: number) =>
      count === 1 ? '1 part of the slide cannot be read' : `${count} parts of the slide cannot be read`,
    tilesFailedHint: 'These areas stay blank. The file may be damaged or missing.',
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
    failed: 'failed, no result here',
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
    truth: { 1: 'ground truth: IDC', 0: 'ground truth: not IDC' } as Record<number, string>
  },

  resolution: {
    title: 'Resolution needed',
    text: 'This file does not state its pixel size. You can view the slide, but analysis, scale bar and areas need the resolution.',
    label: 'µm per pixel',
    common: 'Common values',
    values: [
      { value: 0.25, label: '0.25', hint: '40× scan' },
      { value: 0.5, label: '0.5', hint: '20× scan' },
      { value: 1, label: '1.0', hint: '10× scan' },
      { value: 4, label: '4.0', hint: '2.5× overview' }
    ],
    range: (min: number, max: number) => `Enter a number from ${min} to ${max}.`,
    width: (length: string) => `At this resolution, the slide is ${length} wide.`,
    save: 'Set resolution',
    change: 'Correct …',
    changeHint: 'Earlier analyses keep the resolution they were made with.'
  },

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
      tensorflow: 'TensorFlow',
      webgpu: 'WebGPU',
      cpu: 'Processor'
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
    finished: (positive: number, patches: number) =>
      `Analysis done: ${positive} of ${patches} patches marked.`,
    stopped: 'Analysis stopped.',
    started: 'Analysis started.',
    warnings: 'Quality check',
    warningsMarked: 'Shown with dotted outlines; still counted.',
    provisional:
      'Provisional: this model adjusts its results using the whole slide once every patch is done.',
    failed: (message: string) => `Analysis failed. ${message}`
  },

  heatmap: {
    tab: 'Heatmap',
    show: 'Show heatmap',
    threshold: 'Threshold',
    thresholdRun: (value: number) => `The analysis used ${value.toFixed(2)}`,
    thresholdReset: 'Reset threshold',
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
    pooling: 'When zoomed out, show',
    poolings: { maximum: 'Maximum', mean: 'Average' },
    pooledMean: 'Zoomed out: averages',
    lens: 'Clear around the pointer',
    inView: (patches: string, area: string) => `In view: ${patches} marked, ${area}`,
    compare: 'Compare',
    comparisons: { off: 'Off', difference: 'Difference', split: 'Side by side' },
    otherRun: 'Other analysis',
    otherSlide: 'Slide',
    sameSlide: 'This slide',
    noOther: 'This slide has no other analysis yet.',
    differenceTitle: (one: number, other: number) => `Analysis ${one} minus ${other}`,
    sameGrid: 'Patch by patch, on the same grid.',
    byPlace: 'Compared by position: the two grids differ.',
    least: 'Smallest difference shown',
    verdicts: {
      truePositive: 'IDC, marked',
      falsePositive: 'not IDC, but marked',
      falseNegative: 'IDC, but not marked',
      trueNegative: 'not IDC, not marked'
    } satisfies Record<Agreement, string>,
    marked: 'Marked patches',
    markedOf: (positive: string, analysed: string) => `${positive} of ${analysed}`,
    area: 'Marked area',
    areaNote: 'Marked by the model; not a tumour size.',
    share: (percent: string) => `${percent} of analysed patches`,
    sensitivity: 'Sensitivity',
    specificity: 'Specificity',
    against: 'Count errors against',
    againsts: { truth: 'Ground truth', reviewer: 'Reviewer' },
    againstReviewer: 'Reviewer’s labels',
    reviewerNote: 'Compared with the reviewer’s labels at this threshold. Unlabelled patches are not shown.',
    truthNote: 'Compared with the slide’s ground truth at this threshold.',
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
    thresholdSources: { model: 'model default', user: 'set by a user' },
    gate: 'Quality check',
    gateNone: 'not run',
    gateFine: (patches: string) => `${patches} patches checked, none flagged`,
    calibration: 'Probabilities',
    calibrations: {
      none: 'per patch, not calibrated',
      temperature: 'per patch, calibrated (temperature)',
      field: 'provisional: adjusted using the whole slide at the end'
    },
    wholeSlide: {
      fitted: (separation: string) =>
        `adjusted using the whole slide, on this slide’s own scale: its values form two groups (Ashman’s D ${separation})`,
      'one hump': (separation: string) =>
        `adjusted using the whole slide, on the model’s scale: this slide’s values form one group (Ashman’s D ${separation})`,
      'too few patches': () =>
        'adjusted using the whole slide, on the model’s scale: this slide has too few patches for its own'
    },
    tissue: 'Minimum tissue score',
    tissueNone: 'not applied',
    stride: 'Patch distance',
    grid: 'Grid',
    tiles: 'Tiles',
    tilesValue: (done: number, failed: number, background: number, total: number) =>
      `${done} done, ${failed} failed, ${background} background, of ${total}`,
    patches: 'Patches',
    positive: 'Marked at this threshold',
    rate: 'Rate',
    seconds: 'Time',
    secondsValue: (open: string, tissue: string, infer: string, total: string) =>
      `${total} (opening ${open}, tissue ${tissue}, model ${infer})`,
    unknown: 'not known yet'
  },

  slide: {
    tab: 'Slide',
    name: 'Name',
    path: 'Path',
    format: 'Format',
    size: 'Size',
    dimensions: (width: string, height: string) => `${width} × ${height} px`,
    physical: 'Physical size',
    resolution: 'Resolution',
    levels: 'Levels',
    truth: 'Ground truth',
    truthValue: (positive: string, negative: string) => `${positive} patches IDC, ${negative} not IDC`,
    fingerprint: 'Fingerprint',
    added: 'Added',
    synthetic: 'Synthetic: drawn by Ductal, not patient tissue.',
    unknown: 'unknown',
    patchFolder: 'patch folder'
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
    path: 'Save as',
    pathHint: 'Full path of the new file. An existing file is replaced.',
    folderHint: 'Full path of a new folder. A folder that is not empty is never replaced.',
    choose: 'Choose …',
    save: 'Export',
    saving: 'Exporting …',
    saved: (path: string, size: string) => `Saved ${path} (${size}).`
  },

  doctor: {
    title: 'System check',
    intro: 'What works on this computer, what does not, and how to fix it.',
    checking: 'Checking …',
    again: 'Check again',
    ok: 'works',
    bad: 'does not work',
    all: 'Everything Ductal needs works.',
    spare: 'not needed',
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
      count === 1 ? '1 item does not work on this computer.' : `${count} items do not work on this computer.`
  },

  about: {
    title: 'About Ductal',
    text: 'Ductal marks possible invasive ductal carcinoma on whole-mount breast slides with a neural network, for a pathologist to review. Slides and results stay on this computer; nothing is sent anywhere.',
    version: 'Version',
    dataFolder: 'Data folder',
    licence: 'Licence',
    licenceValue: 'MIT',
    use: 'The marked area is not a tumour size. Do not use Ductal for diagnosis or treatment.'
  },

  status: {
    region: 'Status',
    engine: (engine: string, device: string) => `${engine}: ${device}`,
    noEngine: 'No analysis yet',
    withoutGpu: 'no GPU',
    host: 'Host'
  },

  close: 'Close',
  cancel: 'Cancel'
} as const
