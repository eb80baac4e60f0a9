import type { Cell } from '../recurrence/cells.ts'
import { recordRows } from './cells.ts'
import { mathematics } from './numbers.ts'
import { type DeviceLimits, partsOf, Registers } from './plan.ts'
import { addProduct, eachTask, loadWeights, type Product, type Residence } from './product.ts'

/** Plan for the backward pass through a recurrence, with four patches per workgroup. */
export interface BackPlan {
  cell: Cell
  steps: number
  units: number
  threads: number
  products: { depth: number; end: number; parts: number; residence: Residence }[]
}

/**
 * Rows of deltas per step: the gradients with respect to each gate's argument. Reset-after adds
 * those of its inner product.
 */
export const deltaRows = { gru: 3, 'gru-reset-after': 4, lstm: 4 } as const

/** Returns null if a state of that size does not fit into a workgroup. */
export function planBack(
  shape: Pick<BackPlan, 'cell' | 'steps' | 'units'>,
  limits: DeviceLimits
): BackPlan | null {
  const { cell, units } = shape
  const threads = Math.min(limits.invocations, Math.max(64, Math.ceil(units / 16) * 32))
  const depths = { gru: [units, 2 * units], 'gru-reset-after': [3 * units], lstm: [4 * units] }[cell]
  // Gradients are small differences of large sums, for which half floats are too imprecise.
  const registers = new Registers({ ...limits, halves: false }, threads)
  const products = depths.map(end => {
    const parts = partsOf(end, units, threads)
    const depth = Math.ceil(end / parts)
    return { depth, end, parts, residence: registers.take(depth, units * parts) }
  })
  const plan = { ...shape, threads, products }
  const vectors = Object.values(backVectors(plan)).reduce((sum, size) => sum + size, 0)
  return 16 * vectors <= limits.workgroupMemory ? plan : null
}

function backVectors({ cell, units, products }: BackPlan): Record<string, number> {
  return {
    delta: (cell === 'lstm' ? 4 : 3) * units,
    carry: units,
    ...(cell === 'lstm' ? { cellCarry: units } : {}),
    partial: Math.max(...products.map(({ parts }) => parts)) * units
  }
}

/**
 * Storage buffers after the uniform with the batch size. `turned` holds the transposed recurrent
 * weights: [gates·units][units].
 */
export const backBindings = ['gradients', 'record', 'states', 'turned', 'deltas'] as const

/**
 * Computes the deltas of every step in one dispatch, from the last step to the first:
 * [batch][steps][rows·units].
 */
export function backShader(plan: BackPlan): string {
  const { steps, units, threads, cell } = plan
  const rows = recordRows[cell] * units
  const memory = Object.entries(backVectors(plan)).map(
    ([name, vectors]) => `var<workgroup> ${name}: array<vec4f, ${vectors}>;`
  )
  const buffers = backBindings.map((name, index) => {
    const access = name === 'deltas' ? 'read_write' : 'read'
    return `@group(0) @binding(${index + 1}) var<storage, ${access}> ${name}: array<f32>;`
  })
  const reader = (name: string, size: number) => `
fn ${name}Of(step: u32, row: u32) -> vec4f {
  let at = (patches * ${steps}u + step) * ${size}u + row;
  return vec4f(${name}[at.x], ${name}[at.y], ${name}[at.z], ${name}[at.w]);
}`
  const { load, phases } = stepBack(plan)
  return `struct Call { batch: u32 }
@group(0) @binding(0) var<uniform> call: Call;
${buffers.join('\n')}
${memory.join('\n')}
var<private> patches: vec4u;
var<private> first: u32;
${mathematics}
${reader('gradients', units)}
${reader('record', rows)}
${reader('states', units)}
fn give(step: u32, row: u32, value: vec4f) {
  for (var i = 0u; i < 4u; i++) {
    if (first + i < call.batch) { deltas[((first + i) * ${steps}u + step) * ${deltaRows[cell] * units}u + row] = value[i]; }
  }
}
fn slope(gate: vec4f) -> vec4f { return gate * (1.0 - gate); }
@compute @workgroup_size(${threads})
fn main(@builtin(local_invocation_index) id: u32, @builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let index = workgroup.y * grid.x + workgroup.x;
  if (index * 4u >= call.batch) { return; }
  // An LSTM does not read them; the binding must be there all the same.
  _ = &states;
  first = index * 4u;
  patches = min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(call.batch - 1u));
  ${load}
  for (var time = ${steps - 1}; time >= 0; time--) {
    let step = u32(time);
    ${phases.map(phase => `${phase}\nworkgroupBarrier();`).join('\n')}
  }
}`
}

function stepBack(plan: BackPlan): { load: string; phases: string[] } {
  const { units, threads, cell } = plan
  const each = (body: string) => eachTask(units, threads, `let unit = task;\n${body}`)
  const sum = (index: number) =>
    Array.from({ length: plan.products[index]!.parts }, (_, part) => `partial[${part * units}u + unit]`).join(
      ' + '
    )
  const products = plan.products.map((_, index) => productShader(plan, index))
  const load = products.map(product => product.load).join('')
  const last = plan.products.length - 1
  const arriving = `let arriving = gradientsOf(step, unit) + carry[unit] + ${sum(last)};`
  if (cell !== 'gru') {
    const elements = cell === 'lstm' ? lstmElements(units) : resetAfterElements(units)
    return { load, phases: [each(`${arriving}\n${elements}`), products[0]!.phase] }
  }
  return {
    load,
    phases: [
      each(`${arriving}\n${gruElements(units)}`),
      products[0]!.phase,
      each(`let resetGradient = ${sum(0)};\n${gruResetElements(units)}`),
      products[1]!.phase
    ]
  }
}

/** Multiplies deltas by the transposed weights to get the gradient of the previous state. */
function productShader(plan: BackPlan, index: number): { load: string; phase: string } {
  const { units, threads, cell } = plan
  const { depth, end, parts, residence } = plan.products[index]!
  // A GRU's first product is for its candidate, which has the last rows.
  const row = cell === 'gru' && index === 0 ? 2 * units : 0
  const product: Product = {
    name: `back${index}_`,
    depth,
    end,
    first: `begin${index}`,
    weight: k => `turned[(${row}u + ${k}) * ${units}u + column${index}]`,
    operand: k => `delta[${row}u + ${k}]`,
    lanes: 1,
    residence
  }
  const place = (task: string) =>
    `let column${index} = ${task} % ${units}u; let begin${index} = (${task} / ${units}u) * ${depth}u;`
  const load =
    residence !== 'storage' ? `${place('id')}\n${loadWeights(product, `id < ${units * parts}u`)}\n` : ''
  const body = `${place('task')}
var sum0 = vec4f(0.0);
${addProduct(product)}
partial[task] = sum0;`
  return { load, phase: eachTask(units * parts, threads, body) }
}

const previous = 'var before = vec4f(0.0); if (step > 0u) { before = statesOf(step - 1u, unit); }'

const gruElements = (units: number) => `${previous}
let kept = recordOf(step, unit);
let candidate = recordOf(step, ${2 * units}u + unit);
let update = arriving * (before - candidate) * slope(kept);
let inward = arriving * (1.0 - kept) * (1.0 - candidate * candidate);
delta[unit] = update;
delta[${2 * units}u + unit] = inward;
carry[unit] = arriving * kept;
give(step, unit, update);
give(step, ${2 * units}u + unit, inward);`

const gruResetElements = (units: number) => `${previous}
let reset = recordOf(step, ${units}u + unit);
let outward = resetGradient * before * slope(reset);
delta[${units}u + unit] = outward;
carry[unit] += resetGradient * reset;
give(step, ${units}u + unit, outward);`

const resetAfterElements = (units: number) => `${previous}
let kept = recordOf(step, unit);
let reset = recordOf(step, ${units}u + unit);
let candidate = recordOf(step, ${2 * units}u + unit);
let update = arriving * (before - candidate) * slope(kept);
let inward = arriving * (1.0 - kept) * (1.0 - candidate * candidate);
let outward = inward * recordOf(step, ${3 * units}u + unit) * slope(reset);
delta[unit] = update;
delta[${units}u + unit] = outward;
delta[${2 * units}u + unit] = inward * reset;
carry[unit] = arriving * kept;
give(step, unit, update);
give(step, ${units}u + unit, outward);
give(step, ${2 * units}u + unit, inward);
give(step, ${3 * units}u + unit, inward * reset);`

const lstmElements = (units: number) => `
var cellBefore = vec4f(0.0);
if (step > 0u) { cellBefore = recordOf(step - 1u, ${4 * units}u + unit); }
let input = recordOf(step, unit);
let forget = recordOf(step, ${units}u + unit);
let candidate = recordOf(step, ${2 * units}u + unit);
let output = recordOf(step, ${3 * units}u + unit);
let squashed = hyperbolic(recordOf(step, ${4 * units}u + unit));
let cell = arriving * output * (1.0 - squashed * squashed) + cellCarry[unit];
cellCarry[unit] = cell * forget;
let given = array<vec4f, 4>(
  cell * candidate * slope(input),
  cell * cellBefore * slope(forget),
  cell * input * (1.0 - candidate * candidate),
  arriving * squashed * slope(output)
);
${[0, 1, 2, 3].map(gate => `delta[${gate * units}u + unit] = given[${gate}]; give(step, ${gate * units}u + unit, given[${gate}]);`).join('\n')}`
