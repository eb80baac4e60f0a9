/**
 * Every error code that can cross a process boundary, with its meaning and remedy. docs/errors.md
 * is generated from this table.
 */
export const errorMeanings = {
  usage: 'The command line was not understood: `ductal --help` shows how each word is used.',
  'path/missing': 'Nothing exists at that path: check it, and that its disk is connected.',
  'path/unreadable':
    'The path exists, but this user may not read it: ask for the permission, or copy it to a folder of your own.',
  'slide/empty': 'The file has no bytes: copy it again from where it came from.',
  'slide/not-a-slide': 'The file is in no format that the program reads: the guide names those that it does.',
  'slide/corrupt':
    'The file is a slide, but part of it cannot be decoded: copy it again from where it came from.',
  'slide/not-brightfield':
    'The file is a fluorescence or multi-channel image; the networks know H&E in bright field only.',
  'slide/no-resolution':
    'The file states no plausible µm per pixel, and none was given: say how large a pixel is.',
  'slide/bad-resolution':
    'The given µm per pixel lies outside 0.05–20: a scan at 40× has about 0.25, one at 20× about 0.5.',
  'slide/too-small': 'The image is smaller than one patch: open the whole slide rather than a part of it.',
  'slide/not-a-patch-folder':
    'The directory holds no patches in the published layout: open the folder that holds them.',
  'slide/bad-patches':
    'The patches of a folder do not lie on one 50-pixel grid, or claim one place twice: mend the folder and open it again.',
  'slide/changed':
    'The file is no longer the one that was opened (its fingerprint differs): open it again to analyse what it holds now.',
  'slide/unknown': 'The library holds no slide with that number: it may have been removed.',
  'model/unknown': 'No model of that name is installed: *Models* lists those that are.',
  'model/invalid':
    'The model folder lacks something, or holds something that is not understood: copy its folder again from where it came from.',
  'model/hash':
    'The weight file is not the one that spec.json names: copy its folder again from where it came from.',
  'model/exists': 'A model of that name is installed already: remove it first, or import under another name.',
  'model/shipped': 'The model belongs to the program, and stays with it: choose another default instead.',
  'model/in-use': 'Runs that are not finished need the model: finish or delete them first.',
  'engine/unavailable':
    'The engine that was asked for does not work here: the system check says why; *Automatic* takes one that does.',
  'engine/failed':
    'The engine stopped in the middle of a computation: resume the analysis, or choose another engine.',
  'engine/memory':
    'The memory does not suffice for a single patch on that engine: close other programs, or choose another engine.',
  'engine/lost':
    'The device that did the work is gone: unplugged, reset, or taken by its driver. Resume the analysis, and it goes on with another.',
  'run/unknown': 'The library holds no run with that number: it may have been removed.',
  'run/not-finished': 'The run has no complete result yet: resume it, and wait for its end.',
  'run/busy': 'The run is being worked on already: wait for it, or stop it first.',
  'run/bad-parameters':
    'The parameters of a run do not fit the model or the slide: the sentence says which, and what they may be.',
  'library/unwritable': 'The data folder cannot be written: check its permissions, or choose another.',
  'library/newer': 'The library was written by a newer version of the program: update the program.',
  'library/in-use': 'Another copy of the program has the library open: close it.',
  'library/corrupt':
    'The library file is damaged: it is opened for reading only where it can be read, and left untouched; `ductal restore` puts its newest copy in its place.',
  'library/read-only':
    'The library is open for reading only, because it is damaged or of a newer version: the system check says what to do.',
  'library/no-copy':
    'There is no copy of the library that could take its place: one is made once a day, from the first start on.',
  'disk/full': 'No space is left on the disk: free some, and try again. What was saved is safe.',
  'export/unwritable':
    'The file for the export cannot be written: choose a folder that exists and that you may write to.',
  'export/no-patches': 'A review has no patch that is labelled positive or negative: review some first.',
  'export/unknown-format': 'The export format is unknown: the sentence names those that there are.',
  'review/no-reviewer': 'An action needs to know whose it is, and nobody has said so yet: give a name.',
  'review/reviewer-unknown': 'The library holds no reviewer with that number: give a name instead.',
  'review/signed': 'The review is signed, and takes no change until it is opened again with a reason.',
  'review/not-signed':
    'The review is not signed, so there is nothing to open again: it can be changed as it is.',
  'review/nothing-to-undo': 'No action is left to undo, or to redo.',
  'review/unknown': 'The review holds no such comment: it may have been taken away.',
  'review/broken':
    'The log of the reviews, or a state that follows from it, was changed by something else than this program: `ductal verify --all` says where.',
  'region/unknown': 'The review holds no such region: it may have been removed.',
  'region/locked': 'The region is locked: unlock it to change or remove it.',
  'region/bad-geometry': 'The geometry of a region cannot be used: the sentence says why; draw it anew.',
  'region/not-positive':
    'The patch is not positive at the review’s threshold: choose one that is, or set the threshold lower.',
  'class/unknown': 'The library holds no region class with that number: choose one of the list.',
  'class/in-use': 'Regions, or a signed review, have the class: give those another one first.',
  'class/exists': 'There is a region class of that name already: choose another name.',
  'import/not-geojson':
    'A file to import is no GeoJSON, or is damaged: write it again from the program that it came from.',
  'import/bad-region':
    'A region of a file to import cannot be used: the sentence says which, and why. Mend it there; nothing was imported.',
  'import/other-slide':
    'A file to import belongs to another slide, or counts in other units or axes: it has to be in pixels of this slide at full size.',
  'import/nothing': 'A file to import holds no annotations: in QuPath, export annotations, not detections.',
  'import/too-many':
    'A file to import holds more annotations than a review takes: export fewer, or merge them first.',
  'import/known':
    'A region of a file to import is in the review already, and differs: remove it here, or there.',
  'training/no-patches':
    'A folder holds no patches in the published layout, or none that can be read: name the folder of the patients.',
  'training/one-class': 'The patches to train on are all of one class: both are needed.',
  'training/bad-checkpoint':
    'The checkpoint is damaged, or belongs to another training: begin anew in another folder.',
  'training/taken':
    'The folder to train into holds another model, or a training that is not finished: choose another folder, or go on with --resume.',
  'training/diverged': 'The loss is no number any more: train with a smaller rate.',
  'call/unknown':
    'The host has no call of that name: the page and the program differ in version, so start the program again.',
  'call/invalid': 'A call came with values that do not fit the contract: the sentence names them.',
  'call/cancelled': 'The call was cancelled by its caller. Nothing is to be done.',
  'worker/died': 'A worker process ended in the middle of a task: it is started again, so try once more.',
  'door/closed':
    'The connection to the host is gone: reload the window, or start the program again. What was saved is safe.',
  internal: 'A fault of the program itself: `ductal.log` in the data folder has the details.'
} as const

export type ErrorCode = keyof typeof errorMeanings

/**
 * The form in which a failure crosses a process boundary: a code for programs and a sentence for
 * people.
 */
export interface Failure {
  code: ErrorCode
  /** One sentence: what failed, where, and what to do. */
  message: string
}

/** An expected failure. Any other thrown value is a bug. */
export class DuctalError extends Error {
  override readonly name = 'DuctalError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * Converts any thrown value into a failure that may cross a boundary; never leaks a stack trace or
 * a foreign message.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof DuctalError) return { code: error.code, message: error.message }
  const system = systemFailure(error)
  if (system) return system
  return {
    code: 'internal',
    message:
      'Ductal met a fault of its own and could not finish this; the log in the data folder has the details.'
  }
}

function systemFailure(error: unknown): Failure | undefined {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOSPC' || code === 'SQLITE_FULL')
    return {
      code: 'disk/full',
      message: 'The disk is full: free some space and try again; nothing that was saved is lost.'
    }
  if (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT'))
    return {
      code: 'library/corrupt',
      message:
        'The library is damaged, and what was asked for cannot be read from it: close Ductal, then let “ductal restore” put its newest copy in its place.'
    }
  if (code === 'ABORT_ERR' || (error as Error | null)?.name === 'AbortError')
    return { code: 'call/cancelled', message: 'Cancelled.' }
  return undefined
}
