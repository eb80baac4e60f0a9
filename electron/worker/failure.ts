import { type Failure, failureOf } from '../../contract/errors.ts'

const engineCodes = [
  'model/invalid',
  'model/hash',
  'engine/unavailable',
  'engine/failed',
  'engine/memory',
  'engine/lost'
] as const

/**
 * Converts anything thrown in the worker to the form that is sent to the host. Logs program errors
 * with their stack.
 */
export function toFailure(error: unknown): Failure {
  const failure = engineFailure(error) ?? failureOf(error)
  if (failure.code === 'internal') console.error(error)
  return failure
}

/**
 * The engine does not know the contract. Its errors are recognised by name, so that the engine need
 * not be loaded here.
 */
function engineFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || error.name !== 'EngineError' || !('code' in error)) return undefined
  const code = engineCodes.find(known => known === error.code)
  return code && { code, message: error.message }
}
