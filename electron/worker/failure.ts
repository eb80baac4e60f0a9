import { type Failure, failureOf } from '../../contract/errors.ts'

const engineCodes = [
  'model/invalid',
  'model/hash',
  'engine/unavailable',
  'engine/failed',
  'engine/memory',
  'engine/lost'
] as const

/** What crosses to the host for anything thrown here. A fault of the program is logged, with its stack. */
export function toFailure(error: unknown): Failure {
  const failure = engineFailure(error) ?? failureOf(error)
  if (failure.code === 'internal') console.error(error)
  return failure
}

/** The engine knows nothing of the contract: its errors are told by their name, so that it need not be loaded for it. */
function engineFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || error.name !== 'EngineError' || !('code' in error)) return undefined
  const code = engineCodes.find(known => known === error.code)
  return code && { code, message: error.message }
}
