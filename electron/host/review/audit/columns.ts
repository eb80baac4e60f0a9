/**
 * What `verify` does with each column of each table of the library. A test edits every column in
 * turn in a signed library, and fails for a column that is missing here. docs/audit-columns.md is
 * generated from this list.
 */

/** How `verify` notices that a column was edited. */
export const checks = {
  chain: 'the hash chain of the log',
  end: 'the number of the last entry',
  result: 'logged when the analysis ended',
  tiles: 'a hash over all tiles, logged when the analysis ended',
  predictions: 'a hash over all predictions, logged when the analysis ended',
  slide: 'logged when the analysis ended, and with every change',
  replay: 'rebuilt from the entries of the log',
  geometry: 'computed again from the geometry in the log',
  counts: 'counted again',
  order: 'the order of the entries that made the regions',
  log: 'logged with every change',
  numbers: 'not below the numbers in use'
} as const

/** Why a column need not be checked: no report, export or signature states it. */
export const reasons = {
  generated: 'computed by SQLite from the entry whenever it is read',
  file: 'read again from the slide file, whose fingerprint is compared',
  own: 'notes of users about their library, in no report',
  setting: 'a setting of this computer, in no report',
  later: 'used for later analyses only; each analysis has its own',
  place: 'where to look for files; what is found there is compared by its fingerprint',
  time: 'a time that no report states',
  key: 'one row only',
  truth: 'the folder’s own classes, in no report of a review'
} as const

export type Check = keyof typeof checks
export type Reason = keyof typeof reasons
/** A check, or a dash and the reason why there is none. */
export type Treatment = Check | `-${Reason}`

export const columns: Readonly<Record<string, Readonly<Record<string, Treatment>>>> = {
  review_log: {
    sequence: 'chain',
    entry: 'chain',
    hash: 'chain',
    review_id: '-generated',
    kind: '-generated'
  },
  sqlite_sequence: { name: 'end', seq: 'end' },
  reviews: {
    id: 'replay',
    run_id: 'replay',
    threshold: 'replay',
    threshold_by: 'replay',
    signed: 'replay',
    sequence: 'replay',
    updated_at: 'replay',
    positive: 'counts',
    negative: 'counts',
    unsure: 'counts',
    false_positive: 'counts',
    false_negative: 'counts',
    reviewed: 'counts',
    total: 'counts'
  },
  review_history: { review_id: 'replay', sequence: 'replay', undone: 'replay' },
  patch_labels: { review_id: 'replay', row: 'replay', col: 'replay', label: 'replay', sequence: 'replay' },
  regions: {
    number: 'order',
    id: 'replay',
    review_id: 'replay',
    kind: 'replay',
    geometry: 'replay',
    class_id: 'replay',
    name: 'replay',
    note: 'replay',
    locked: 'replay',
    origin: 'replay',
    created_at: 'replay',
    updated_at: 'replay',
    min_x: 'geometry',
    min_y: 'geometry',
    max_x: 'geometry',
    max_y: 'geometry',
    area: 'geometry'
  },
  region_bounds: {
    number: 'geometry',
    min_x: 'geometry',
    max_x: 'geometry',
    min_y: 'geometry',
    max_y: 'geometry',
    min_review: 'geometry',
    max_review: 'geometry'
  },
  review_comments: {
    id: 'replay',
    review_id: 'replay',
    text: 'replay',
    region_id: 'replay',
    row: 'replay',
    col: 'replay',
    reviewer_id: 'replay',
    created_at: 'replay',
    updated_at: 'replay'
  },
  signatures: {
    sequence: 'replay',
    review_id: 'replay',
    log_hash: 'replay',
    state_hash: 'replay',
    reopened: 'replay'
  },
  region_classes: { id: 'log', name: 'log', color: 'log', removed: 'log' },
  reviewers: { id: 'log', name: 'log', initials: 'log', role: 'log' },
  current_reviewer: { one: '-key', reviewer_id: '-setting' },
  runs: {
    id: 'result',
    slide_id: 'result',
    model_sha256: 'result',
    slide_fingerprint: 'result',
    mpp: 'result',
    mpp_source: 'result',
    engine_choice: 'result',
    engine: 'result',
    device: 'result',
    stride: 'result',
    threshold: 'result',
    threshold_source: 'result',
    tissue_threshold: 'result',
    origin_x: 'result',
    origin_y: 'result',
    grid_stride: 'result',
    grid_patch: 'result',
    cols: 'result',
    rows: 'result',
    status: 'result',
    failure_code: 'result',
    failure_message: 'result',
    seconds_open: 'result',
    seconds_tissue: 'result',
    seconds_infer: 'result',
    software: 'result',
    created_at: 'result',
    engine_verdicts: 'result',
    calibration: 'result',
    whole_slide: 'result',
    scale_threshold: 'result',
    outcome: 'result',
    tissue_mm2: 'result',
    sparse_mm2: 'result',
    reader: 'result',
    reader_version: 'result',
    remarks: 'result',
    screening: 'result',
    profile: 'result',
    profile_rule: 'result'
  },
  tiles: {
    run_id: 'tiles',
    number: 'tiles',
    col: 'tiles',
    row: 'tiles',
    cols: 'tiles',
    rows: 'tiles',
    cells: 'tiles',
    patches: 'tiles',
    positive: 'tiles',
    state: 'tiles',
    judged: 'tiles',
    attempts: 'tiles',
    failure: 'tiles',
    checked: 'tiles',
    scale_evidence: 'tiles',
    flags: 'tiles'
  },
  predictions: {
    run_id: 'predictions',
    row: 'predictions',
    col: 'predictions',
    probability: 'predictions',
    network: 'predictions',
    flag: 'predictions'
  },
  models: {
    sha256: 'result',
    name: 'result',
    version: 'result',
    architecture: 'result',
    classes: 'result',
    mpp: 'result',
    patch: 'result',
    threshold: 'result',
    first_used_at: '-time'
  },
  slides: {
    id: 'slide',
    fingerprint: 'slide',
    path: 'slide',
    lost: '-place',
    vendor: 'slide',
    width: 'slide',
    height: 'slide',
    mpp: '-later',
    mpp_source: '-later',
    levels: '-file',
    synthetic: 'slide',
    patch_origin_x: '-later',
    patch_origin_y: '-later',
    patch_stride: '-later',
    added_at: '-time',
    notes: '-own',
    relative_path: '-place',
    negative: '-truth',
    positive: '-truth',
    reader: '-later',
    reader_version: '-later',
    remarks: '-later',
    overruled: 'slide',
    dismissed: '-own',
    kind: 'slide',
    profile: '-file',
    orientation: '-file'
  },
  former_fingerprints: { fingerprint: '-place', slide_id: '-place', replaced_at: '-time' },
  slide_copies: { slide_id: '-place', path: '-place' },
  slide_patches: { slide_id: '-truth', row: '-truth', col: '-truth', class: '-truth' },
  slide_tags: { slide_id: '-own', tag: '-own' },
  default_model: { one: '-key', name: '-setting' },
  comparisons: { id: '-own', folder: '-own', columns: '-own', created_at: '-own' },
  numbers: { noun: 'numbers', highest: 'numbers' }
}
