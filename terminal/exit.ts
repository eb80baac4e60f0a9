import type { ErrorCode } from '../contract/errors.ts'

/** Exit codes of all commands, explained in docs/terminal.md. */
export const exits = {
  done: 0,
  fault: 1,
  usage: 2,
  slideRefused: 3,
  tilesFailed: 4,
  library: 5,
  model: 6,
  unwritten: 7,
  broken: 8,
  nothingAnalysed: 9,
  cancelled: 130
} as const

export type Exit = (typeof exits)[keyof typeof exits]

/** From best to worst: with several slides, the worst code counts. */
const order: Exit[] = [
  exits.done,
  exits.tilesFailed,
  exits.nothingAnalysed,
  exits.slideRefused,
  exits.unwritten,
  exits.model,
  exits.library,
  exits.broken,
  exits.usage,
  exits.fault,
  exits.cancelled
]

export const worst = (codes: Exit[]): Exit =>
  codes.reduce<Exit>((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), exits.done)

/** An unknown or unsuitable name or number is a usage error. */
const usage = new Set<ErrorCode>([
  'usage',
  'slide/bad-resolution',
  'slide/unknown',
  'model/unknown',
  'run/unknown',
  'run/bad-parameters',
  'export/unknown-format'
])

const families: [RegExp, Exit][] = [
  [/^(slide|path|import)\//, exits.slideRefused],
  [/^(library|disk)\//, exits.library],
  [/^(model|engine)\//, exits.model],
  [/^(export\/|run\/not-finished)/, exits.unwritten],
  [/^review\/broken$/, exits.broken],
  [/^call\/cancelled$/, exits.cancelled]
]

/** Maps an error code to an exit code. */
export function exitOf(code: ErrorCode): Exit {
  if (usage.has(code)) return exits.usage
  return families.find(([family]) => family.test(code))?.[1] ?? exits.fault
}
