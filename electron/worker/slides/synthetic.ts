import { readRegularText } from '../../../files/regular.ts'

/** A truth file of the demo has some KB; nothing larger is one. */
const mostBytes = 2 ** 24

/**
 * Whether the slide has a truth file of the demo, which states that it shows no patient's tissue.
 */
export async function isSynthetic(path: string): Promise<boolean> {
  try {
    const truth: unknown = JSON.parse(await readRegularText(`${path}.truth.json`, mostBytes))
    return typeof truth === 'object' && truth !== null && 'synthetic' in truth && truth.synthetic === true
  } catch {
    // No such file, or an unrelated one: treated as a real slide.
    return false
  }
}
