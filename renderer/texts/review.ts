import type { RegionKind } from '../../contract/region.ts'
import type { ActionKind, PatchLabel } from '../../contract/review.ts'

const patches = (count: number) => (count === 1 ? '1 patch' : `${count.toLocaleString('en')} patches`)
const regions = (count: number) => (count === 1 ? '1 region' : `${count.toLocaleString('en')} regions`)

/** Names of the reviewer's labels. */
const labels = { none: 'No label', positive: 'IDC', negative: 'No IDC', unsure: 'Unsure' } as const

/** Texts of the review: reviewer, queue, close-up, regions, history, signature. */
export const reviewTexts = {
  labels,

  reviewer: {
    title: 'Who is reviewing?',
    text: 'Every action is recorded with a name. Ductal asks once; you can change it in the menu.',
    name: 'Name',
    initials: 'Initials',
    initialsHint: 'Optional.',
    role: 'Role',
    roleHint: 'Optional, for the report: pathologist, resident …',
    known: 'Reviewers on this machine',
    use: 'Continue',
    change: 'Reviewer',
    none: 'Reviewer: not named yet',
    current: (name: string) => `Reviewer: ${name}`
  },

  review: {
    tab: 'Review',
    title: 'Review',
    isSigned: 'This review is signed. Open it again, with a reason, to change it.',
    labelling: (count: number, label: PatchLabel | null) =>
      `${patches(count)}: ${label === null ? 'label taken away' : labels[label]}`,
    threshold: 'Threshold of the review',
    thresholdOf: (value: number, by: string | null) =>
      by === null
        ? `Threshold ${value.toFixed(2)}, the analysis’s own`
        : `Threshold ${value.toFixed(2)}, set by ${by}`,
    thresholdDiffers: (value: number) => `The heatmap shows ${value.toFixed(2)}.`,
    thresholdUse: 'Use it for the review',
    thresholdBack: 'Back to the review’s',
    notFinished: 'The review can begin when the analysis is done.',
    progress: (reviewed: number, total: number) =>
      `${reviewed.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    progressText: 'marked patches reviewed',
    progressName: 'Progress of the review',
    corrections: (falsePositive: number, falseNegative: number) =>
      `${falsePositive} false positive, ${falseNegative} false negative`,
    signed: 'Signed',
    open: 'Open',
    new: 'Not begun'
  },

  saving: {
    name: 'Saving',
    saved: 'Everything is saved',
    nothing: 'Nothing to save yet',
    saving: (count: number) => (count === 1 ? 'Saving …' : `Saving ${count} …`),
    failed: (count: number) => (count === 1 ? '1 action is not saved' : `${count} actions are not saved`),
    first: (about: string) => `Not saved: ${about}.`,
    retry: 'Try again',
    giveUp: 'Discard',
    giveUpTitle: 'Discard what is not saved?',
    giveUpText: (count: number) =>
      `${count === 1 ? 'One action' : `${count} actions`} that could not be saved will be taken back. What was saved stays.`
  },

  queue: {
    title: 'Review queue',
    unit: 'List',
    units: { patches: 'Patches', regions: 'Connected regions' },
    order: 'Order',
    orders: { probability: 'Most probable first', uncertainty: 'Most uncertain first', place: 'By place' },
    classes: 'Which',
    classNames: { positive: 'Marked by the model', negative: 'Not marked', all: 'All analysed' },
    filter: 'Show',
    filters: {
      all: 'All',
      unreviewed: 'Not reviewed',
      disagreeing: 'Disagreements',
      positive: 'Labelled IDC',
      negative: 'Labelled no IDC',
      unsure: 'Labelled unsure'
    },
    list: 'Items to review',
    item: (index: number, length: number) =>
      `Item ${index.toLocaleString('en')} of ${length.toLocaleString('en')}`,
    place: (row: number, col: number) => `row ${row}, column ${col}`,
    patches,
    option: (index: number, length: number, place: string, probability: string, state: string) =>
      `${index} of ${length}, ${place}, probability ${probability}, ${state}`,
    loading: 'Reading the list …',
    picked: 'Picked on the slide',
    refresh: 'Read the list anew',
    empty: 'No patch has that label.',
    emptyMarked:
      'The model marks nothing at this threshold. To look for what it missed, list all analysed patches, the most uncertain first.',
    emptyUnreviewed: 'Every item of this list has been reviewed.',
    emptyDisagreeing: 'No label differs from the model.',
    done: 'That was the last item of this list.',
    decide: 'Decision',
    decisions: {
      confirm: 'Confirm',
      falsePositive: 'False positive',
      falseNegative: 'False negative',
      unsure: 'Unsure'
    },
    skip: 'Skip',
    back: 'Back',
    clear: 'Take the label away',
    isMarked: 'The model marked this: it can be confirmed, a false positive, or unsure.',
    isNotMarked: 'The model did not mark this: it can be confirmed, a false negative, or unsure.',
    notSaved: 'not saved yet',
    modelSays: (marked: boolean) => (marked ? 'marked' : 'not marked'),
    shows: 'On the slide',
    showChoices: { model: 'Model', labels: 'Labels', both: 'Both' },
    mark: 'Mark many at once',
    markBrush: 'Mark with the brush',
    markLasso: 'Mark with the lasso',
    markAs: 'Mark as',
    key: 'Signs on the slide: + IDC, − no IDC, ○ unsure.'
  },

  closeUp: {
    title: 'Close-up',
    picture: (row: number, col: number) => `Patch at row ${row}, column ${col}`,
    native: 'as the network sees it',
    enlarged: 'from the slide',
    probability: 'Probability of IDC',
    notCalibrated: 'not calibrated: this model’s number is no frequency',
    calibrations: {
      temperature: (bits: string) => `calibrated; uncertainty ${bits} of 1 bit`,
      field: (bits: string) => `judged with the whole slide; uncertainty ${bits} of 1 bit`
    },
    model: 'Model',
    marked: (threshold: number) => `marked (≥ ${threshold.toFixed(2)})`,
    notMarked: (threshold: number) => `not marked (< ${threshold.toFixed(2)})`,
    truth: 'Ground truth',
    truths: { 1: 'IDC', 0: 'no IDC' } as Record<number, string>,
    reviewer: 'Reviewer',
    together: (count: number) => `${patches(count)}, decided together. Shown is the most probable.`,
    none: 'No patch is chosen.',
    failed: 'The pixels of this patch cannot be read.',
    why: 'Why',
    whyOpacity: 'Explanation over the picture',
    whyLoading: 'Computing …',
    attention: 'Orange: speaks for carcinoma where the network attends. Blue: speaks against it.',
    occlusion: 'Orange: covered, the probability falls. Blue: covered, it rises.',
    doubt: (value: string) => `Under dropout the probability varies by ± ${value}.`
  },

  regions: {
    tab: 'Regions',
    title: 'Regions',
    tools: 'Drawing tools',
    tool: {
      select: 'Select and edit',
      rectangle: 'Rectangle',
      polygon: 'Polygon',
      freehand: 'Freehand',
      ellipse: 'Ellipse',
      brush: 'Brush',
      point: 'Point',
      line: 'Line'
    },
    kinds: {
      rectangle: 'Rectangle',
      polygon: 'Polygon',
      freehand: 'Freehand',
      ellipse: 'Ellipse',
      brush: 'Brush',
      point: 'Point',
      line: 'Line'
    } satisfies Record<RegionKind, string>,
    hints: {
      select:
        'Click a region to choose it, drag to move it, drag a corner to change it. Double-click an edge for a new corner.',
      rectangle: 'Drag from corner to corner.',
      polygon: 'Click corner after corner; double-click or Enter closes it.',
      freehand: 'Hold the button down and encircle.',
      ellipse: 'Drag a box around it.',
      brush: 'Hold the button down and paint.',
      point: 'Click where it is.',
      line: 'Click point after point; double-click or Enter ends it.',
      markBrush: 'Paint over patches: each gets the label.',
      markLasso: 'Encircle patches: each gets the label.'
    },
    keyHint:
      'By keys: arrows move the slide under the cross, Space puts a point down, Enter ends, Backspace takes back, Esc drops it.',
    purpose: 'An area becomes',
    purposes: { new: 'A new region', add: 'Added', subtract: 'Taken off' },
    brush: 'Brush',
    brushSize: (pixels: number) => `${pixels} px`,
    class: 'Class',
    nextClass: 'Class of what is drawn',
    name: 'Name',
    note: 'Note',
    locked: 'Locked',
    lock: 'Lock',
    unlock: 'Unlock',
    count: regions,
    list: 'Regions of this analysis',
    search: 'Search regions',
    none: 'No region yet. Choose a tool and draw on the slide, or turn marked patches into one.',
    noneFound: 'No region fits the search.',
    unnamed: (kind: string, number: number) => `${kind} ${number}`,
    goTo: 'Show on the slide',
    select: (name: string) => `Choose ${name}`,
    remove: 'Delete',
    removeTitle: (count: number) => `Delete ${regions(count)}?`,
    removeText: 'You can undo this.',
    merge: 'Merge',
    subtract: 'Subtract',
    subtractHint: 'Takes the others off the first one.',
    mergeHint: 'Makes them one region.',
    chosen: (count: number) => `${regions(count)} chosen`,
    fromPatches: 'Region from marked patches',
    fromPatchesHint: 'The connected marked patches around the queue’s item, or under the cross',
    noPatches: 'There is no marked patch here.',
    measures: 'Measures',
    drawn: 'As drawn',
    area: 'Area',
    diameter: 'Largest diameter',
    perimeter: 'Perimeter',
    length: 'Length',
    patches: 'Patches',
    patchesValue: (patches: number, positive: number) => `${patches}, ${positive} marked`,
    mean: 'Mean probability',
    max: 'Highest probability',
    noMeasure: '–',
    measuring: '…',
    note2: 'Measured on the slide; not a tumour size.',
    isLocked: 'This region is locked: unlock it to change it.',
    unsaved: 'not saved',
    slow: 'What draws many regions ahead could not be started: moving the slide over them will be slow. Load the page again.',
    lockedMark: 'locked',
    saving: {
      add: 'new region',
      update: 'change of a region',
      remove: (count: number) => `${regions(count)} deleted`,
      merge: 'merged regions',
      subtract: 'subtracted regions',
      fromPatches: 'region from marked patches'
    }
  },

  classes: {
    title: 'Region classes',
    edit: 'Edit classes …',
    intro: 'What a region can be. Every region has one.',
    name: 'Name',
    color: 'Colour',
    add: 'Add class',
    remove: (name: string) => `Remove ${name}`,
    newName: 'New class',
    save: 'Save'
  },

  history: {
    tab: 'History',
    title: 'History',
    undo: 'Undo',
    redo: 'Redo',
    undoWhat: (what: string) => `Undo: ${what}`,
    redoWhat: (what: string) => `Redo: ${what}`,
    nothing: 'Nothing has been done yet.',
    more: 'Only the newest 500 are listed; all are kept.',
    kept: 'Nothing is ever taken out of this list. Undoing adds to it.',
    kinds: {
      begin: () => 'Review begun',
      label: (count, text) => `${patches(count)} labelled ${labels[text as PatchLabel] ?? 'with nothing'}`,
      threshold: (_, text) => `Threshold of the review: ${text || 'the analysis’s own'}`,
      comment: (_, text) => (text ? `Comment: ${text}` : 'Comment taken away'),
      'regions.add': count => `${regions(count)} drawn`,
      'regions.import': count => `${regions(count)} imported`,
      'regions.patches': () => 'Region made from marked patches',
      'regions.update': count => `${regions(count)} changed`,
      'regions.remove': count => `${regions(count)} deleted`,
      'regions.merge': () => 'Regions merged',
      'regions.subtract': () => 'Area subtracted from a region',
      undo: () => 'Undone',
      redo: () => 'Redone',
      sign: (_, text) => `Signed: ${text}`,
      reopen: (_, text) => `Opened again: ${text}`,
      remove: () => 'Analysis deleted',
      reviewer: (_, text) => `Reviewer: ${text}`,
      class: (_, text) => `Class: ${text}`
    } satisfies Record<ActionKind, (count: number, text: string) => string>,
    of: (what: string) => `: ${what}`
  },

  comments: {
    title: 'Comments',
    onSlide: 'Comment on the slide',
    onRegion: 'Comment on this region',
    onPatch: 'Comment on this patch',
    add: 'Comment',
    save: 'Save',
    change: 'Change the comment',
    remove: 'Take the comment away',
    changed: 'changed',
    none: 'No comments.',
    key: 'Ctrl Enter saves.',
    about: (text: string) => `comment “${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`
  },

  signing: {
    title: 'Sign the review',
    open: 'Sign …',
    meaning: 'What your signature stands for',
    meanings: ['Reviewed and approved', 'Reviewed', 'Second review'],
    own: 'Own words …',
    statement: (name: string) => `${name} signs this state of the review. It is recorded with the time.`,
    locks: 'Signing locks',
    locked: (labels: number, regions: number) =>
      `${labels} ${labels === 1 ? 'label' : 'labels'} and ${regions} ${regions === 1 ? 'region' : 'regions'}, with names, notes and threshold`,
    unreviewed: (count: number) =>
      count === 1 ? '1 marked patch has no label yet.' : `${count} marked patches have no label yet.`,
    research:
      'A signature in Ductal is for research use. It is no diagnosis, and no qualified electronic signature.',
    confirm: 'Sign and lock',
    signedBy: (name: string, when: string) => `Signed by ${name}, ${when}`,
    isLocked: 'Labels and regions are locked.',
    reopen: 'Open again …',
    reopenTitle: 'Open the review again',
    reopenText:
      'The signature stays on record, with your name and reason beside it. The review can then be changed and signed anew.',
    reason: 'Reason',
    reopenConfirm: 'Open again'
  },

  reviewKeys: {
    group: 'Review',
    regions: 'Regions',
    confirm: 'Confirm the model',
    falsePositive: 'False positive',
    falseNegative: 'False negative',
    unsure: 'Unsure',
    skip: 'Skip to the next item',
    back: 'Back to the item before',
    clear: 'Take the label away',
    place: 'Put a point down at the cross',
    finish: 'End the drawing',
    takeBack: 'Take the last point back',
    drop: 'Drop the drawing',
    move: 'Move the region, or its corner',
    nextCorner: 'Next corner of the region',
    previousCorner: 'Corner before it',
    addCorner: 'Add a corner after it',
    removeCorner: 'Remove the corner',
    removeRegion: 'Delete the chosen regions',
    showReview: 'Go to the review',
    showRegions: 'Go to the regions',
    showHistory: 'Go to comments and history',
    comment: 'Write a comment',
    shows: 'Model, labels, or both',
    why: 'Why the model says so'
  }
} as const
