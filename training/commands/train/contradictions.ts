import { namesOf, usage, type Values } from '../../../terminal/values.ts'
import type { ProtocolName } from '../../data/protocol.ts'

/** Options that only one protocol reads. */
const readBy: Readonly<Record<string, ProtocolName>> = {
  test: 'slides',
  validation: 'slides',
  fold: 'folds'
}

/**
 * Refuses options that the protocol would ignore, or that name no patient.
 * @throws usage
 */
export function expectReadBy(protocol: ProtocolName, values: Values): void {
  for (const [option, reader] of Object.entries(readBy))
    if (values[option] !== undefined && protocol !== reader)
      throw usage(
        `--${option} works only with --protocol ${reader}, not with ${protocol}. Omit it, or choose --protocol ${reader}.`
      )
  expectNames(values)
}

/** @throws usage if a list of patients has an empty name */
export function expectNames(values: Values): void {
  for (const option of ['test', 'validation'])
    if (namesOf(values, option).some(name => name.trim() === ''))
      throw usage(`--${option} has an empty name. Give patients separated by single commas.`)
}
