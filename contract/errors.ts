/**
 * Every error code that can cross a process boundary, with its meaning and remedy. docs/errors.md
 * is generated from this table.
 */
export const errorMeanings = {
  usage: 'The command line is invalid. Run `ductal --help` for usage.',
  'path/missing': 'Nothing exists at this path. Check the path, and that its disk is connected.',
  'path/unreadable':
    'This user has no permission to read the path. Ask for permission, or copy it to a folder of your own.',
  'path/irregular':
    'The path is a pipe, a socket, a device or a file of the kernel, not a file with content. Choose a file on a disk.',
  'path/too-large': 'The file is larger than any sound file of its kind. Check that it is the right file.',
  'slide/empty': 'The file is empty. Copy it again from its source.',
  'slide/not-a-slide':
    'The file has a format that Ductal does not read. The guide lists the supported formats.',
  'slide/corrupt': 'Part of the slide file cannot be decoded. Copy it again from its source.',
  'slide/unsupported':
    'The file is sound, but uses a compression or a way of storing colours that Ductal does not read. The message names it; export the slide in another way.',
  'slide/incomplete':
    'Files that belong to the slide are missing, or the file is only a part of a slide. The message names what is missing, or which file to open.',
  'slide/needs-openslide':
    'The format is read with OpenSlide, which is not available on this computer. `ductal doctor` shows how to install it.',
  'slide/too-coarse':
    'The pixels of the image are too large to recognise tissue. Open the slide at full resolution.',
  'slide/not-colour': 'The image has no colour. Open the colour scan of this section.',
  'slide/not-brightfield':
    'The file looks like a fluorescence image. The models were trained on brightfield H&E only; open the H&E scan, or open it anyway if you know that it is H&E.',
  'slide/no-resolution':
    'The file states no plausible µm per pixel, and none was entered. Enter the resolution.',
  'slide/bad-resolution':
    'The µm per pixel is outside 0.05–20. Enter about 0.25 for a 40× scan, about 0.5 for a 20× scan.',
  'slide/too-small': 'The image is smaller than one patch. Open the whole slide, not a part of it.',
  'slide/too-large':
    'The slide or its folder exceeds a limit that the message names, such as the number of files or pixels. Open a smaller part, or export the slide again.',
  'slide/crashes':
    'Reading the slide crashed or blocked a worker process twice. It is not read again until the file changes or you open it again.',
  'slide/not-a-patch-folder':
    'The folder has no patches in the published layout. Open the folder that contains them.',
  'slide/bad-patches':
    'The patches of a folder are not on one 50-pixel grid, or two have the same position. Correct the folder and open it again.',
  'slide/changed':
    'The file has changed since it was opened (its fingerprint differs). Open it again to analyse the new content.',
  'slide/unknown': 'The library has no slide with this number. It may have been removed.',
  'model/unknown': 'No model with this name is installed. *Models* lists the installed models.',
  'model/invalid': 'The model folder is incomplete or invalid. Copy the model folder again from its source.',
  'model/unsupported':
    'The model is sound, but has a format, a layer or an option that Ductal does not read. The message names it, and how to convert the model.',
  'model/contradiction':
    'What was stated about the model contradicts the network itself. The message names both, and the option to change.',
  'model/bad-outputs':
    'The outputs of the network are not two probabilities per patch, or are the same for every patch. The message says what was found.',
  'model/hash':
    'The weight file differs from the one in spec.json. Copy the model folder again from its source.',
  'model/exists':
    'A model with this name is already installed. Remove it first, or import under another name.',
  'model/shipped':
    'The model comes with Ductal and cannot be removed. You can choose another default model instead.',
  'model/in-use': 'Unfinished analyses need the model. Finish or delete them first.',
  'engine/unavailable':
    'The chosen engine is unavailable on this computer. The system check shows why; *Automatic* selects one that works.',
  'engine/failed': 'The engine stopped during a computation. Resume the analysis, or choose another engine.',
  'engine/memory':
    'The engine has not enough memory for a single patch. Close other programs, or choose another engine.',
  'engine/lost':
    'The computing device was unplugged, reset or lost by its driver. Resume the analysis; it continues on another device.',
  'run/unknown': 'The library has no analysis with this number. It may have been deleted.',
  'run/not-finished': 'The analysis has no complete result yet. Resume it and wait for it to finish.',
  'run/busy': 'The analysis is already running. Wait for it to finish, or stop it first.',
  'run/bad-parameters':
    'The parameters of the analysis do not fit the model or the slide. The message names the parameter and its allowed values.',
  'library/unwritable':
    'Ductal cannot write to the data folder. Check its permissions, or choose another folder.',
  'library/newer': 'The library was written by a newer version of Ductal. Update Ductal.',
  'library/in-use': 'Another Ductal has the library open. Close it.',
  'library/corrupt':
    'The library file is damaged or missing. Ductal does not change it, and opens it read-only if possible. `ductal restore` restores the newest backup.',
  'library/incomplete':
    'The review log of the library ends before the last entry that was saved. The message says what may be missing, and how to go on.',
  'library/displaced':
    'The library was deleted, moved or replaced while Ductal had it open. Nothing more is saved; the message says where the work is kept.',
  'library/read-only':
    'The library is read-only, because it is damaged, incomplete, displaced or from a newer version. The system check shows what to do.',
  'library/no-backup':
    'The daily backup of the library could not be made. Saved work is safe. Free some space, and check the permissions of the folder that the message names.',
  'library/no-copy':
    'The library has no usable backup. Ductal makes one a day, beginning with the first start. Restore one from your own backups.',
  'disk/full': 'The disk is full. Free some space and try again. Saved work is safe.',
  'export/not-chosen':
    'Nobody chose where to save this file, or the program was restarted since. Choose again where to save it.',
  'export/name':
    'The name does not end in the extension of its format, or is hidden. Change the name or the format.',
  'export/exists': 'The file exists already. Choose another name, or confirm that it may be replaced.',
  'export/protected':
    'The path belongs to a slide or to Ductal itself, or its file could be a slide. Ductal never replaces such files; choose another name or folder.',
  'export/unwritable':
    'Ductal cannot write the export file. Choose an existing folder with write permission.',
  'export/no-patches': 'The review has no patch labelled IDC or not IDC. Label some patches first.',
  'export/too-complex':
    'Laying out the report takes more time or memory than is allowed. Leave out the pictures, or choose CSV, JSON or GeoJSON.',
  'export/unknown-format': 'The export format is unknown. The message lists the supported formats.',
  'review/no-reviewer': 'Every action is recorded with a reviewer, and none is set. Enter your name.',
  'review/reviewer-unknown': 'The library has no reviewer with this number. Enter a name instead.',
  'review/signed': 'The review is signed. To change it, reopen it with a reason.',
  'review/not-signed': 'The review is not signed. You can change it without reopening it.',
  'review/unacknowledged':
    'The analysis has no result for some or all tissue. The signature must acknowledge that by name.',
  'review/nothing-to-undo': 'There is no action to undo or redo.',
  'review/unknown': 'The review has no such comment. It may have been deleted.',
  'review/broken':
    'Another program changed the review log or data derived from it. Run `ductal verify --all` to see where.',
  'region/unknown': 'The review has no such region. It may have been deleted.',
  'region/locked': 'The region is locked. Unlock it to change or delete it.',
  'region/bad-geometry':
    'The shape of the region cannot be used. The message says why; draw the region again.',
  'region/too-complex':
    'Computing the shape of the region takes more time or memory than is allowed. Simplify the outline, or divide the region; nothing was changed.',
  'region/changed': 'Another window changed the region at the same time. Look at it and try again.',
  'region/not-positive':
    'The patch is not marked at the review threshold. Choose a marked patch, or lower the threshold.',
  'class/unknown': 'The library has no region class with this number. Choose one from the list.',
  'class/in-use': 'Regions or a signed review use the class. Give those regions another class first.',
  'class/exists': 'A region class with this name already exists. Choose another name.',
  'import/not-geojson':
    'The import file is damaged or not GeoJSON. Export it again from the original program.',
  'import/bad-region':
    'A region in the import file cannot be used. The message says which and why. Correct it in the original program; nothing was imported.',
  'import/other-slide':
    'The import file belongs to another slide, or uses other units or axes. Coordinates must be pixels of this slide at full resolution.',
  'import/nothing': 'The import file has no annotations. In QuPath, export annotations, not detections.',
  'import/too-many':
    'The import file has more annotations, points or bytes than a review can hold. Export fewer, or simplify them first.',
  'import/too-complex':
    'Reading the import file takes more time or memory than is allowed. Export fewer annotations, or simplify their outlines; nothing was imported.',
  'import/known':
    'A region in the import file already exists in the review, but differs. Delete one of the two.',
  'training/no-patches':
    'The folder has no readable patches in the published layout. Give the folder that contains the patients.',
  'training/bad-patches':
    'The patches of a folder contradict each other, or none has the size of a patch. The message says which; correct the folder.',
  'training/too-many-patches':
    'The folder has more patches than fit into memory. Choose some of the patients, or divide the folder.',
  'training/bad-manifest':
    'The manifest.tsv of a patch folder has unknown words or contradicts itself. The message names the line; correct it.',
  'training/one-class': 'All training patches belong to one class. Training needs both.',
  'training/bad-checkpoint':
    'The checkpoint is damaged or belongs to another training. Start again in another folder.',
  'training/taken':
    'The output folder has another model or an unfinished training. Choose another folder, or continue with --resume.',
  'training/in-use':
    'Another training writes to the output folder. Wait for it to end, or choose another folder.',
  'training/diverged': 'The loss is no longer a number. Train with a lower learning rate.',
  'call/unknown':
    'The host has no call with this name. The window and the host differ in version; restart Ductal.',
  'call/invalid': 'A call had invalid values. The message names them.',
  'call/cancelled': 'The caller cancelled the call. Nothing to do.',
  'worker/died': 'A worker process crashed during a task and was restarted. Try again.',
  'door/closed':
    'The connection to the host was lost. Reload the window, or restart Ductal. Saved work is safe.',
  internal: 'An unexpected error in Ductal. See `ductal.log` in the data folder.'
} as const

export type ErrorCode = keyof typeof errorMeanings

/** Refusals of a slide that a reviewer can overrule. */
export const overrulableCodes = ['slide/not-brightfield'] as const satisfies readonly ErrorCode[]
export type OverrulableCode = (typeof overrulableCodes)[number]

export const isOverrulable = (code: string): code is OverrulableCode =>
  overrulableCodes.some(known => known === code)

/**
 * The form in which a failure crosses a process boundary: a code for programs and a sentence for
 * people.
 */
export interface Failure {
  code: ErrorCode
  /** One line of plain text: what failed, where, and what to do. */
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
      'Something went wrong in Ductal, and this could not be completed. See ductal.log in the data folder.'
  }
}

function systemFailure(error: unknown): Failure | undefined {
  const code = (error as { code?: unknown } | null)?.code
  // SQLite says SHMSIZE if the disk has no room for its index of the log.
  if (code === 'ENOSPC' || code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE')
    return {
      code: 'disk/full',
      message: 'The disk is full. Free some space and try again. Saved work is safe.'
    }
  if (typeof code === 'string' && code.startsWith('SQLITE_IOERR'))
    return {
      code: 'library/unwritable',
      message: `The disk refuses to read or write the library (${code}). Check the disk with the data folder, then try again. Saved work is safe.`
    }
  if (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT'))
    return {
      code: 'library/corrupt',
      message:
        'The library is damaged, and this part of it cannot be read. Close Ductal, then run “ductal restore” to restore the newest backup.'
    }
  if (code === 'ABORT_ERR' || (error as Error | null)?.name === 'AbortError')
    return { code: 'call/cancelled', message: 'Cancelled.' }
  return undefined
}
