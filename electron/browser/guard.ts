import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const secret = () => randomBytes(32).toString('base64url')

const same = (given: string, expected: string) => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export type Entry = 'opened' | 'used' | 'unknown'

/**
 * Decides which requests the server on `127.0.0.1:port` accepts: only those from the page, in the
 * browser that first opened the printed address.
 */
export class Guard {
  readonly token = secret()
  private readonly session = secret()
  /**
   * Known to the page alone: a browser sends the cookie to every port of this computer, and so to
   * other users' programs. The page keeps the key in the storage of its own origin.
   */
  readonly key = secret()
  private readonly cookieName: string
  private readonly host: string
  private used = false

  constructor(port: number) {
    // All ports of a host share cookies, so each program needs its own name.
    this.cookieName = `ductal-${port}`
    this.host = `127.0.0.1:${port}`
  }

  get origin(): string {
    return `http://${this.host}`
  }

  /** The address to print; it opens the program once. */
  get address(): string {
    return `${this.origin}/?token=${this.token}`
  }

  get cookie(): string {
    return `${this.cookieName}=${this.session}; HttpOnly; SameSite=Strict; Path=/`
  }

  /**
   * Rejects DNS rebinding: another name that resolves to this machine arrives with its own Host
   * header.
   */
  isAddressedHere(headers: IncomingHttpHeaders): boolean {
    return headers.host === this.host
  }

  /** Redeems the one-time token; only the first use returns `opened`. */
  enter(token: string): Entry {
    if (!same(token, this.token)) return 'unknown'
    if (this.used) return 'used'
    this.used = true
    return 'opened'
  }

  hasSession(headers: IncomingHttpHeaders): boolean {
    const pairs = (headers.cookie ?? '').split(';').map(pair => pair.trim().split('='))
    return pairs.some(([name, value]) => name === this.cookieName && same(value ?? '', this.session))
  }

  /** For calls, in a header; for addresses that an image or a frame loads, in the query. */
  hasKey(headers: IncomingHttpHeaders, query: URLSearchParams): boolean {
    const given = headers['x-ductal-key'] ?? query.get('key') ?? ''
    return typeof given === 'string' && same(given, this.key)
  }

  /** Requests that change state must name this origin; reads must at least not name another one. */
  comesFromThePage(method: string, headers: IncomingHttpHeaders): boolean {
    const { origin } = headers
    const site = headers['sec-fetch-site']
    if (method !== 'GET') return origin === this.origin && (site === undefined || site === 'same-origin')
    if (origin !== undefined && origin !== this.origin) return false
    return site === undefined || site === 'same-origin' || site === 'none'
  }
}
