/**
 * The review queue and the labels as bytes. Nothing here needs zod, so that the page can read them. All numbers are
 * little-endian.
 */

/** One byte a cell of the grid of labels: the place of the word in this list. */
export const labelWords = ['none', 'positive', 'negative', 'unsure'] as const
export type LabelWord = (typeof labelWords)[number]

/** `patches`: one item a patch. `regions`: one item a group of positive patches that touch, also by a corner. */
export const queueUnits = ['patches', 'regions'] as const
/**
 * Highest probability first; most uncertain first (by contract/uncertainty.ts where the model is calibrated, else nearest to the threshold);
 * or by place, so that the viewer travels little.
 */
export const queueOrders = ['probability', 'uncertainty', 'place'] as const
/** Patches by the model's class at the review's threshold; for regions always `positive`. */
export const queueClasses = ['positive', 'negative', 'all'] as const
/** By label; a region is shown where any of its patches is. `disagreeing`: the label says otherwise than the model. */
export const queueFilters = ['all', 'unreviewed', 'disagreeing', 'positive', 'negative', 'unsure'] as const

export interface QueueRequest {
  unit: (typeof queueUnits)[number]
  order: (typeof queueOrders)[number]
  classes: (typeof queueClasses)[number]
  filter: (typeof queueFilters)[number]
}

/** Items in order, one entry a column. */
export interface Queue {
  unit: QueueRequest['unit']
  length: number
  /** The patch, or the most probable one of a region. */
  rows: Uint32Array
  cols: Uint32Array
  probabilities: Float32Array
  /** The label of a patch (see {@link labelWords}); for regions 0. */
  labels: Uint32Array
  /** Regions only: its patches, how many of them have a label, and its bounds in the grid, both ends included. */
  patches: Uint32Array
  reviewed: Uint32Array
  minRows: Uint32Array
  minCols: Uint32Array
  maxRows: Uint32Array
  maxCols: Uint32Array
}

const columns = {
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

/** A header of two numbers (0 patches or 1 regions; the length), then the columns, four bytes an entry. */
export function writeQueue(queue: Queue): Uint8Array {
  const names = columns[queue.unit]
  const bytes = new Uint8Array(8 + names.length * queue.length * 4)
  new Uint32Array(bytes.buffer, 0, 2).set([queueUnits.indexOf(queue.unit), queue.length])
  names.forEach((name, index) => {
    const { buffer, byteOffset, byteLength } = queue[name]
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), 8 + index * queue.length * 4)
  })
  return bytes
}

/** The columns are views of the buffer. */
export function readQueue(buffer: ArrayBuffer): Queue {
  const [unit = 0, length = 0] = new Uint32Array(buffer, 0, 2)
  const queue = emptyQueue(queueUnits[unit] ?? 'patches', 0)
  queue.length = length
  columns[queue.unit].forEach((name, index) => {
    const at = 8 + index * length * 4
    if (name === 'probabilities') queue.probabilities = new Float32Array(buffer, at, length)
    else queue[name] = new Uint32Array(buffer, at, length)
  })
  return queue
}

/** Room for `length` items. */
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
