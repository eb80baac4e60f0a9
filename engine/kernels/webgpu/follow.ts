import { weightOffsets } from './cells.ts'
import {
  type AttentionArray,
  type AttentionShape,
  attentionVectors,
  placesOf,
  reachAhead,
  reachBack,
  type SequencePlan,
  scoreChunks
} from './plan.ts'
import { addProduct, eachLane, eachTask, loadWeights, type Product } from './product.ts'

/** 2·log2(e): tanh(q + k) is computed as 1 − 2/(1 + 2^(q' + k')). */
const SCALE = 2 * Math.LOG2E

/**
 * Local attention streamed behind the recurrence, for the mean of all attended states: Σ_t l_t =
 * Σ_t' (Σ_t a_t,t') x_t'. Each state collects the attention it receives, and is weighted and added
 * once no further query will see it.
 *
 * A state goes through five stages, one in each phase after its own step, in parallel with the
 * recurrence's next steps: partial projections; their sum; partial scores of the query whose window
 * the state completes; powers; softmax and collection.
 */
export interface FollowShader {
  load: string
  stages: string[]
  /** Steps after the last one until every state has been added. */
  after: number
}

/** First float of each part of the packed attention weights, which follow those of the cell. */
function attentionOffsets(plan: SequencePlan, { units }: AttentionShape) {
  const query = weightOffsets(plan).end
  const key = query + plan.units * units
  const bias = key + plan.units * units
  return { query, key, bias, score: bias + units, scoreBias: bias + 2 * units }
}

/**
 * Returns WGSL that addresses an array element, in workgroup memory or in the workgroup's part of
 * the scratch buffer.
 */
function memory(
  plan: SequencePlan,
  attention: AttentionShape
): Record<AttentionArray, (i: string) => string> {
  const vectors = attentionVectors(plan, attention)
  let offset = waitingVectors(plan, attention)
  const at = (name: AttentionArray) => {
    if (!plan.stored.includes(name)) return (i: string) => `${name}[${i}]`
    const first = offset
    offset += vectors[name]
    return (i: string) => `scratch[own + ${first}u + ${i}]`
  }
  return {
    queries: at('queries'),
    keys: at('keys'),
    projection: at('projection'),
    scores: at('scores'),
    powers: at('powers'),
    received: at('received')
  }
}

/** States waiting for their attention. Each is read only by the invocation that wrote it. */
const waitingVectors = ({ units, lanes }: SequencePlan, attention: AttentionShape) =>
  placesOf(attention) * units * lanes

/** Returns the number of scratch-buffer vectors per workgroup. */
export function scratchVectors(plan: SequencePlan): number {
  if (!plan.attention) return 0
  const vectors = attentionVectors(plan, plan.attention)
  return plan.stored.reduce((sum, name) => sum + vectors[name], waitingVectors(plan, plan.attention))
}

export function followShader(plan: SequencePlan, attention: AttentionShape): FollowShader {
  const projection = projectionShader(plan, attention)
  return {
    load: projection.load,
    stages: [
      projection.stage,
      projectionSum(plan, attention),
      scoreParts(plan, attention),
      powers(plan, attention),
      receipt(plan, attention)
    ],
    after: attention.window + 3
  }
}

function projectionShader(plan: SequencePlan, attention: AttentionShape): { load: string; stage: string } {
  const { units, lanes, threads, projectionParts, residence } = plan
  const offsets = attentionOffsets(plan, attention)
  const at = memory(plan, attention)
  const columns = 2 * attention.units
  const depth = Math.ceil(units / projectionParts)
  const product: Product = {
    name: 'projected',
    depth,
    end: units,
    first: 'begin',
    weight: k =>
      `weights[select(${offsets.query}u, ${offsets.key - attention.units}u, side >= ${attention.units}u) + (${k}) * ${attention.units}u + side]`,
    operand: (k, lane) => `state[(${k}) * ${lanes}u + ${lane}u]`,
    lanes,
    residence: residence.projection
  }
  const tasks = columns * projectionParts
  const load =
    residence.projection !== 'storage'
      ? `let side = id % ${columns}u; let begin = (id / ${columns}u) * ${depth}u;\n${loadWeights(product, `id < ${tasks}u`)}\n`
      : ''
  const body = `let side = task % ${columns}u; let share = task / ${columns}u; let begin = share * ${depth}u;
${eachLane(lanes, lane => `var sum${lane} = vec4f(0.0);`)}
${addProduct(product)}
${eachLane(lanes, lane => `${at.projection(`(share * ${columns}u + side) * ${lanes}u + ${lane}u`)} = sum${lane};`)}`
  return { load, stage: `if (done >= 0 && done < STEPS) { ${eachTask(tasks, threads, body)} }` }
}

function projectionSum(plan: SequencePlan, attention: AttentionShape): string {
  const { lanes, threads, projectionParts } = plan
  const { bias } = attentionOffsets(plan, attention)
  const at = memory(plan, attention)
  const half = attention.units * lanes
  const rest = Array.from(
    { length: projectionParts - 1 },
    (_, i) => ` + ${at.projection(`${(i + 1) * 2 * half}u + task`)}`
  )
  const body = `let whole = ${at.projection('task')}${rest.join('')};
if (task < ${half}u) { ${at.queries(`u32(done % ${reachAhead(attention) + 1}) * ${half}u + task`)} = ${SCALE} * (whole + weights[${bias}u + task / ${lanes}u]); }
else { ${at.keys(`u32(done % ${attention.window}) * ${half}u + task - ${half}u`)} = ${SCALE} * whole; }`
  return `if (done >= 0 && done < STEPS) { ${eachTask(2 * half, threads, body)} }`
}

/** Runs `body` for the query whose window state `done` completes, with the states it sees. */
function whenComplete(attention: AttentionShape, body: string): string {
  return `let query = done - ${reachAhead(attention)};
if (query >= 0 && query < STEPS) {
  let earliest = query - ${reachBack(attention)};
  let latest = min(done, STEPS - 1);
${body}
}`
}

function scoreParts(plan: SequencePlan, attention: AttentionShape): string {
  const { lanes, threads } = plan
  const { units, window } = attention
  const { score } = attentionOffsets(plan, attention)
  const at = memory(plan, attention)
  const chunks = scoreChunks(attention, threads, lanes)
  const size = Math.ceil(units / chunks)
  const body = `let lane = task % ${lanes}u; let place = (task / ${lanes}u) % ${window}u; let chunk = task / ${lanes * window}u;
let seen = earliest + i32(place);
if (seen >= 0 && seen <= latest) {
  let asked = u32(query % ${reachAhead(attention) + 1}) * ${units * lanes}u + lane;
  let found = u32(seen % ${window}) * ${units * lanes}u + lane;
  var sum = vec4f(0.0);
  for (var unit = chunk * ${size}u; unit < min(chunk * ${size}u + ${size}u, ${units}u); unit++) {
    let power = exp2(clamp(${at.queries(`asked + unit * ${lanes}u`)} + ${at.keys(`found + unit * ${lanes}u`)}, vec4f(-126.0), vec4f(126.0)));
    sum += weights[${score}u + unit] * (1.0 - 2.0 / (1.0 + power));
  }
  ${at.scores('task')} = sum;
}`
  return whenComplete(attention, eachTask(window * chunks * lanes, threads, body))
}

/** exp(sigmoid(score)) from the sums of the parts; zero outside the sequence. */
function powers(plan: SequencePlan, attention: AttentionShape): string {
  const { lanes, threads } = plan
  const { scoreBias } = attentionOffsets(plan, attention)
  const at = memory(plan, attention)
  const stride = attention.window * lanes
  const chunks = scoreChunks(attention, threads, lanes)
  const parts = Array.from({ length: chunks }, (_, i) => at.scores(`${i * stride}u + task`))
  const body = `let seen = earliest + i32(task / ${lanes}u);
${at.powers('task')} = select(vec4f(0.0), exp(sigmoid(${parts.join(' + ')} + weights[${scoreBias}u])), seen >= 0 && seen <= latest);`
  return whenComplete(attention, eachTask(stride, threads, body))
}

function receipt(plan: SequencePlan, attention: AttentionShape): string {
  const { units, lanes, threads } = plan
  const { window } = attention
  const places = placesOf(attention)
  const at = memory(plan, attention)
  const received = `let seen = earliest + i32(task / ${lanes}u);
if (seen >= 0 && seen <= latest) {
  var total = vec4f(0.0);
  for (var place = task % ${lanes}u; place < ${window * lanes}u; place += ${lanes}u) { total += ${at.powers('place')}; }
  let share = ${at.powers('task')} / total;
  let home = u32(seen % ${places}) * ${lanes}u + task % ${lanes}u;
  if (query == max(0, seen - ${reachAhead(attention)})) { ${at.received('home')} = share; } else { ${at.received('home')} += share; }
}`
  const leaving = `let lane = task / ${units}u; let row = (task % ${units}u) * ${lanes}u + lane;
total[row] += ${at.received(`place * ${lanes}u + lane`)} * scratch[own + place * ${units * lanes}u + row];
if (task % ${units}u == 0u) { collect(u32(leaving), lane, ${at.received(`place * ${lanes}u + lane`)}); }`
  return `${whenComplete(attention, eachTask(window * lanes, threads, received))}
let leaving = done - ${window};
if (leaving >= 0 && leaving < STEPS) {
  let place = u32(leaving % ${places});
${eachTask(units * lanes, threads, leaving)}
}`
}
