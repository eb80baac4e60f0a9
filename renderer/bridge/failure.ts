import { DuctalError, type Failure, failureOf } from '../../contract/errors.ts'

/** Reads the error that the host sent instead of bytes. */
export async function failureIn(response: Response): Promise<DuctalError> {
  const sent = (await response.json().catch(() => undefined)) as Failure | undefined
  const { code, message } = sent?.code ? sent : failureOf(undefined)
  return new DuctalError(code, message)
}
