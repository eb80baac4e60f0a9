import { cellShader, recordRows } from './cells.ts'
import { type FollowShader, followShader, scratchVectors } from './follow.ts'
import { mathematics } from './numbers.ts'
import { placesOf, type SequencePlan, workgroupVectors } from './plan.ts'
import { eachTask } from './product.ts'

/** The results requested of a sequence. */
export type Wanted =
  /** Every state: [batch][steps][units]. */
  | 'states'
  /** The states, and the record for the backward pass: [batch][steps][rows]. */
  | 'record'
  /** The mean of the states or attended states: [batch][units]. */
  | 'mean'
  /** The mean, and the attention that each state received: [batch][steps]. */
  | 'received'

/** Names of the storage buffers in binding order, after the uniform with the batch size. */
export function sequenceBindings(plan: SequencePlan, wanted: Wanted): string[] {
  const second = { states: [], record: ['recorded'], mean: [], received: ['collected'] }[wanted]
  return ['x', 'weights', 'output', ...second, ...(plan.attention ? ['scratch'] : [])]
}

/**
 * The whole recurrence in one dispatch. A workgroup takes four or eight patches (a vector has four)
 * through all steps. Its invocations are columns of the recurrent weights, which stay in registers
 * if they fit. State and gates are shared in workgroup memory. There are two or three barriers per
 * step.
 */
export function sequenceShader(plan: SequencePlan, wanted: Wanted): string {
  const { attention, threads, steps, lanes, units } = plan
  const cell = cellShader(plan, wanted === 'record')
  const follow = attention ? followShader(plan, attention) : null
  const phases = cell.phases.map((phase, index) => {
    const beside = follow ? besides(follow, index, cell.phases.length) : ''
    return `if (time < STEPS) { let step = u32(time); ${phase} }\n${beside}\nworkgroupBarrier();${plan.stored.length > 0 ? ' storageBarrier();' : ''}`
  })
  return `${declarations(plan, wanted)}
${mathematics}
${helpers(plan, wanted)}
@compute @workgroup_size(${threads})
fn main(@builtin(local_invocation_index) id: u32, @builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) grid: vec3u) {
  let index = workgroup.y * grid.x + workgroup.x;
  if (index * ${4 * lanes}u >= call.batch) { return; }
  group = index;
  ${follow ? `own = index * ${scratchVectors(plan)}u;` : ''}
  ${cell.load}
  ${follow?.load ?? ''}
  for (var time = 0; time < ${steps + (follow ? follow.after : 0)}; time++) {
    ${bringInput(plan)}
    ${phases.join('\n')}
  }
  ${wanted === 'mean' || wanted === 'received' ? eachTask(units * lanes, threads, giveMean(plan)) : ''}
}`
}

/** Returns the stages of attention that run in this phase; state `done` is that many steps back. */
function besides({ stages }: FollowShader, phase: number, phases: number): string {
  return stages
    .flatMap((stage, index) =>
      index % phases === phase ? [`{ let done = time - ${1 + Math.floor(index / phases)};\n${stage}\n}`] : []
    )
    .join('\n')
}

function declarations(plan: SequencePlan, wanted: Wanted): string {
  const memory = Object.entries(workgroupVectors(plan)).map(
    ([name, vectors]) => `var<workgroup> ${name}: array<vec4f, ${Math.max(1, vectors)}>;`
  )
  const buffers = sequenceBindings(plan, wanted).map((name, index) => {
    const access = name === 'x' || name === 'weights' ? 'read' : 'read_write'
    const type = name === 'scratch' ? 'vec4f' : 'f32'
    return `@group(0) @binding(${index + 1}) var<storage, ${access}> ${name}: array<${type}>;`
  })
  return `struct Call { batch: u32 }
@group(0) @binding(0) var<uniform> call: Call;
${buffers.join('\n')}
${memory.join('\n')}
var<private> group: u32;
var<private> own: u32;
const STEPS = ${plan.steps};`
}

/**
 * Helper functions. Patches past the last one compute the same as the last one and write nothing.
 */
function helpers(plan: SequencePlan, wanted: Wanted): string {
  const { steps, units, lanes, inputs, projected, attention, cell } = plan
  const rows = recordRows[cell] * units
  const width = projected ? 0 : inputs
  const write = (array: string, index: string, value: string) => `
  for (var i = 0u; i < 4u; i++) {
    let patch_ = patchOf(lane) + i;
    if (patch_ < call.batch) { ${array}[${index}] = ${value}[i]; }
  }`
  const settle = {
    states: write('output', `(patch_ * ${steps}u + step) * ${units}u + unit`, 'value'),
    record: write('output', `(patch_ * ${steps}u + step) * ${units}u + unit`, 'value'),
    mean: 'total[row] += value;',
    received: ''
  }[wanted]
  const waiting = attention
    ? `scratch[own + (step % ${placesOf(attention)}u) * ${units * lanes}u + row] = value;`
    : settle
  return `
fn patchOf(lane: u32) -> u32 { return group * ${4 * lanes}u + lane * 4u; }
fn four(lane: u32, size: u32, offset: u32) -> vec4f {
  let patches = min(patchOf(lane) + vec4u(0u, 1u, 2u, 3u), vec4u(call.batch - 1u)) * size + offset;
  return vec4f(x[patches.x], x[patches.y], x[patches.z], x[patches.w]);
}
fn projectedInput(lane: u32, step: u32, column: u32, columns: u32) -> vec4f {
  return four(lane, ${steps}u * columns, step * columns + column);
}
fn givenInput(lane: u32, step: u32, feature: u32) -> vec4f {
  return four(lane, ${steps * width}u, step * ${width}u + feature);
}
fn settle(step: u32, unit: u32, lane: u32, row: u32, value: vec4f) { ${waiting} }
fn record(lane: u32, step: u32, row: u32, value: vec4f) {
  ${wanted === 'record' ? write('recorded', `(patch_ * ${steps}u + step) * ${rows}u + row`, 'value') : ''}
}
fn collect(step: u32, lane: u32, value: vec4f) {
  ${wanted === 'received' ? write('collected', `patch_ * ${steps}u + step`, 'value') : ''}
}
fn mean(lane: u32, unit: u32, value: vec4f) {
  ${wanted === 'mean' || wanted === 'received' ? write('output', `patch_ * ${units}u + unit`, 'value') : ''}
}`
}

function bringInput({ projected, chunk, inputs, lanes, threads }: SequencePlan): string {
  if (projected) return ''
  const body = `let lane = task % ${lanes}u; let feature = (task / ${lanes}u) % ${inputs}u; let ahead = task / ${lanes * inputs}u;
input[task] = givenInput(lane, min(u32(time) + ahead, u32(STEPS - 1)), feature);`
  return `let slot = u32(time % ${chunk}) * ${inputs}u;
if (time % ${chunk} == 0 && time < STEPS) {
${eachTask(chunk * inputs * lanes, threads, body)}
workgroupBarrier();
}`
}

const giveMean = ({ units, lanes, steps }: SequencePlan) =>
  `let lane = task / ${units}u; let unit = task % ${units}u;
mean(lane, unit, total[unit * ${lanes}u + lane] / f32(${steps}));`
