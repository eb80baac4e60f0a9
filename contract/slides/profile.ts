/** Whether the networks saw the pixels as stored, or converted by the file's ICC profile. */
export const profileRules = ['ignored', 'applied'] as const
export type ProfileRule = (typeof profileRules)[number]

/** Says which ICC profile a file has, and what that means for results and pictures. */
export const profileWords = ({ name, rule }: { name: string; rule: ProfileRule }): string =>
  `${name === '' ? 'without a name' : `“${name}”`}, ${
    rule === 'ignored' ? 'not applied: results and pictures have the colours as stored' : 'applied'
  }`
