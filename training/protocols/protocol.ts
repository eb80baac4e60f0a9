import { DuctalError } from '../../contract/errors.ts'
import type { PatchSet } from '../data/patches.ts'
import { paperSplit } from './paper.ts'
import { patientSplit } from './patients.ts'
import { slideSplit } from './slides.ts'
import type { Split } from './split.ts'

export const protocolNames = ['paper', 'patients', 'slides'] as const
export type ProtocolName = (typeof protocolNames)[number]

export interface ProtocolOptions {
  seed: number
  /** For `slides`: patients that are left out for the test. */
  test: string[]
  /** For `slides`: patients for validation. */
  validation: string[]
}

/** Splits a data set by the protocol of that name. Throws `usage`. */
export async function splitBy(
  protocol: ProtocolName,
  set: PatchSet,
  folder: string,
  options: ProtocolOptions
): Promise<Split> {
  if (protocol === 'paper') return paperSplit(set, options.seed)
  if (protocol === 'patients') return patientSplit(set, folder, options.seed)
  if (options.test.length === 0)
    throw new DuctalError(
      'usage',
      'The protocol slides needs the patients to leave out: --test PATIENT[,PATIENT…].'
    )
  return slideSplit(set, options.test, options.validation)
}
