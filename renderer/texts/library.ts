import type { LibrarySort, SlideState } from '../../contract/library.ts'

/** Texts of the library: its panel, tags and notes, and slides that have moved. */
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
      inReview: 'In review',
      inReviewOf: (reviewed: number, total: number) => `In review: ${reviewed}/${total}`,
      signed: 'Signed',
      cancelled: 'Stopped',
      interrupted: 'Interrupted',
      failed: 'Failed',
      noResolution: 'Needs resolution',
      missing: 'File missing'
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
  }
} as const
