import { basename } from 'node:path'
import { type BrowserWindow, dialog } from 'electron'

/**
 * Formats of OpenSlide, the DICOM reader and the plain image reader. The worker decides by content,
 * not by name.
 */
const slideExtensions = [
  'svs',
  'tif',
  'tiff',
  'ndpi',
  'vms',
  'vmu',
  'scn',
  'mrxs',
  'bif',
  'svslide',
  'dcm',
  'png',
  'jpg',
  'jpeg'
]

const show = async (window: BrowserWindow, options: Electron.OpenDialogOptions) => {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
  return canceled ? [] : filePaths
}

export const chooseSlides = (window: BrowserWindow): Promise<string[]> =>
  show(window, {
    title: 'Open slides',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Slides', extensions: slideExtensions },
      { name: 'All files', extensions: ['*'] }
    ]
  })

export async function chooseFolder(window: BrowserWindow): Promise<string | null> {
  const [folder] = await show(window, { title: 'Open folder', properties: ['openDirectory'] })
  return folder ?? null
}

export async function chooseRegions(window: BrowserWindow): Promise<string | null> {
  const [file] = await show(window, {
    title: 'Import regions',
    properties: ['openFile'],
    filters: [
      { name: 'GeoJSON', extensions: ['geojson', 'json', 'gz'] },
      { name: 'All files', extensions: ['*'] }
    ]
  })
  return file ?? null
}

/**
 * Asks where to save a file, and whether an existing one may be replaced. Both values come from a
 * page: only the last component of the name is used.
 */
export async function chooseExport(
  window: BrowserWindow,
  name: unknown,
  extension: unknown
): Promise<string | null> {
  if (typeof name !== 'string' || name.length > 255) throw new TypeError('A file name was expected.')
  if (extension !== null && !(typeof extension === 'string' && /^[a-z.]{1,12}$/.test(extension)))
    throw new TypeError('An extension was expected.')
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: basename(name),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
    ...(extension !== null && { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] })
  })
  return canceled || !filePath ? null : filePath
}

/**
 * Asks whether a backup should replace a damaged library.
 * @param takenAt ISO 8601
 * @param otherwise label of the button that changes nothing
 */
export async function offerCopy(message: string, takenAt: string, otherwise: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: 'The library is damaged or missing.',
    detail: `${message} The backup lacks work done after it was made. Whatever it replaces is kept.`,
    buttons: [`Restore backup of ${new Date(takenAt).toLocaleString()}`, otherwise],
    defaultId: 1,
    cancelId: 1
  })
  return response === 0
}

/** Asks, blocking, whether to close or reload a window that has unsaved changes. */
export function loseUnsaved(window: BrowserWindow): boolean {
  const response = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Some changes are not saved.',
    detail:
      'The latest labels, regions or notes could not be saved yet. Keep the window open to see why and try again.',
    buttons: ['Keep window open', 'Discard changes'],
    defaultId: 0,
    cancelId: 0
  })
  return response === 1
}
