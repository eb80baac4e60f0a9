import { count } from '../../../contract/format.ts'
import type { ActionKind, PatchLabel } from '../../../contract/review/review.ts'
import { shortened } from '../../../contract/text/repair.ts'
import type { Consequence } from './decisions.ts'

const patches = (number: number) => (number === 1 ? '1 patch' : `${count(number)} patches`)

const regions = (number: number) => (number === 1 ? '1 region' : `${count(number)} regions`)

/** Names of labels within a sentence. */
const labelled: Record<PatchLabel, string> = { positive: 'IDC', negative: 'not IDC', unsure: 'unsure' }

/**
 * Uncertainty in words, with its entropy in bits (0–1). Low is below 0.5 bit, high from 0.8 bit.
 */
const uncertainty = (bits: number) =>
  `uncertainty ${bits < 0.5 ? 'low' : bits < 0.8 ? 'moderate' : 'high'} (${bits.toFixed(2)} bit)`

/** Names of the reviewer's labels. */
const consequences: Record<Consequence, string> = {
  confirmed: ', as the model says',
  falsePositive: ', a false positive',
  falseNegative: ', missed by the model',
  unsure: ''
}
const labels = { none: 'No label', positive: 'IDC', negative: 'Not IDC', unsure: 'Unsure' } as const

/** Texts of the review: reviewer, queue, close-up, history, comments and signature. */
export const reviewTexts = {
  labels,

  reviewer: {
    title: 'Who is reviewing?',
    text: 'Ductal records every action with your name. It asks only once; you can change the name in the menu.',
    name: 'Name',
    initials: 'Initials',
    initialsHint: 'Optional.',
    role: 'Role',
    roleHint: 'Optional, shown in the report: pathologist, resident …',
    known: 'Reviewers on this computer',
    use: 'Continue',
    change: 'Reviewer',
    none: 'Reviewer: not set',
    current: (name: string) => `Reviewer: ${name}`
  },

  review: {
    tab: 'Review',
    title: 'Review',
    isSigned: 'This review is signed. To change it, reopen it with a reason.',
    labelling: (count: number, label: PatchLabel | null) =>
      `${patches(count)}: ${label === null ? 'label cleared' : labels[label]}`,
    threshold: 'Review threshold',
    thresholdOf: (value: number, by: string | null) =>
      by === null
        ? `Threshold ${value.toFixed(2)} (from the analysis)`
        : `Threshold ${value.toFixed(2)}, set by ${by}`,
    thresholdDiffers: (value: number) => `The heatmap uses ${value.toFixed(2)}.`,
    thresholdUse: 'Use for review',
    thresholdBack: 'Reset to review threshold',
    notFinished: 'You can start the review when the analysis is done.',
    progress: (reviewed: number, total: number) => `${count(reviewed)} of ${count(total)}`,
    progressText: 'marked patches reviewed',
    progressName: 'Review progress',
    corrections: (falsePositive: number, falseNegative: number) =>
      `${falsePositive} false positive, ${falseNegative} false negative`,
    signed: 'Signed',
    open: 'Open',
    new: 'Not started'
  },

  saving: {
    name: 'Saving',
    saved: 'All changes saved',
    nothing: 'No changes yet',
    saving: (count: number) => (count === 1 ? 'Saving …' : `Saving ${count} …`),
    failed: (count: number) => (count === 1 ? '1 action is not saved' : `${count} actions are not saved`),
    first: (about: string) => `Not saved: ${about}.`,
    retry: 'Try again',
    discard: 'Discard',
    discardTitle: 'Discard unsaved actions?',
    discardText: (count: number) =>
      `${count === 1 ? '1 unsaved action' : `${count} unsaved actions`} will be discarded. Saved work stays.`
  },

  queue: {
    title: 'Review queue',
    unit: 'Review by',
    units: { patches: 'Patches', regions: 'Connected regions' },
    order: 'Order',
    orders: { probability: 'Most probable first', uncertainty: 'Most uncertain first', place: 'By position' },
    classes: 'Model result',
    classNames: { positive: 'Marked by the model', negative: 'Not marked', all: 'All analysed' },
    filter: 'Reviewer’s label',
    filters: {
      all: 'All',
      unreviewed: 'Not reviewed',
      disagreeing: 'Disagreements',
      positive: 'Labelled IDC',
      negative: 'Labelled not IDC',
      unsure: 'Labelled unsure'
    },
    list: 'Items to review',
    item: (index: number, length: number) => `Item ${count(index)} of ${count(length)}`,
    place: (row: number, col: number) => `row ${row}, column ${col}`,
    patches,
    option: (index: number, length: number, place: string, probability: string, state: string) =>
      `${index} of ${length}, ${place}, probability ${probability}, ${state}`,
    loading: 'Loading the list …',
    picked: 'Selected on the slide',
    refresh: 'Refresh list',
    empty: 'No patches have this label.',
    emptyMarked:
      'The model marks nothing at this threshold. To look for missed IDC, list all analysed patches, most uncertain first.',
    emptyUnreviewed: 'Every item in this list has been reviewed.',
    emptyDisagreeing: 'All labels agree with the model.',
    done: 'End of the list.',
    decide: 'Decision',
    decisions: { positive: 'IDC', negative: 'Not IDC', unsure: 'Unsure' } satisfies Record<
      PatchLabel,
      string
    >,
    decided: (count: number, label: PatchLabel, consequence: Consequence) =>
      `Last: ${patches(count)} ${labelled[label]}${consequences[consequence]}`,
    kept: (count: number, key: string) =>
      `${patches(count)} kept another label given before. Press ${key} again to replace ${count === 1 ? 'it' : 'them'}, or S to go on.`,
    skip: 'Skip',
    back: 'Back',
    clear: 'Clear label',
    notSaved: 'not saved yet',
    modelSays: (marked: boolean) => (marked ? 'marked' : 'not marked'),
    shows: 'Show on slide',
    showChoices: { model: 'Model', labels: 'Labels', both: 'Both' },
    mark: 'Label many patches',
    markBrush: 'Label with brush',
    markLasso: 'Label with lasso',
    markAs: 'Label as',
    key: 'Symbols on the slide: + IDC, − not IDC, ○ unsure.'
  },

  closeUp: {
    title: 'Close-up',
    picture: (row: number, col: number) => `Patch at row ${row}, column ${col}`,
    native: 'as the model sees it',
    enlarged: 'from the slide',
    probability: 'Probability of IDC',
    notCalibrated: 'Not calibrated: read it as a score, not a probability.',
    calibrations: {
      temperature: (bits: number) => `Calibrated · ${uncertainty(bits)}`,
      field: (bits: number) => `Adjusted using the whole slide · ${uncertainty(bits)}`,
      surroundings: (bits: number) => `Adjusted using neighbouring patches · ${uncertainty(bits)}`
    },
    model: 'Model',
    marked: (threshold: number) => `marked (≥ ${threshold.toFixed(2)})`,
    notMarked: (threshold: number) => `not marked (< ${threshold.toFixed(2)})`,
    truth: 'Ground truth',
    truths: { 1: 'IDC', 0: 'not IDC' } as Record<number, string>,
    reviewer: 'Reviewer',
    together: (count: number) => `${patches(count)}, decided together. The most probable one is shown.`,
    none: 'No patch selected.',
    failed: 'Cannot read this patch.',
    why: 'Explanation',
    whyOpacity: 'Explanation opacity',
    whyLoading: 'Computing …',
    attention:
      'Orange: areas the model attends to that speak for carcinoma. Blue: areas that speak against it.',
    occlusion: 'Orange: covering this area lowers the probability. Blue: covering it raises the probability.',
    uncertainty: (value: string) => `With dropout, the probability varies by ± ${value}.`
  },

  history: {
    tab: 'History',
    title: 'History',
    undo: 'Undo',
    redo: 'Redo',
    undoWhat: (what: string) => `Undo: ${what}`,
    redoWhat: (what: string) => `Redo: ${what}`,
    nothing: 'No actions yet.',
    more: 'Only the latest 500 actions are listed; all are kept.',
    clockBack: 'clock was wrong',
    clockBackWhy: 'An earlier action has a later time: the clock of the computer was wrong, now or then.',
    kept: 'Actions are never removed from the history. An undo is added to it.',
    kinds: {
      begin: () => 'Review started',
      label: (count, text, replaced = 0) =>
        text in labelled
          ? `${patches(count)} labelled ${labelled[text as PatchLabel]}${replaced > 0 ? `, ${replaced} of them relabelled` : ''}`
          : `Label of ${patches(count)} cleared`,
      threshold: (_, text) => `Review threshold: ${text || 'from the analysis'}`,
      comment: (_, text) => (text ? `Comment: ${text}` : 'Comment deleted'),
      'regions.add': count => `${regions(count)} drawn`,
      'regions.import': count => `${regions(count)} imported`,
      'regions.patches': () => 'Region created from marked patches',
      'regions.update': count => `${regions(count)} changed`,
      'regions.remove': count => `${regions(count)} deleted`,
      'regions.merge': () => 'Regions merged',
      'regions.subtract': () => 'Area subtracted from a region',
      undo: () => 'Undone',
      redo: () => 'Redone',
      sign: (_, text) => `Signed: ${text}`,
      reopen: (_, text) => `Reopened: ${text}`,
      remove: () => 'Analysis deleted',
      reviewer: (_, text) => `Reviewer: ${text}`,
      class: (_, text) => `Class: ${text}`,
      overrule: () => 'Refusal overruled',
      result: () => 'Analysis finished',
      slide: () => 'Slide moved or read again'
    } satisfies Record<ActionKind, (count: number, text: string, replaced?: number) => string>,
    of: (what: string) => `: ${what}`
  },

  comments: {
    title: 'Comments',
    onSlide: 'Comment on this slide',
    onRegion: 'Comment on this region',
    onPatch: 'Comment on this patch',
    add: 'Comment',
    save: 'Save',
    change: 'Edit comment',
    remove: 'Delete comment',
    changed: 'edited',
    none: 'No comments yet.',
    key: 'Ctrl+Enter saves.',
    about: (text: string) => `comment “${text.length > 40 ? `${shortened(text, 40)}…` : text}”`
  },

  signing: {
    title: 'Sign the review',
    open: 'Sign …',
    meaning: 'Meaning of your signature',
    meanings: ['Reviewed and approved', 'Reviewed', 'Second review'],
    own: 'Other …',
    statement: (name: string) => `${name} signs this state of the review. The time is recorded.`,
    locks: 'Signing locks',
    locked: (labels: number, regions: number) =>
      `${labels} ${labels === 1 ? 'label' : 'labels'} and ${regions} ${regions === 1 ? 'region' : 'regions'}, including names, notes and threshold`,
    unreviewed: (count: number) =>
      count === 1 ? '1 marked patch has no label yet.' : `${count} marked patches have no label yet.`,
    acknowledge: (lack: string) => `I sign knowing that the analysis says: ${lack.toLowerCase()}.`,
    acknowledged: (lack: string) => `Acknowledged: ${lack.toLowerCase()}`,
    research:
      'Signatures in Ductal are for research use. They are not a diagnosis or a qualified electronic signature.',
    confirm: 'Sign and lock',
    signedBy: (name: string, when: string) => `Signed by ${name}, ${when}`,
    isLocked: 'Labels and regions are locked.',
    reopen: 'Reopen …',
    reopenTitle: 'Reopen the review',
    reopenText:
      'The signature stays on record, together with your name and reason. You can then change the review and sign it again.',
    reason: 'Reason',
    reopenConfirm: 'Reopen'
  },

  reviewKeys: {
    group: 'Review',
    regions: 'Regions',
    positive: 'IDC',
    negative: 'Not IDC',
    unsure: 'Unsure',
    skip: 'Skip to next item',
    back: 'Back to previous item',
    clear: 'Clear label',
    place: 'Add point at the cross',
    finish: 'Finish drawing',
    takeBack: 'Remove last point',
    drop: 'Cancel drawing',
    move: 'Move region or corner',
    nextCorner: 'Next corner',
    previousCorner: 'Previous corner',
    addCorner: 'Add corner after this one',
    removeCorner: 'Remove corner',
    removeRegion: 'Delete selected regions',
    showReview: 'Go to review',
    showRegions: 'Go to regions',
    showHistory: 'Go to comments and history',
    comment: 'Add comment',
    shows: 'Show model, labels or both',
    why: 'Explain model result'
  }
} as const
