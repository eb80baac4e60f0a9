import type { Command } from './command.ts'

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/**
 * Scores how well a title matches the typed text. Every typed word must start a word of the title
 * or occur in it; 0 means no match.
 */
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

/** Returns the commands that match the typed text, best match first; ties keep their order. */
export function search(
  commands: readonly Command[],
  typed: string,
  groupOf: (command: Command) => string
): Command[] {
  return commands
    .map(command => ({
      command,
      // A match through the group's name scores less than a match through the title.
      score: Math.max(
        matchOf(command.title, typed),
        matchOf(`${command.title} ${groupOf(command)}`, typed) * 0.9
      )
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}
