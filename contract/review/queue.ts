/**
 * Binary formats of the review queue and the labels. This file does without zod, so that the page
 * can import it. All numbers are little-endian.
 */

/** The label grid has one byte per cell: the index into this list. */
export const labelWords = ['none', 'positive', 'negative', 'unsure'] as const
export type LabelWord = (typeof labelWords)[number]

/**
 * `patches`: one item per patch. `regions`: one item per group of connected positive patches,
 * corners included.
 */
export const queueUnits = ['patches', 'regions'] as const
/**
 * Highest probability first; most uncertain first (by contract/runs/uncertainty.ts for a calibrated
 * model, otherwise nearest to the threshold); or by place, which keeps the viewer's moves short.
 */
export const queueOrders = ['probability', 'uncertainty', 'place'] as const
/** Patches by the model's class at the review's threshold; always `positive` for regions. */
export const queueClasses = ['positive', 'negative', 'all'] as const
/**
 * Filters by label; a region matches when any of its patches does. `disagreeing`: the label
 * contradicts the model.
 */
export const queueFilters = ['all', 'unreviewed', 'disagreeing', 'positive', 'negative', 'unsure'] as const

export interface QueueRequest {
  unit: (typeof queueUnits)[number]
  order: (typeof queueOrders)[number]
  classes: (typeof queueClasses)[number]
  filter: (typeof queueFilters)[number]
}

/** Items in order, with one array element per item in each column. */
export interface Queue {
  unit: QueueRequest['unit']
  length: number
  /** Cell of the patch, or of a region's most probable patch. */
  rows: Uint32Array
  cols: Uint32Array
  probabilities: Float32Array
  /** Label of the patch (see {@link labelWords}); 0 for regions. */
  labels: Uint32Array
  /**
   * Regions only: number of patches, number of labelled patches, and inclusive bounds in the grid.
   */
  patches: Uint32Array
  reviewed: Uint32Array
  minRows: Uint32Array
  minCols: Uint32Array
  maxRows: Uint32Array
  maxCols: Uint32Array
}

/** Columns in use, in the order of the binary format. */
export const queueColumns = {
  patches: ['rows', 'cols', 'probabilities', 'labels'],
  regions: [
    'rows',
    'cols',
    'probabilities',
    'labels',
    'patches',
    'reviewed',
    'minRows',
    'minCols',
    'maxRows',
    'maxCols'
  ]
} as const

/**
 * Writes a header of two numbers (0 for patches or 1 for regions; the length), then the columns
 * with four bytes per entry.
 */
export function writeQueue(queue: Queue): Uint8Array {
  const names = queueColumns[queue.unit]
  const bytes = new Uint8Array(8 + names.length * queue.length * 4)
  new Uint32Array(bytes.buffer, 0, 2).set([queueUnits.indexOf(queue.unit), queue.length])
  names.forEach((name, index) => {
    const { buffer, byteOffset, byteLength } = queue[name]
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), 8 + index * queue.length * 4)
  })
  return bytes
}

/** Returns columns that are views of the buffer. */
export function readQueue(buffer: ArrayBuffer): Queue {
  const [unit = 0, length = 0] = new Uint32Array(buffer, 0, 2)
  const queue = emptyQueue(queueUnits[unit] ?? 'patches', 0)
  queue.length = length
  queueColumns[queue.unit].forEach((name, index) => {
    const at = 8 + index * length * 4
    if (name === 'probabilities') queue.probabilities = new Float32Array(buffer, at, length)
    else queue[name] = new Uint32Array(buffer, at, length)
  })
  return queue
}

/** Returns a queue with room for `length` items. */
export function emptyQueue(unit: QueueRequest['unit'], length: number): Queue {
  const column = () => new Uint32Array(length)
  const region = () => new Uint32Array(unit === 'regions' ? length : 0)
  return {
    unit,
    length,
    rows: column(),
    cols: column(),
    probabilities: new Float32Array(length),
    labels: column(),
    patches: region(),
    reviewed: region(),
    minRows: region(),
    minCols: region(),
    maxRows: region(),
    maxCols: region()
  }
}
