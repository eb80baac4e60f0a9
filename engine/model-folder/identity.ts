import { createHash } from 'node:crypto'
import type { ModelSpec } from './spec.ts'

/**
 * Returns the hash that identifies a model in the record of a run: its layers, its weights, and how
 * patches are prepared and outputs are read. Title, threshold and calibration may change without
 * making it another model; a run records those itself.
 */
export function identityOf({ files, weightsSha256, input, positiveClass }: ModelSpec): string {
  const { mpp, patch, channels, normalisation } = input
  const { mean, deviation } = normalisation
  const parts = [files[0]?.sha256, weightsSha256, mpp, patch, channels, mean, deviation, positiveClass]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
