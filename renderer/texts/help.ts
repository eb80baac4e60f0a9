/** Texts of the guide and of the first look. */
export const helpTexts = {
  guide: {
    title: 'Guide',
    text: 'Everything that Ductal does, step by step. It lies on this machine, and needs no network.',
    search: 'Search the guide',
    contents: 'Contents',
    page: 'Page of the guide',
    beginning: 'At the beginning',
    turn: 'Neighbouring sections',
    loading: 'Reading …',
    found: (count: number) =>
      count === 0 ? 'No section holds that.' : count === 1 ? '1 section' : `${count} sections`,
    help: 'Help'
  }
}
