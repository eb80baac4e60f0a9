import type { LibrarySort, SlideState } from '../../contract/library.ts'

/** Texts of the library: its panel, tags and notes, and slides that have moved. */
export const libraryTexts = {
  library: {
    title: 'Library',
    slides: 'Slides',
    count: (count: number) => (count === 1 ? '1 slide' : `${count} slides`),
    opening: (name: string) => `Opening ${name} …`,
    emptyTitle: 'No slide yet',
    empty: 'Open a slide file, or a folder of slides or patches. Nothing is copied or changed.',
    emptyList: 'The library is empty.',
    loading: 'Reading the library …',
    synthetic: 'Synthetic',
    syntheticHint: 'Made by Ductal; no patient’s tissue',
    remove: (name: string) => `Remove ${name} from the library`,
    removeTitle: 'Remove from the library?',
    removeText: (name: string) =>
      `${name} and its analyses leave the library, with all labels, regions and comments. The file itself stays where it is.`,
    removeConfirm: 'Remove',
    showInfo: 'Slide details',
    setupTitle: 'Preparing the demo slide',
    setup:
      'Ductal draws a synthetic whole mount on its first start, so that there is something to look at. This takes a few seconds.',
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
      `The file is not at ${path} any more. Put it back, or let Ductal find it where it is now.`,

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
    ascending: 'First to last',
    descending: 'Last to first',
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
    noneFits: 'No slide fits.',
    runs: (count: number) => `${count} analyses`,
    tagged: (tags: string[]) => `tags: ${tags.join(', ')}`,
    moreTags: (count: number) => `+ ${count} more`,
    hasNotes: 'has notes',
    missing: (count: number) =>
      count === 1 ? '1 slide is not at its place.' : `${count} slides are not at their places.`,
    findIt: 'Find it …',
    findOne: (name: string) => `Find ${name} …`,
    findAll: (count: number) => (count === 1 ? 'Find it …' : 'Find them …')
  },

  describe: {
    tags: 'Tags',
    addTag: 'Add a tag',
    add: 'Add',
    noTags: 'No tag yet.',
    remove: (tag: string) => `Remove the tag ${tag}`,
    notes: 'Notes',
    saving: 'Saving …',
    saved: 'Saved',
    failed: 'Not saved'
  },

  labelImages: {
    title: 'Label and macro image',
    warning:
      'They may name the patient. They are shown here alone, only while you ask for them, and no export or report holds them.',
    show: 'Show label image',
    hide: 'Hide',
    reading: 'Reading …',
    none: 'This file holds no image beside the slide.',
    image: (name: string) => `Image “${name}” of this file`,
    unread: 'This image cannot be read.'
  },

  relink: {
    title: 'Find missing slides',
    text: 'A slide is known by its content, whatever it is called now. Name a folder: it is searched with everything below it.',
    folder: 'Folder to search',
    folderHint: 'Paste a full path, or choose below.',
    choose: 'Choose folder …',
    missing: 'Not at their places',
    others: 'Look for all other missing slides, too',
    go: 'Search',
    going: 'Searching. Files that may be the slides are read, which takes a while on a slow disk.',
    cancelled: 'The search was stopped. What was found until then is kept.',
    found: (found: number, all: number) => `Found ${found} of ${all}.`,
    moved: 'Found',
    notFound: 'Not found',
    searched: (count: number) => (count === 1 ? '1 file was looked at.' : `${count} files were looked at.`),
    another: 'They may lie in another folder: name it below.'
  }
} as const
