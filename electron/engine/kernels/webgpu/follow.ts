import { weightOffsets } from './cells.ts'
import {
  type AttentionShape,
  placesOf,
  reachAhead,
  reachBack,
  ringVectors,
  type SequencePlan,
  scoreChunks
} from './plan.ts'
import { addProduct, eachLane, eachTask, loadWeights, type Product } from './product.ts'

/** 2·log2(e): tanh(q + k) is taken as 1 − 2/(1 + 2^(q' + k')). */
const SCALE = 2 * Math.LOG2E

/**
 * Local attention that follows the recurrence, for the mean of all attended states: Σ_t l_t = Σ_t' (Σ_t a_t,t') x_t'. Each state
 * collects the attention it receives; when no query will see it any more it is added, weighted once.
 *
 * A state goes through five stages, one in each phase after its own step, beside the recurrence's work for the next steps:
 * projection in parts; their sum; parts of the scores of the query whose window it completes; powers; softmax and receipt.
 */
export interface FollowShader {
  load: string
  stages: string[]
  /** Steps after the last one until every state was added up. */
  after: number
}

/** First float of each part of the packed attention weights, after those of the cell. */
function attentionOffsets(plan: SequencePlan, { units }: AttentionShape) {
  const query = weightOffsets(plan).end
  const key = query + plan.units * units
  const bias = key + plan.units * units
  return { query, key, bias, score: bias + units, scoreBias: bias + 2 * units }
}

/** Queries and keys: in workgroup memory, or in a workgroup's part of the scratch buffer. */
function ring(plan: SequencePlan, attention: AttentionShape) {
  const { queries } = ringVectors(attention, plan.lanes)
  const base = placesOf(attention) * plan.units * plan.lanes
  return plan.ringInStorage
    ? {
        query: (i: string) => `scratch[own + ${base}u + ${i}]`,
        key: (i: string) => `scratch[own + ${base + queries}u + ${i}]`
      }
    : { query: (i: string) => `queries[${i}]`, key: (i: string) => `keys[${i}]` }
}

/** Vectors of the scratch buffer that a workgroup has for itself: the states that wait for their attention, and the rings. */
export function scratchVectors(plan: SequencePlan): number {
  if (!plan.attention) return 0
  const { queries, keys } = ringVectors(plan.attention, plan.lanes)
  return placesOf(plan.attention) * plan.units * plan.lanes + (plan.ringInStorage ? queries + keys : 0)
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
${eachLane(lanes, lane => `projection[(share * ${columns}u + side) * ${lanes}u + ${lane}u] = sum${lane};`)}`
  return { load, stage: `if (done >= 0 && done < STEPS) { ${eachTask(tasks, threads, body)} }` }
}

function projectionSum(plan: SequencePlan, attention: AttentionShape): string {
  const { lanes, threads, projectionParts } = plan
  const { bias } = attentionOffsets(plan, attention)
  const { query, key } = ring(plan, attention)
  const half = attention.units * lanes
  const rest = Array.from(
    { length: projectionParts - 1 },
    (_, i) => ` + projection[${(i + 1) * 2 * half}u + task]`
  )
  const body = `let whole = projection[task]${rest.join('')};
if (task < ${half}u) { ${query(`u32(done % ${reachAhead(attention) + 1}) * ${half}u + task`)} = ${SCALE} * (whole + weights[${bias}u + task / ${lanes}u]); }
else { ${key(`u32(done % ${attention.window}) * ${half}u + task - ${half}u`)} = ${SCALE} * whole; }`
  return `if (done >= 0 && done < STEPS) { ${eachTask(2 * half, threads, body)} }`
}

/** The query whose window state `done` completes, and the states that it sees. */
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
  const { query, key } = ring(plan, attention)
  const chunks = scoreChunks(attention, threads, lanes)
  const size = Math.ceil(units / chunks)
  const body = `let lane = task % ${lanes}u; let place = (task / ${lanes}u) % ${window}u; let chunk = task / ${lanes * window}u;
let seen = earliest + i32(place);
if (seen >= 0 && seen <= latest) {
  let asked = u32(query % ${reachAhead(attention) + 1}) * ${units * lanes}u + lane;
  let found = u32(seen % ${window}) * ${units * lanes}u + lane;
  var sum = vec4f(0.0);
  for (var unit = chunk * ${size}u; unit < min(chunk * ${size}u + ${size}u, ${units}u); unit++) {
    let power = exp2(clamp(${query(`asked + unit * ${lanes}u`)} + ${key(`found + unit * ${lanes}u`)}, vec4f(-126.0), vec4f(126.0)));
    sum += weights[${score}u + unit] * (1.0 - 2.0 / (1.0 + power));
  }
  scores[task] = sum;
}`
  return whenComplete(attention, eachTask(window * chunks * lanes, threads, body))
}

/** exp(sigmoid(score)): sums of the parts; zero outside of the sequence. */
function powers(plan: SequencePlan, attention: AttentionShape): string {
  const { lanes, threads } = plan
  const { scoreBias } = attentionOffsets(plan, attention)
  const stride = attention.window * lanes
  const chunks = scoreChunks(attention, threads, lanes)
  const parts = Array.from({ length: chunks }, (_, i) => `scores[${i * stride}u + task]`)
  const body = `let seen = earliest + i32(task / ${lanes}u);
powers[task] = select(vec4f(0.0), exp(sigmoid(${parts.join(' + ')} + weights[${scoreBias}u])), seen >= 0 && seen <= latest);`
  return whenComplete(attention, eachTask(stride, threads, body))
}

function receipt(plan: SequencePlan, attention: AttentionShape): string {
  const { units, lanes, threads } = plan
  const { window } = attention
  const places = placesOf(attention)
  const received = `let seen = earliest + i32(task / ${lanes}u);
if (seen >= 0 && seen <= latest) {
  var total = vec4f(0.0);
  for (var place = task % ${lanes}u; place < ${window * lanes}u; place += ${lanes}u) { total += powers[place]; }
  let share = powers[task] / total;
  let at = u32(seen % ${places}) * ${lanes}u + task % ${lanes}u;
  if (query == max(0, seen - ${reachAhead(attention)})) { received[at] = share; } else { received[at] += share; }
}`
  const leaving = `let lane = task / ${units}u; let row = (task % ${units}u) * ${lanes}u + lane;
total[row] += received[place * ${lanes}u + lane] * scratch[own + place * ${units * lanes}u + row];
if (task % ${units}u == 0u) { collect(u32(leaving), lane, received[place * ${lanes}u + lane]); }`
  return `${whenComplete(attention, eachTask(window * lanes, threads, received))}
let leaving = done - ${window};
if (leaving >= 0 && leaving < STEPS) {
  let place = u32(leaving % ${places});
${eachTask(units * lanes, threads, leaving)}
}`
}
