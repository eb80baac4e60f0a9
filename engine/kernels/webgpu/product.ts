/**
 * Where the weights are kept between steps: in storage, in registers as floats, or in registers as
 * half floats, two per register. Sums are always floats.
 */
export type Residence = 'storage' | 'registers' | 'halves'

/**
 * WGSL for a matrix product of one step. Each task is a column of the weights, or a part of one
 * column's depth.
 */
export interface Product {
  /** Prefix of the names of its registers. */
  name: string
  /** Terms that a task sums. */
  depth: number
  /** Terms of the whole column; a task's last terms may be past this end. */
  end: number
  /** WGSL of a task's first term; '0u' if a task covers the whole column. */
  first: string
  /** WGSL of the weight of this task's term `k`. */
  weight(k: string): string
  /** WGSL of the vector in workgroup memory that a term's weight is multiplied by. */
  operand(k: string, lane: number): string
  lanes: number
  residence: Residence
}

const ragged = ({ depth, end, first }: Product) => first !== '0u' && end % depth !== 0

/**
 * Loads the weights of this invocation's task before the loop over all steps. `active` is WGSL for
 * whether it has a task.
 */
export function loadWeights(product: Product, active: string): string {
  const { residence, depth, name } = product
  if (residence === 'storage') return ''
  const terms = Array.from({ length: 8 * Math.ceil(depth / 8) }, (_, k) => loadedTerm(product, k, active))
  const vectors = residence === 'halves' ? terms.length / 8 : Math.ceil(depth / 4)
  const lines = Array.from({ length: vectors }, (_, i) => {
    if (residence === 'registers')
      return `let ${name}${i} = vec4f(${terms.slice(4 * i, 4 * i + 4).join(', ')});`
    const pairs = [0, 2, 4, 6].map(j => `pack2x16float(vec2f(${terms[8 * i + j]}, ${terms[8 * i + j + 1]}))`)
    return `let ${name}${i} = vec4u(${pairs.join(', ')});`
  })
  return lines.join('\n')
}

function loadedTerm(product: Product, k: number, active: string): string {
  if (k >= product.depth) return '0.0'
  const at = `(${product.first} + ${k}u)`
  const inside = ragged(product) ? `${active} && ${at} < ${product.end}u` : active
  return `select(0.0, ${product.weight(at)}, ${inside})`
}

/** sum0, sum1 += weights · operand, for as many vectors as there are lanes. */
export function addProduct(product: Product): string {
  return product.residence === 'storage' ? looped(product) : unrolled(product)
}

function unrolled({ name, depth, end, first, operand, lanes, residence }: Product): string {
  const lines: string[] = []
  for (let k = 0; k < depth; k++) {
    // A part that reaches past the column has zero weights there, but its operand must exist.
    const row =
      first === '0u' ? `${k}u` : end % depth === 0 ? `${first} + ${k}u` : `min(${first} + ${k}u, ${end - 1}u)`
    const weight = residence === 'halves' ? `${name}pair.${'xy'[k & 1]}` : `${name}${k >> 2}.${'xyzw'[k & 3]}`
    if (residence === 'halves' && (k & 1) === 0) lines.push(pairOf(name, k))
    for (let lane = 0; lane < lanes; lane++) lines.push(`sum${lane} += ${weight} * ${operand(row, lane)};`)
  }
  return residence === 'halves' ? `{ var ${name}pair: vec2f;\n${lines.join('\n')} }` : lines.join('\n')
}

/** Unpacks terms k and k + 1 as floats. */
const pairOf = (name: string, k: number) =>
  `${name}pair = unpack2x16float(${name}${k >> 3}.${'xyzw'[(k >> 1) & 3]});`

function looped({ depth, end, first, weight, operand, lanes }: Product): string {
  const adds = Array.from({ length: lanes }, (_, lane) => `sum${lane} += weight * ${operand('k', lane)};`)
  return `for (var k = ${first}; k < min(${first} + ${depth}u, ${end}u); k++) {
  let weight = ${weight('k')};
  ${adds.join('\n  ')}
}`
}

/**
 * Runs `body` for every task: directly if each invocation `id` has at most one, else in strides.
 */
export function eachTask(tasks: number, threads: number, body: string): string {
  if (tasks <= threads) return `{ let task = id; if (task < ${tasks}u) {\n${body}\n} }`
  return `for (var task = id; task < ${tasks}u; task += ${threads}u) {\n${body}\n}`
}

export const eachLane = (lanes: number, line: (lane: number) => string) =>
  Array.from({ length: lanes }, (_, lane) => line(lane)).join('\n')
