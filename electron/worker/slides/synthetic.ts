import { readFile } from 'node:fs/promises'

/** Whether a truth file of the demo lies beside the slide and says that no patient's tissue is in it. */
export async function isSynthetic(path: string): Promise<boolean> {
  try {
    const truth: unknown = JSON.parse(await readFile(`${path}.truth.json`, 'utf8'))
    return typeof truth === 'object' && truth !== null && 'synthetic' in truth && truth.synthetic === true
  } catch {
    // No such file, or one that is something else: the slide is then what it is, a slide.
    return false
  }
}
