import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { FromHostProcess, HostStart, ToHostProcess } from '../../contract/transport/host-process.ts'
import type { Resource } from '../../contract/transport/urls.ts'

/** A host that ends within this time of a restart is not started again. */
const relapseMs = 60_000
const closeLimitMs = 15_000

export interface HostEvents {
  /** A new process has started; windows need new ports. */
  restarted(): void
  /**
   * The host has ended for good; `message` says why and what to do.
   * @param copy when the backup was made that {@link HostProcess.restore} would use, ISO 8601
   */
  gone(message: string, copy: string | null): void
  /**
   * The host runs with a read-only library; `message` says why.
   * @param copy as above
   */
  readOnly(message: string, copy: string): void
}

const goneTwice = 'Ductal’s host crashed twice. Close Ductal and start it again. Finished work is safe.'

const unavailable: Resource = { status: 503, type: 'text/plain', body: new Uint8Array() }

/**
 * The utility process that runs the host. Restarts the host when it dies, unless it died shortly
 * after a restart.
 */
export class HostProcess {
  private child: UtilityProcess | undefined
  private readonly waiting = new Map<number, (resource: Resource) => void>()
  private readonly choosing = new Map<number, (handle: string) => void>()
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

  /**
   * Passes one end of a channel to the host; returns false, with `reason` set, if the host is gone.
   */
  connect(port: MessagePortMain): boolean {
    this.child?.postMessage({ connect: true } satisfies ToHostProcess, [port])
    return this.child !== undefined
  }

  /** Why the host is gone. */
  get reason(): string {
    return this.message
  }

  /** Returns the bytes for a URL of contract/transport/urls.ts; status 503 if the host is gone. */
  resource(path: string, signal?: AbortSignal): Promise<Resource> {
    if (!this.child) return Promise.resolve(unavailable)
    const id = this.next++
    this.tell({ ask: id, path })
    signal?.addEventListener('abort', () => this.tell({ leave: id }), { once: true })
    return new Promise(resolve => this.waiting.set(id, resolve))
  }

  /**
   * Hands the host a path that a user chose to save to; returns its handle.
   * @throws Error if the host is gone
   */
  choose(path: string): Promise<string> {
    const { child } = this
    if (!child) throw new Error(this.message)
    const id = this.next++
    this.tell({ choose: id, path })
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('Ductal’s host ended. Choose again.'))
      child.once('exit', gone)
      this.choosing.set(id, handle => {
        child.off('exit', gone)
        resolve(handle)
      })
    })
  }

  /**
   * Restarts the host with a backup in place of the damaged library; the caller must reload the
   * windows.
   */
  async restore(): Promise<void> {
    this.message = ''
    this.copy = null
    this.restoring = true
    await this.end()
    this.restoring = false
    this.fork(true)
  }

  /** Lets the host finish its work; resolves once its process has ended. */
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
    } else if ('chosen' in message) {
      this.choosing.get(message.chosen)?.(message.handle)
      this.choosing.delete(message.chosen)
    } else if ('ready' in message) {
      if (message.readOnlyReason && message.copy)
        this.events.readOnly(message.readOnlyReason.message, message.copy)
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
