import { gatesOf } from '../recurrence/cells.ts'
import type { SequencePlan } from './plan.ts'
import { addProduct, eachLane, eachTask, loadWeights, type Product, type Residence } from './product.ts'

/**
 * WGSL of one step of a cell, in phases separated by a barrier for the whole workgroup. `states`
 * and `record` say where the step stores its results (sequence.ts). Weights are contiguous and in
 * Keras' order: kernel, recurrent kernel, bias.
 */
export interface CellShader {
  /** Runs before the loop. */
  load: string
  phases: string[]
}

/**
 * Rows per step that the backward pass needs, one float per unit: gates and cell-specific values.
 */
export const recordRows = { gru: 3, 'gru-reset-after': 4, lstm: 5 } as const

/** Returns the index of the first float of each part of the packed weights. */
export function weightOffsets({ inputs, units, cell, projected }: SequencePlan) {
  const columns = gatesOf(cell) * units
  const recurrent = projected ? 0 : inputs * columns
  const bias = recurrent + units * columns
  return { columns, recurrent, bias, end: bias + columns * (cell === 'gru-reset-after' ? 2 : 1) }
}

export function cellShader(plan: SequencePlan, recorded: boolean): CellShader {
  const gates = gatesShader(plan, recorded)
  if (plan.cell === 'gru') {
    const candidate = candidateShader(plan)
    return {
      load: gates.load + candidate.load,
      phases: [gates.phase, candidate.phase, updateGru(plan, recorded)]
    }
  }
  const update = plan.cell === 'lstm' ? updateLstm(plan, recorded) : updateResetAfter(plan, recorded)
  return { load: gates.load, phases: [gates.phase, update] }
}

/** Declares sum0 and sum1 for `column`, starting with bias and input. */
function begin(plan: SequencePlan, column: string, bias: string, product: Product | null): string {
  const { lanes, projected } = plan
  const { columns } = weightOffsets(plan)
  const start = eachLane(lanes, lane => {
    const given = projected ? ` + projectedInput(${lane}u, step, ${column}, ${columns}u)` : ''
    return `var sum${lane} = vec4f(${bias})${given};`
  })
  return product ? `${start}\n${addProduct(product)}` : start
}

function inputProduct(
  plan: SequencePlan,
  name: string,
  column: string,
  residence: Residence
): Product | null {
  if (plan.projected) return null
  const { columns } = weightOffsets(plan)
  return {
    name,
    depth: plan.inputs,
    end: plan.inputs,
    first: '0u',
    weight: k => `weights[${k} * ${columns}u + ${column}]`,
    operand: (k, lane) => `input[(slot + ${k}) * ${plan.lanes}u + ${lane}u]`,
    lanes: plan.lanes,
    residence
  }
}

/** The product of all gates with the previous state. */
function gatesShader(plan: SequencePlan, recorded: boolean): { load: string; phase: string } {
  const { cell, units, lanes, threads, residence } = plan
  const { columns, recurrent, bias } = weightOffsets(plan)
  const fromState: Product = {
    name: 'gate',
    depth: units,
    end: units,
    first: '0u',
    weight: k => `weights[${recurrent}u + ${k} * ${columns}u + column]`,
    operand: (k, lane) => `state[(${k}) * ${lanes}u + ${lane}u]`,
    lanes,
    residence: residence.gates
  }
  const fromInput = inputProduct(plan, 'gateInput', 'column', residence.gates)
  const biasOf = `weights[${bias}u + column]`
  const load =
    residence.gates !== 'storage'
      ? `let column = id;\n${loadWeights(fromState, `id < ${plan.columns}u`)}\n${fromInput ? loadWeights(fromInput, `id < ${plan.columns}u`) : ''}\n`
      : ''
  const input = begin(plan, 'column', biasOf, fromInput)
  const product = addProduct(fromState)
  const keep = (name: string, row: string) =>
    recorded ? eachLane(lanes, lane => `record(${lane}u, step, ${row}, ${name}${lane});`) : ''
  const body = {
    gru: `${input}\n${product}
let unit = column % ${units}u;
${eachLane(lanes, lane => `let gate${lane} = sigmoid(sum${lane});`)}
if (column < ${units}u) { ${eachLane(lanes, lane => `update[unit * ${lanes}u + ${lane}u] = gate${lane};`)} }
else { ${eachLane(lanes, lane => `reset[unit * ${lanes}u + ${lane}u] = gate${lane} * state[unit * ${lanes}u + ${lane}u];`)} }
${keep('gate', 'column')}`,
    // The state's part of the candidate is reset before the input's part is added.
    'gru-reset-after': `${input}
if (column >= ${2 * units}u) { ${eachLane(lanes, lane => `candidate[(column - ${2 * units}u) * ${lanes}u + ${lane}u] = sum${lane}; sum${lane} = vec4f(0.0);`)} }
${eachLane(lanes, lane => `sum${lane} += weights[${bias + columns}u + column];`)}
${product}
if (column < ${2 * units}u) { ${eachLane(lanes, lane => `sum${lane} = sigmoid(sum${lane});`)} }
${eachLane(lanes, lane => `gates[column * ${lanes}u + ${lane}u] = sum${lane};`)}
${keep('sum', `select(column, column + ${units}u, column >= ${2 * units}u)`)}`,
    lstm: `${input}\n${product}
let straight = column >= ${2 * units}u && column < ${3 * units}u;
${eachLane(lanes, lane => `let gate${lane} = select(sigmoid(sum${lane}), hyperbolic(sum${lane}), straight);`)}
${eachLane(lanes, lane => `gates[column * ${lanes}u + ${lane}u] = gate${lane};`)}
${keep('gate', 'column')}`
  }[cell]
  const phase = eachTask(plan.columns, threads, `let column = task;\n${body}`)
  return { load, phase }
}

/** A GRU's candidate uses the state after the reset. Each invocation sums a part of the depth. */
function candidateShader(plan: SequencePlan): { load: string; phase: string } {
  const { units, lanes, threads, parts, residence } = plan
  const { columns, recurrent, bias } = weightOffsets(plan)
  const depth = Math.ceil(units / parts)
  const product: Product = {
    name: 'candidate',
    depth,
    end: units,
    first: 'first',
    weight: k => `weights[${recurrent}u + ${k} * ${columns}u + ${2 * units}u + unit]`,
    operand: (k, lane) => `reset[(${k}) * ${lanes}u + ${lane}u]`,
    lanes,
    residence: residence.candidate
  }
  const column = `(${2 * units}u + unit)`
  const fromInput = inputProduct(plan, 'candidateInput', column, residence.candidate)
  const place = (index: string) =>
    `let unit = ${index} % ${units}u; let part = ${index} / ${units}u; let first = part * ${depth}u;`
  const active = `id < ${units * parts}u`
  const load =
    residence.candidate !== 'storage'
      ? `let unit = id % ${units}u; let first = (id / ${units}u) * ${depth}u;\n${loadWeights(product, active)}\n${fromInput ? loadWeights(fromInput, active) : ''}\n`
      : ''
  const input = fromInput ? `if (part == 0u) { ${addProduct(fromInput)} }` : ''
  const start = eachLane(lanes, lane => {
    const given = plan.projected
      ? `if (part == 0u) { sum${lane} += projectedInput(${lane}u, step, ${column}, ${columns}u); }`
      : ''
    return `var sum${lane} = vec4f(select(0.0, weights[${bias}u + ${column}], part == 0u)); ${given}`
  })
  const body = `${place('task')}
${start}
${input}
${addProduct(product)}
${eachLane(lanes, lane => `partial[(part * ${units}u + unit) * ${lanes}u + ${lane}u] = sum${lane};`)}`
  return { load, phase: eachTask(units * parts, threads, body) }
}

/** Runs `body` for every vector of a state: `row` in the arrays, its unit and lane. */
function eachState({ units, lanes, threads }: SequencePlan, body: string): string {
  return eachTask(
    units * lanes,
    threads,
    `let owned = task % ${units}u; let lane = task / ${units}u; let row = owned * ${lanes}u + lane;\n${body}`
  )
}

function updateGru(plan: SequencePlan, recorded: boolean): string {
  const { units, lanes, parts } = plan
  const rest = Array.from({ length: parts - 1 }, (_, i) => ` + partial[${(i + 1) * units * lanes}u + row]`)
  return eachState(
    plan,
    `let next = hyperbolic(partial[row]${rest.join('')});
let kept = update[row];
let value = kept * state[row] + (1.0 - kept) * next;
state[row] = value;
${recorded ? `record(lane, step, ${2 * units}u + owned, next);` : ''}
settle(step, owned, lane, row, value);`
  )
}

function updateResetAfter(plan: SequencePlan, recorded: boolean): string {
  const { units, lanes } = plan
  return eachState(
    plan,
    `let next = hyperbolic(candidate[row] + gates[${units * lanes}u + row] * gates[${2 * units * lanes}u + row]);
let kept = gates[row];
let value = kept * state[row] + (1.0 - kept) * next;
state[row] = value;
${recorded ? `record(lane, step, ${2 * units}u + owned, next);` : ''}
settle(step, owned, lane, row, value);`
  )
}

function updateLstm(plan: SequencePlan, recorded: boolean): string {
  const { units, lanes } = plan
  const gate = (index: number) => `gates[${index * units * lanes}u + row]`
  return eachState(
    plan,
    `let cell = ${gate(1)} * memory[row] + ${gate(0)} * ${gate(2)};
memory[row] = cell;
let value = ${gate(3)} * hyperbolic(cell);
state[row] = value;
${recorded ? `record(lane, step, ${4 * units}u + owned, cell);` : ''}
settle(step, owned, lane, row, value);`
  )
}
