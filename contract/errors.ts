/** Every code that can cross a boundary, with what it means. docs/errors.md is written from this table. */
export const errorMeanings = {
  usage: 'The command line was not understood.',
  'path/missing': 'Nothing exists at that path.',
  'path/unreadable': 'The path exists, but this user may not read it.',
  'slide/empty': 'The file has no bytes.',
  'slide/not-a-slide': 'The file is in no format that the program reads.',
  'slide/corrupt': 'The file is a slide, but part of it cannot be decoded.',
  'slide/not-brightfield': 'The file is a fluorescence or multi-channel image; the networks know H&E only.',
  'slide/no-resolution': 'The file states no plausible µm per pixel, and none was given.',
  'slide/bad-resolution': 'The given µm per pixel lies outside 0.05–20.',
  'slide/too-small': 'The image is smaller than one patch.',
  'slide/not-a-patch-folder': 'The directory holds no patches in the published layout.',
  'slide/bad-patches': 'The patches of a folder do not lie on one 50-pixel grid, or claim one place twice.',
  'slide/changed': 'The file is no longer the one that was opened (its fingerprint differs).',
  'slide/unknown': 'The library holds no slide with that number.',
  'model/unknown': 'No model of that name is installed.',
  'model/invalid': 'The model folder lacks something, or holds something that is not understood.',
  'model/hash': 'The weight file is not the one that spec.json names.',
  'model/exists': 'A model of that name is installed already.',
  'model/shipped': 'The model belongs to the program, and stays with it.',
  'model/in-use': 'Runs that are not finished need the model.',
  'engine/unavailable': 'The engine that was asked for does not work here.',
  'engine/failed': 'The engine stopped in the middle of a computation.',
  'engine/memory': 'The memory does not suffice for a single patch on that engine.',
  'engine/lost': 'The device that did the work is gone: unplugged, reset, or taken by its driver.',
  'run/unknown': 'The library holds no run with that number.',
  'run/not-finished': 'The run has no complete result yet.',
  'run/busy': 'The run is being worked on already.',
  'run/bad-parameters': 'The parameters of a run do not fit the model or the slide.',
  'library/unwritable': 'The data folder cannot be written.',
  'library/newer': 'The library was written by a newer version of the program.',
  'library/in-use': 'Another copy of the program has the library open.',
  'library/corrupt': 'The library file is damaged.',
  'library/no-copy': 'There is no copy of the library that could take its place.',
  'disk/full': 'No space is left on the disk.',
  'export/unwritable': 'The file for the export cannot be written.',
  'export/unknown-format': 'The export format is unknown.',
  'review/no-reviewer': 'An action needs to know whose it is, and nobody has said so yet.',
  'review/reviewer-unknown': 'The library holds no reviewer with that number.',
  'review/signed': 'The review is signed, and takes no change until it is opened again with a reason.',
  'review/not-signed': 'The review is not signed, so there is nothing to open again.',
  'review/nothing-to-undo': 'No action is left to undo, or to redo.',
  'review/unknown': 'The review holds no such comment.',
  'review/broken':
    'The log of the reviews, or a state that follows from it, was changed by something else than this program.',
  'region/unknown': 'The review holds no such region.',
  'region/locked': 'The region is locked.',
  'region/bad-geometry': 'The geometry of a region cannot be used.',
  'region/not-positive': 'The patch is not positive at the review’s threshold.',
  'class/unknown': 'The library holds no region class with that number.',
  'class/in-use': 'Regions, or a signed review, have the class.',
  'class/exists': 'There is a region class of that name already.',
  'import/not-geojson': 'A file to import is no GeoJSON, or is damaged.',
  'import/bad-region': 'A region of a file to import cannot be used.',
  'import/other-slide': 'A file to import belongs to another slide, or counts in other units or axes.',
  'import/nothing': 'A file to import holds no annotations.',
  'import/too-many': 'A file to import holds more annotations than a review takes.',
  'import/known': 'A region of a file to import is in the review already, and differs.',
  'training/no-patches': 'A folder holds no patches in the published layout, or none that can be read.',
  'training/one-class': 'The patches to train on are all of one class.',
  'training/bad-checkpoint': 'The checkpoint is damaged, or belongs to another training.',
  'training/diverged': 'The loss is no number any more.',
  'call/unknown': 'The host has no call of that name.',
  'call/invalid': 'A call came with values that do not fit the contract.',
  'call/cancelled': 'The call was cancelled by its caller.',
  'worker/died': 'A worker process ended in the middle of a task.',
  'door/closed': 'The connection to the host is gone.',
  internal: 'A fault of the program itself.'
} as const

export type ErrorCode = keyof typeof errorMeanings

/** What crosses a boundary in place of a value: a code for programs and one sentence for people. */
export interface Failure {
  code: ErrorCode
  /** What, where, and what to do, in one sentence. */
  message: string
}

/** An expected failure. Anything else that is thrown is a fault of the program. */
export class DuctalError extends Error {
  override readonly name = 'DuctalError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Turns whatever was thrown into what may cross a boundary; a stack or a foreign message never does. */
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
