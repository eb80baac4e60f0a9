import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const secret = () => randomBytes(32).toString('base64url')

const same = (given: string, expected: string) => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export type Entry = 'opened' | 'used' | 'unknown'

/** Who may speak to the server on `127.0.0.1:port`: whoever had the printed address first, from the page itself, and nobody else. */
export class Guard {
  readonly token = secret()
  private readonly session = secret()
  private readonly cookieName: string
  private readonly host: string
  private used = false

  constructor(port: number) {
    // Cookies of one host are shared by all its ports, so that two programs need two names.
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

  /** A name that resolves to this machine (DNS rebinding) comes with its own Host header. */
  isAddressedHere(headers: IncomingHttpHeaders): boolean {
    return headers.host === this.host
  }

  /** Exchanges the one-time token; only the first time is `opened`. */
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

  /** Requests that change something must name this origin; those that read must at least name no other. */
  comesFromThePage(method: string, headers: IncomingHttpHeaders): boolean {
    const { origin } = headers
    const site = headers['sec-fetch-site']
    if (method !== 'GET') return origin === this.origin && (site === undefined || site === 'same-origin')
    if (origin !== undefined && origin !== this.origin) return false
    return site === undefined || site === 'same-origin' || site === 'none'
  }
}
