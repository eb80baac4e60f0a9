import { ClipboardItem, clipboard } from 'electron'

const signature = [0x89, 0x50, 0x4e, 0x47]

/**
 * @param png bytes of a PNG file, from a page
 * @throws Error
 */
export async function copyPicture(png: unknown): Promise<void> {
  if (!(png instanceof Uint8Array) || signature.some((byte, place) => png[place] !== byte))
    throw new Error('This is not an image for the clipboard.')
  const picture = new Blob([Uint8Array.from(png)], { type: 'image/png' })
  await clipboard.write([new ClipboardItem({ 'image/png': picture })])
}
