const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/**
 * Escapes a text for HTML content and quoted attributes; replaces characters that HTML forbids by
 * spaces.
 */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']|\p{Cc}/gu, letter => entities[letter] ?? (/\s/.test(letter) ? letter : ' '))

/** Formats a number for SVG, rounded to a hundredth. */
export const short = (value: number): string => String(Math.round(value * 100) / 100)
