import { DuctalError } from '../../contract/errors.ts'
import { dataUrl } from '../bridge/bridge.ts'
import { failureIn } from '../bridge/failure.ts'
import { texts } from '../texts.ts'

/**
 * Fetches bytes from an address of contract/transport/urls.ts.
 * @throws DuctalError with the host's own code and message
 */
export async function fetchBytes(path: string, signal: AbortSignal): Promise<ArrayBuffer> {
  // The connection may break, or the caller may abort, before or during the response.
  const cancelled = () => new DuctalError('call/cancelled', texts.cancel)
  const broken = (error: unknown): never => {
    if (signal.aborted) throw cancelled()
    throw new DuctalError('door/closed', texts.host.notConnected, { cause: error })
  }
  const response = await fetch(dataUrl(path), { signal }).catch(broken)
  if (response.ok) return response.arrayBuffer().catch(broken)
  const failure = await failureIn(response)
  throw signal.aborted ? cancelled() : failure
}
