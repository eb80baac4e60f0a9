/** What the name of a patch file states: PATIENT_idx5_xX_yY_classC.png. */
export interface PatchName {
  patient: string
  /** Top left corner in pixels of the slide at 4 µm per pixel. */
  x: number
  y: number
  class: 0 | 1
}

const published = /^(?<patient>.+)_idx\d+_x(?<x>\d{1,7})_y(?<y>\d{1,7})_class(?<label>[01])\.(?:png|jpe?g)$/i

/** Returns what a file name states; undefined if it is not in the published form. */
export function parsePatchName(name: string): PatchName | undefined {
  const fields = published.exec(name)?.groups
  if (!fields) return undefined
  return {
    patient: fields.patient as string,
    x: Number(fields.x),
    y: Number(fields.y),
    class: fields.label === '1' ? 1 : 0
  }
}

/** Whether a file is an image by its name. */
export const isPicture = (name: string): boolean => /\.(png|jpe?g|tiff?|webp|bmp|gif)$/i.test(name)

const negativeWords = ['negative', 'neg', 'benign', 'normal', 'nonidc', 'noidc', 'notidc', 'nontumor']
const positiveWords = ['positive', 'pos', 'malignant', 'idc', 'cancer', 'tumor', 'tumour', 'carcinoma']

/** Class that a folder's name states, by number or by word; undefined if it states none. */
export function classOfFolder(name: string): { class: 0 | 1; word: boolean } | undefined {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const number = /^(?:class|label)?([01])$/.exec(letters)?.[1]
  if (number) return { class: number === '1' ? 1 : 0, word: false }
  if (negativeWords.includes(letters)) return { class: 0, word: true }
  return positiveWords.includes(letters) ? { class: 1, word: true } : undefined
}

/** Returns the last part of a path with forward slashes. */
export const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Returns the path of the folder around a file or folder; empty at the top. */
export const folderAround = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
