/**
 * Writes the unrolled blocks of engine/kernels/wasm/assembly, which imports them as `unrolled`:
 * sums of products that stay in registers. AssemblyScript has no arrays of vectors, so every
 * accumulator is a variable of its own. A row of eight lanes is two vectors of four, one of sixteen
 * is four.
 */
const floatBytes = 4
const vectorBytes = 16

const times = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/**
 * One accumulator: its name, its place in its block, and its offset from the block's first byte.
 */
interface Sum {
  name: string
  row: number
  vector: number
  offset: number
}

const sumsOf = (rows: number, vectors: number): Sum[] =>
  times(rows * vectors).map(i => {
    const [row, vector] = [Math.floor(i / vectors), i % vectors]
    return { name: `sum${row}_${vector}`, row, vector, offset: i * vectorBytes }
  })

/** One statement for each item, a line each. */
const each = <T>(items: readonly T[], statement: (item: T) => string): string =>
  items.map(statement).join('\n')

const stored = (sums: Sum[]) => each(sums, ({ name, offset }) => `v128.store(out, ${name}, ${offset})`)

/** Adds weight × operand to every sum, for the k-th operand from the present one on. */
function multiplyAdds(
  { weights, operand, declare }: { weights: string; operand: string; declare: 'let' | 'none' },
  sums: Sum[],
  k = 0
): string {
  const vectors = Math.max(...sums.map(({ vector }) => vector)) + 1
  const rows = sums.length / vectors
  const word = declare === 'let' ? 'let ' : ''
  return `${each(times(vectors), vector => `${word}operand${vector} = v128.load(${operand}, ${(k * vectors + vector) * vectorBytes})`)}
${each(
  times(rows),
  row => `${row === 0 ? word : ''}weight = v128.load32_splat(${weights}, ${(k * rows + row) * floatBytes})
${each(
  sums.filter(sum => sum.row === row),
  ({ name, vector }) => `${name} = multiplyAdd(weight, operand${vector}, ${name})`
)}`
)}`
}

/** A block of `product`; see assembly/product.ts for `Start`. */
function product(name: string, rows: number, vectors: number): string {
  const sums = sumsOf(rows, vectors)
  // Two k per iteration: halving the number of iterations gains three per cent. With four vectors
  // there are no registers left for it.
  const twice = rows === 6 && vectors === 2
  const [weights, operand] = ['weights', 'operand']
  const step = multiplyAdds({ weights, operand, declare: 'let' }, sums)
  return `export function ${name}<Start>(weights: usize, operand: usize, depth: i32, out: usize): void {
const zero = f32x4.splat(0)
${each(sums, sum => `let ${sum.name} = isInteger<Start>() ? v128.load(out, ${sum.offset}) : zero`)}
const end = operand + <usize>depth * ROW
${
  twice
    ? `const evenEnd = operand + <usize>(depth & ~1) * ROW
while (operand < evenEnd) {
${step}
${multiplyAdds({ weights, operand, declare: 'none' }, sums, 1)}
operand += 2 * ROW
weights += ${2 * rows * floatBytes}
}
if (operand < end) {
${step}
}`
    : `while (operand < end) {
${step}
operand += ROW
weights += ${rows * floatBytes}
}`
}
${stored(sums)}
}`
}

/**
 * Some outputs of one place of a convolution, for one group: Σ weights · window + bias, plus the
 * shortcut if there is one. Works like a block of `product`, in as many pieces as the window has
 * rows.
 */
function window(name: string, rows: number, vectors: number): string {
  const sums = sumsOf(rows, vectors)
  return `export function ${name}(
place: Place, weights: usize, operand: usize, out: usize, bias: usize, shortcut: usize
): void {
${each(sums, ({ name, row, vector }) =>
  vector === 0 ? `let ${name} = v128.load32_splat(bias, ${row * floatBytes})` : `let ${name} = sum${row}_0`
)}
for (let row = place.rows; row > 0; row--) {
let pieceWeights = weights
let input = operand
const end = input + <usize>place.depth * ROW
while (input < end) {
${multiplyAdds({ weights: 'pieceWeights', operand: 'input', declare: 'let' }, sums)}
input += ROW
pieceWeights += ${rows * floatBytes}
}
weights += place.weightStride * ${rows}
operand += place.inputStride
}
if (shortcut) {
${each(sums, ({ name, offset }) => `${name} = f32x4.add(${name}, v128.load(shortcut, ${offset}))`)}
}
if (place.rectified) {
const zero = f32x4.splat(0)
${each(sums, ({ name }) => `${name} = f32x4.max(${name}, zero)`)}
}
${stored(sums)}
}`
}

/** Edges of a tile of `outer`: rows of the deltas, and columns (k) of the operands. */
const [tileRows, tileColumns] = [6, 2]

/**
 * A tile of `outer`. With eight lanes the left half of every row comes first, then the right half:
 * an inner loop over the two would cost more than it computes. With sixteen lanes a half is a pair
 * of vectors.
 */
function tile(vectors: number): string {
  const parts = times(vectors / 2)
  const rowBytes = vectors * vectorBytes
  const sums = times(tileRows * tileColumns * parts.length).map(i => {
    const [row, column, part] = [
      Math.floor(i / parts.length / tileColumns),
      Math.floor(i / parts.length) % tileColumns,
      i % parts.length
    ]
    return { name: `sum${row}_${column}_${part}`, row, column, part, offset: i * vectorBytes }
  })
  return `export const TILE_BYTES: usize = ${sums.length * vectorBytes}
export function tile(
delta: usize, deltaStride: usize, operand: usize, operandStride: usize, steps: i32, out: usize
): void {
${each(sums, ({ name, offset }) => `let ${name} = v128.load(out, ${offset})`)}
const end = delta + <usize>steps * deltaStride
for (let half: usize = 0; half < ROW; half += ${parts.length * vectorBytes}) {
let x = operand + half
for (let at = delta + half; at < end; at += deltaStride) {
${each(times(tileColumns), column =>
  each(
    parts,
    part => `const operand${column}_${part} = v128.load(x, ${column * rowBytes + part * vectorBytes})`
  )
)}
${each(
  times(tileRows),
  row => `${each(parts, part => `${row === 0 ? 'let ' : ''}delta${part} = v128.load(at, ${row * rowBytes + part * vectorBytes})`)}
${each(
  sums.filter(sum => sum.row === row),
  ({ name, column, part }) => `${name} = multiplyAdd(delta${part}, operand${column}_${part}, ${name})`
)}`
)}
x += operandStride
}
}
${each(sums, ({ name, offset }) => `v128.store(out, ${name}, ${offset})`)}
}`
}

/** Source of the module `unrolled` for rows of so many lanes. */
export function unrolledFor(lanes: number): string {
  const vectors = lanes / 4
  return [
    "import { multiplyAdd, ROW } from './lanes'",
    "import { Place } from './convolution/place'",
    product('sixRows', 6, vectors),
    product('fourRows', 4, vectors),
    window('sixOutputs', 6, vectors),
    window('fourOutputs', 4, vectors),
    tile(vectors),
    ''
  ].join('\n')
}
