import type { Command } from './command.ts'

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/** How well a title answers what was typed: every typed word must begin a word of it, or stand in it. 0: it does not. */
export function matchOf(title: string, typed: string): number {
  const words = wordsOf(title)
  const whole = title.toLowerCase()
  let score = 1
  for (const part of wordsOf(typed)) {
    const place = words.findIndex(word => word.startsWith(part))
    if (place >= 0) score += 2 + 1 / (1 + place)
    else if (whole.includes(part)) score += 0.5
    else return 0
  }
  return score
}

/** The commands that answer what was typed, the best first; equally good ones keep their order. */
export function search(
  commands: readonly Command[],
  typed: string,
  groupOf: (command: Command) => string
): Command[] {
  return commands
    .map(command => ({
      command,
      // The group's name helps to find, never to win.
      score: Math.max(
        matchOf(command.title, typed),
        matchOf(`${command.title} ${groupOf(command)}`, typed) * 0.9
      )
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}
