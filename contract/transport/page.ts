/** How the page is served: the same policy, headers and file names in Electron and in a browser. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  // Text cannot become markup or code: `vue` is the framework's policy, `default` that of
  // renderer/trusted.ts.
  "require-trusted-types-for 'script'",
  'trusted-types vue default'
].join('; ')

/**
 * Policy for a report shown within the page: inline styles are allowed; scripts and requests are
 * not.
 */
export const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"

export const pageHeaders = {
  'content-security-policy': pagePolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store'
} as const

const mediaTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm'
}

/** A file of the page, always below the page's folder. */
export interface Asset {
  path: string
  type: string
}

/**
 * Maps a URL path to a file of the page, or to undefined: only plain names of known types are
 * accepted.
 */
export function assetOf(pathname: string): Asset | undefined {
  const path = pathname === '/' ? 'index.html' : pathname.slice(1)
  if (!/^(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+$/.test(path)) return undefined
  const type = mediaTypes[path.slice(path.lastIndexOf('.') + 1)]
  return type ? { path, type } : undefined
}
