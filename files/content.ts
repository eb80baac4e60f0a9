/** The mark of Ductal's own images: the beginning of the JSON text in each of them. */
const mark = /"format":"ductal-(run|view)"/

const signatures: [string, number, readonly string[]][] = [
  [
    'an image',
    0,
    ['II*\0', 'MM\0*', 'II+\0', 'MM\0+', '\x89PNG', '\xff\xd8\xff', 'BM', 'GIF8', 'RIFF', '\0\0\0\fjP']
  ],
  ['a DICOM file', 128, ['DICM']],
  ['a database', 0, ['SQLite format 3\0']],
  ['a part of a slide', 0, ['[Virtual Microscope Specimen]', '[Uncompressed Virtual Microscope Specimen]']]
]

/**
 * Recognises content that could be a slide or belong to one, whatever the file is called.
 * @param head the first bytes of a file; 64 KiB suffice
 * @returns `own` for an image that Ductal exported, `text` for anything that is no image, and
 *   otherwise what it is
 */
export function contentOf(head: Uint8Array): string {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  for (const [what, at, words] of signatures)
    if (words.some(word => text.startsWith(word, at))) return mark.test(text) ? 'own' : what
  return 'text'
}
