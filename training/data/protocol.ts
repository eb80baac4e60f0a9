import { DuctalError } from '../../contract/errors.ts'
import type { PatchSet } from '../../evaluation/data/patches.ts'
import { foldSplit } from './folds.ts'
import { paperSplit } from './paper.ts'
import { patientSplit } from './patients.ts'
import { judgeable, slideSplit } from './slides.ts'
import { byPatient, expectApart, type Split } from './split.ts'

export const protocolNames = ['paper', 'patients', 'slides', 'folds', 'all'] as const
export type ProtocolName = (typeof protocolNames)[number]

export interface ProtocolOptions {
  seed: number
  /** For `slides`: patients left out for the test. Empty: a suitable one, chosen by the seed. */
  test: string[]
  /** For `slides`: patients for validation. */
  validation: string[]
  /** For `folds`: K/N, which leaves out the K-th of N groups of patients. */
  fold?: string
}

/**
 * Checks options that need no data, so that a contradiction ends a training before it begins.
 * @throws usage
 */
export function expectConsistent(
  protocol: ProtocolName,
  { test, validation, fold }: Omit<ProtocolOptions, 'seed'>
): void {
  if (fold !== undefined && protocol !== 'folds')
    throw new DuctalError(
      'usage',
      `--fold works only with --protocol folds, not with ${protocol}. Omit it, or choose --protocol folds.`
    )
  expectApart(test, validation)
}

/** Splits a data set by the named protocol. Throws `usage`. */
export async function splitBy(
  protocol: ProtocolName,
  set: PatchSet,
  folder: string,
  options: ProtocolOptions
): Promise<Split> {
  if (protocol === 'paper') return paperSplit(set, options.seed)
  if (protocol === 'patients') return patientSplit(set, folder, options.seed)
  if (protocol === 'folds') return foldSplit(set, options.seed, options.fold ?? '1/5')
  if (protocol === 'all') return byPatient(set, 'all patients, nobody left out', () => 'train')
  const test = options.test.length > 0 ? options.test : [judgeable(set, options.seed)]
  return slideSplit(set, test, options.validation)
}
