import type { LibrarySort, SlideState } from '../../../contract/slides/library.ts'

/** Texts of the library: its panel, slides and their files. */
export const libraryTexts = {
  library: {
    title: 'Library',
    slides: 'Slides',
    count: (count: number) => (count === 1 ? '1 slide' : `${count} slides`),
    opening: (name: string) => `Opening ${name} …`,
    emptyTitle: 'No slides yet',
    empty: 'Open a slide file, a folder of slides, or a patch folder. Your files are not copied or changed.',
    emptyList: 'The library is empty.',
    loading: 'Loading the library …',
    synthetic: 'Synthetic',
    syntheticHint: 'Drawn by Ductal; not patient tissue',
    remove: (name: string) => `Remove ${name} from the library`,
    removeTitle: 'Remove from the library?',
    removeText: (name: string) =>
      `${name} and its analyses will be removed with all labels, regions and comments. The slide file itself is not deleted.`,
    removeConfirm: 'Remove',
    signedTitle: 'This slide cannot be removed',
    signedText: (name: string) =>
      `The review of ${name} is signed. Reopen it with a reason first; then the slide can be removed.`,
    signedGo: 'Go to the review',
    showInfo: 'Slide details',
    setupTitle: 'Preparing the demo slide',
    setup:
      'On first start, Ductal draws a synthetic whole-mount slide for you to try. This takes a few seconds.',
    setupSteps: { demo: 'Drawing the demo slide …' } as Record<string, string>,
    setupOther: 'Getting ready …',
    states: {
      new: 'New',
      queued: 'Waiting',
      running: (percent: number) => `Analysing ${percent} %`,
      analysed: 'Analysed',
      lacking: (state: string, lack: string) => `${state} · ${lack.toLowerCase()}`,
      inReview: 'In review',
      inReviewOf: (reviewed: number, total: number) => `In review: ${reviewed}/${total}`,
      signed: 'Signed',
      cancelled: 'Stopped',
      interrupted: 'Interrupted',
      failed: 'Failed',
      noResolution: 'Needs resolution',
      missing: 'File missing',
      changed: 'File changed'
    },
    missingText: (path: string) =>
      `The slide file is no longer at ${path}. Put it back, or let Ductal find it.`,

    search: 'Search name, path, notes and tags',
    filter: 'Filter and sort',
    sort: 'Sort by',
    sorts: {
      added: 'Added',
      changed: 'Last worked on',
      name: 'Name',
      state: 'State',
      progress: 'Review progress'
    } satisfies Record<LibrarySort, string>,
    ascending: 'Ascending',
    descending: 'Descending',
    byState: 'State',
    byTag: 'Tags',
    filterNames: {
      new: 'New',
      notAnalysed: 'Nothing analysed',
      partlyAnalysed: 'Partly analysed',
      analysed: 'Analysed',
      inReview: 'In review',
      signed: 'Signed'
    } satisfies Record<SlideState, string>,
    fitting: (fitting: number, all: number) => `${fitting} of ${all} slides`,
    clear: 'Show all',
    noneFits: 'No slides match.',
    runs: (count: number) => (count === 1 ? '1 analysis' : `${count} analyses`),
    tagged: (tags: string[]) => `tags: ${tags.join(', ')}`,
    moreTags: (count: number) => `+ ${count} more`,
    hasNotes: 'has notes',
    missing: (count: number) =>
      count === 1 ? '1 slide file is missing.' : `${count} slide files are missing.`,
    changedText: (path: string) =>
      `The file at ${path} has changed since it was analysed. Its earlier results are hidden, because they belong to other content. Open the new content and analyse it, or put the original file back.`,
    openChanged: 'Open new content',
    findIt: 'Find it …',
    findOne: (name: string) => `Find ${name} …`,
    findAll: (count: number) => (count === 1 ? 'Find it …' : 'Find them …')
  },

  describe: {
    tags: 'Tags',
    addTag: 'Add tag',
    add: 'Add',
    noTags: 'No tags yet.',
    remove: (tag: string) => `Remove tag ${tag}`,
    notes: 'Notes',
    saving: 'Saving …',
    saved: 'Saved',
    failed: 'Not saved'
  },

  labelImages: {
    title: 'Label and macro image',
    warning:
      'These images may show the patient’s name. They appear only here, on request, and never in exports or reports.',
    show: 'Show label image',
    hide: 'Hide',
    reading: 'Loading …',
    none: 'This file has no label or macro image.',
    image: (name: string) => `Image “${name}” in this file`,
    unread: 'This image cannot be read.'
  },

  relink: {
    title: 'Find missing slides',
    text: 'Ductal recognises a slide by its content, even if it was renamed. Choose a folder to search, including its subfolders.',
    folder: 'Folder to search',
    folderHint: 'Paste a full path, or choose below.',
    choose: 'Choose folder …',
    missing: 'Missing slides',
    others: 'Also look for all other missing slides',
    go: 'Search',
    going:
      'Searching. Ductal reads files that may be the missing slides; this can take a while on a slow disk.',
    cancelled: 'Search stopped. Slides found so far are kept.',
    found: (found: number, all: number) => `Found ${found} of ${all}.`,
    moved: 'Found',
    notFound: 'Not found',
    searched: (count: number) => (count === 1 ? '1 file checked.' : `${count} files checked.`),
    another: 'The rest may be in another folder. Choose it below.'
  },

  open: {
    title: 'Open a slide',
    intro: 'Open a slide file, a folder of slides, or a patch folder.',
    chooseFiles: 'Choose files …',
    chooseFolder: 'Choose folder …',
    path: 'Path',
    pathHint: 'Paste a full path, or choose below.',
    go: 'Open',
    here: 'Open this folder',
    up: 'Parent folder',
    home: 'Home folder',
    listing: 'Files and folders',
    emptyFolder: 'This folder has no slides or folders.',
    noFolders: 'This folder has no subfolders.',
    folder: 'folder',
    enter: (name: string) => `Open folder ${name}`,
    dropHere: 'Drop slides or folders to open them',
    droppedTitle: 'Where is this file?',
    dropped: (name: string) =>
      `The browser does not reveal where ${name} is stored. Ductal reads slides in place instead of copying gigabytes. Find the file below, or paste its path.`,
    left: (count: number) =>
      `${count.toLocaleString('en')} more entries are not listed. Type or paste the path.`,
    listFailed: 'Cannot list this folder.',
    going: 'Opening …'
  },

  overrule: {
    ask: 'Open anyway …',
    title: 'Open this slide anyway?',
    found: 'What Ductal found',
    consequence:
      'Ductal cannot tell whether results on this slide mean anything. Your name, the time and what was found are kept with the slide, and appear in its record, reports and exports.',
    confirm: (name: string) => `I, ${name}, know that this is a brightfield H&E scan.`,
    open: 'Open anyway',
    record: 'Refusal overruled'
  },

  resolution: {
    title: 'Resolution needed',
    text: (remark: string | null) =>
      `${remark ?? 'This file does not state its pixel size.'} You can view the slide, but analysis, scale bar and areas need the resolution.`,
    label: 'µm per pixel',
    common: 'Common values',
    values: [
      { value: 0.25, label: '0.25', hint: '40× scan' },
      { value: 0.5, label: '0.5', hint: '20× scan' },
      { value: 1, label: '1.0', hint: '10× scan' },
      { value: 4, label: '4.0', hint: '2.5× overview' }
    ],
    range: (min: number, max: number) => `Enter a number from ${min} to ${max}.`,
    width: (length: string) => `At this resolution, the slide is ${length} wide.`,
    save: 'Set resolution',
    change: 'Correct …',
    changeHint: 'Earlier analyses keep the resolution they were made with.'
  },

  slide: {
    tab: 'Slide',
    name: 'Name',
    path: 'Path',
    format: 'Format',
    size: 'Size',
    dimensions: (width: string, height: string) => `${width} × ${height} px`,
    physical: 'Physical size',
    resolution: 'Resolution',
    levels: 'Levels',
    truth: 'Ground truth',
    truthValue: (positive: string, negative: string) => `${positive} patches IDC, ${negative} not IDC`,
    fingerprint: 'Fingerprint',
    added: 'Added',
    synthetic: 'Synthetic: drawn by Ductal, not patient tissue.',
    unknown: 'unknown',
    patchFolder: 'patch folder'
  }
} as const
