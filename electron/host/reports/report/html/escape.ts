const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** A text as HTML, in content and in quoted attributes alike; letters that no HTML may hold become spaces. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']|\p{Cc}/gu, letter => entities[letter] ?? (/\s/.test(letter) ? letter : ' '))

/** A number for SVG, to a hundredth. */
export const short = (value: number): string => String(Math.round(value * 100) / 100)
