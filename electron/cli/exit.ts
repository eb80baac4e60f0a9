import type { ErrorCode } from '../../contract/errors.ts'

/** Exit codes of every command; docs/terminal.md explains them. */
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
  cancelled: 130
} as const

export type Exit = (typeof exits)[keyof typeof exits]

/** Best first: with several slides the worst one counts. */
const order: Exit[] = [
  exits.done,
  exits.tilesFailed,
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

/** What was asked for by name or number and is not there, or does not fit, is a matter of the command line. */
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

/** The exit code for a failure. */
export function exitOf(code: ErrorCode): Exit {
  if (usage.has(code)) return exits.usage
  return families.find(([family]) => family.test(code))?.[1] ?? exits.fault
}
