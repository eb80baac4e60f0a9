/** A matrix product of one step, as WGSL: each task is a column of the weights, or a part of one column's depth. */
export interface Product {
  /** Names its registers. */
  name: string
  /** Terms that a task adds up. */
  depth: number
  /** Terms of the whole column: a task's last ones may lie past it. */
  end: number
  /** WGSL of the first of a task's terms; '0u' where a task takes the whole column. */
  first: string
  /** WGSL of the weight of term `k` of this task. */
  weight(k: string): string
  /** WGSL of the vector in workgroup memory that the weight of a term is multiplied with. */
  operand(k: string, lane: number): string
  lanes: number
  /** Whether the weights stay in registers over all steps. */
  resident: boolean
}

const ragged = ({ depth, end, first }: Product) => first !== '0u' && end % depth !== 0

/** Before the loop over all steps: the weights of this invocation's task. `active` is whether it has one. */
export function loadWeights(product: Product, active: string): string {
  if (!product.resident) return ''
  const lines = Array.from({ length: Math.ceil(product.depth / 4) }, (_, i) => {
    const terms = [0, 1, 2, 3].map(j => {
      const k = 4 * i + j
      if (k >= product.depth) return '0.0'
      const at = `(${product.first} + ${k}u)`
      const weight = product.weight(at)
      return ragged(product)
        ? `select(0.0, ${weight}, ${active} && ${at} < ${product.end}u)`
        : `select(0.0, ${weight}, ${active})`
    })
    return `let ${product.name}${i} = vec4f(${terms.join(', ')});`
  })
  return lines.join('\n')
}

/** sum0, sum1 += weights · operand, for as many vectors as there are lanes. */
export function addProduct(product: Product): string {
  return product.resident ? unrolled(product) : looped(product)
}

function unrolled({ name, depth, end, first, operand, lanes }: Product): string {
  const lines: string[] = []
  for (let k = 0; k < depth; k++) {
    // A part that reaches past the column has weights of zero there; its operand must exist all the same.
    const row =
      first === '0u' ? `${k}u` : end % depth === 0 ? `${first} + ${k}u` : `min(${first} + ${k}u, ${end - 1}u)`
    const weight = `${name}${k >> 2}.${'xyzw'[k & 3]}`
    for (let lane = 0; lane < lanes; lane++) lines.push(`sum${lane} += ${weight} * ${operand(row, lane)};`)
  }
  return lines.join('\n')
}

function looped({ depth, end, first, weight, operand, lanes }: Product): string {
  const adds = Array.from({ length: lanes }, (_, lane) => `sum${lane} += weight * ${operand('k', lane)};`)
  return `for (var k = ${first}; k < min(${first} + ${depth}u, ${end}u); k++) {
  let weight = ${weight('k')};
  ${adds.join('\n  ')}
}`
}

/** `body` for every task: of invocation `id` alone where each has at most one, else in strides. */
export function eachTask(tasks: number, threads: number, body: string): string {
  if (tasks <= threads) return `{ let task = id; if (task < ${tasks}u) {\n${body}\n} }`
  return `for (var task = id; task < ${tasks}u; task += ${threads}u) {\n${body}\n}`
}

export const eachLane = (lanes: number, line: (lane: number) => string) =>
  Array.from({ length: lanes }, (_, lane) => line(lane)).join('\n')
