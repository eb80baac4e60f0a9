import type { Recipe } from '../recipes/recipe.ts'
import type { Placed } from './search.ts'

/**
 * Lists the candidates as lines for people, best first. `wordsOf` converts a recipe to options of
 * the terminal.
 */
export function tableOf(placed: Placed[], wordsOf: (recipe: Partial<Recipe>) => string): string {
  const rows = placed.map(({ candidate, round, score, recipe }) => [
    `${candidate}`,
    `${round}`,
    `${recipe.epochs}`,
    score === null ? 'failed' : score.toFixed(4),
    wordsOf(recipe) || '(the recipe of the system)'
  ])
  const head = ['candidate', 'round', 'epochs', 'AUC', 'options']
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map(row => (row[column] as string).length))
  )
  const line = (cells: string[]) =>
    cells.map((cell, column) => (column === 4 ? cell : cell.padStart(widths[column] as number))).join('  ')
  return [head, ...rows].map(line).join('\n')
}
