import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { FromHostProcess, HostStart, ToHostProcess } from '../../contract/hostProcess.ts'
import type { Resource } from '../../contract/urls.ts'

/** A host that ends again so soon after it was started again is not started a third time. */
const relapseMs = 60_000
const closeLimitMs = 15_000

export interface HostEvents {
  /** A new process has taken over; windows need new ports. */
  restarted(): void
  /**
   * The host does not run any more; the sentence says why and what to do.
   * @param copy when the copy was made that {@link HostProcess.restore} would put in a damaged library's place, ISO 8601
   */
  gone(message: string, copy: string | null): void
  /** The host runs, and reads a library that it does not write to; the sentence says why. @param copy as above */
  harmed(message: string, copy: string): void
}

const goneTwice =
  'Ductal’s host ended twice without being asked to: close Ductal and start it again; everything that was finished is kept.'

const unavailable: Resource = { status: 503, type: 'text/plain', body: new Uint8Array() }

/** The utility process that holds the host. One that dies is started again, once. */
export class HostProcess {
  private child: UtilityProcess | undefined
  private readonly waiting = new Map<number, (resource: Resource) => void>()
  private next = 1
  private restartedAt = Number.NEGATIVE_INFINITY
  private restoring = false
  private closing: Promise<void> | undefined
  private message = ''
  private copy: string | null = null

  private readonly entry: string
  private readonly start: HostStart
  private readonly events: HostEvents

  constructor(entry: string, start: HostStart, events: HostEvents) {
    this.entry = entry
    this.start = start
    this.events = events
    this.fork()
  }

  /** Hands one end of a channel to the host; false, with `reason` set, where there is no host any more. */
  connect(port: MessagePortMain): boolean {
    this.child?.postMessage({ connect: true } satisfies ToHostProcess, [port])
    return this.child !== undefined
  }

  /** Why there is no host any more. */
  get reason(): string {
    return this.message
  }

  /** Bytes behind an address of contract/urls.ts; status 503 where the host is gone. */
  resource(path: string, signal?: AbortSignal): Promise<Resource> {
    if (!this.child) return Promise.resolve(unavailable)
    const id = this.next++
    this.tell({ ask: id, path })
    signal?.addEventListener('abort', () => this.tell({ leave: id }), { once: true })
    return new Promise(resolve => this.waiting.set(id, resolve))
  }

  /** Starts the host again, with a copy in the place of the library that has come to harm; windows begin anew. */
  async restore(): Promise<void> {
    this.message = ''
    this.copy = null
    this.restoring = true
    await this.end()
    this.restoring = false
    this.fork(true)
  }

  /** Lets the host end its work; resolves when its process has ended. */
  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    const { child } = this
    if (!child) return
    const limit = setTimeout(() => child.kill(), closeLimitMs)
    await new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      this.tell({ close: true })
    })
    clearTimeout(limit)
  }

  private tell(message: ToHostProcess): void {
    this.child?.postMessage(message)
  }

  private fork(restore = false): void {
    const child = utilityProcess.fork(this.entry, [JSON.stringify({ ...this.start, restore })], {
      serviceName: 'Ductal host',
      stdio: 'inherit'
    })
    this.child = child
    child.on('message', (message: FromHostProcess) => this.take(message))
    child.on('exit', () => this.ended())
  }

  private take(message: FromHostProcess): void {
    if ('answer' in message) {
      this.waiting.get(message.answer)?.(message.resource)
      this.waiting.delete(message.answer)
    } else if ('ready' in message) {
      if (message.harm && message.copy) this.events.harmed(message.harm.message, message.copy)
    } else if ('refused' in message) {
      this.message = message.refused.message
      this.copy = message.copy
      this.child?.kill()
    }
  }

  private ended(): void {
    this.child = undefined
    for (const answer of this.waiting.values()) answer(unavailable)
    this.waiting.clear()
    if (this.closing || this.restoring) return
    const relapse = Date.now() - this.restartedAt < relapseMs
    if (this.message || relapse) {
      this.message ||= goneTwice
      this.events.gone(this.message, this.copy)
      return
    }
    this.restartedAt = Date.now()
    this.fork()
    this.events.restarted()
  }
}
