import { type Failure, failureOf } from '../../contract/errors.ts'

/**
 * Converts anything thrown in the worker to the form that is sent to the host. Logs program errors
 * with their stack.
 */
export function toFailure(error: unknown): Failure {
  const failure = failureOf(error)
  if (failure.code === 'internal') console.error(error)
  return failure
}
