import { readFile } from 'node:fs/promises'

/**
 * Whether the slide has a truth file of the demo, which states that it shows no patient's tissue.
 */
export async function isSynthetic(path: string): Promise<boolean> {
  try {
    const truth: unknown = JSON.parse(await readFile(`${path}.truth.json`, 'utf8'))
    return typeof truth === 'object' && truth !== null && 'synthetic' in truth && truth.synthetic === true
  } catch {
    // No such file, or an unrelated one: treated as a real slide.
    return false
  }
}
