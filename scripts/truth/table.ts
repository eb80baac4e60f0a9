import type { What } from './ask.ts'

/** One file of the comparison. */
export interface Row {
  form: string
  lossless: boolean
  /** Code of an expected refusal. */
  refused?: string
  /** Why nothing could be compared. */
  failed?: string
  areas?: number
  /** Largest mean difference of an area, of 255, for each kind of area. */
  means?: Record<What, number>
}

/** Mean difference, of 255, up to which decoders agree: rounding alone gives .25. */
const mostLossless = 0.5
/** Decoders of lossy content may round differently and smooth reduced chroma differently. */
const mostLossy = 1.5
const kinds: What[] = ['level', 'viewer', 'patch', 'screen']

interface Found {
  areas?: { what: What; mean: number }[]
  failed?: string
}

/** Summarises the comparison of a file. */
export function rowOf({ form, lossless }: { form: string; lossless: boolean }, found: Found): Row {
  if (!found.areas) return { form, lossless, failed: `the other program: ${found.failed}` }
  const means = Object.fromEntries(
    kinds.map(kind => [
      kind,
      Math.max(0, ...found.areas!.filter(({ what }) => what === kind).map(({ mean }) => mean))
    ])
  ) as Record<What, number>
  return { form, lossless, areas: found.areas.length, means }
}

/** What the browser receives is JPEG and not limited. */
function problemOf({ failed, means, lossless }: Row): string | undefined {
  if (failed) return failed
  if (!means) return undefined
  const worst = Math.max(means.level, means.viewer, means.patch)
  return worst > (lossless ? mostLossless : mostLossy) ? 'differs' : undefined
}

/** Writes the table for the terminal, and the page for docs/. */
export function page(rows: Row[], order: readonly string[]) {
  const sorted = rows.toSorted((a, b) => order.indexOf(a.form) - order.indexOf(b.form))
  const lines = sorted.map(row => {
    const figures = kinds.map(kind => row.means?.[kind].toFixed(2).replace(/^0/, '') ?? '')
    const kind = row.lossless ? 'lossless' : 'lossy'
    const result = problemOf(row) ?? (row.refused ? `refused: \`${row.refused}\`` : 'agrees')
    return `| ${row.form} | ${kind} | ${row.areas ?? ''} | ${figures.join(' | ')} | ${result} |`
  })
  const failed = sorted.filter(row => problemOf(row) !== undefined).length
  const table = [
    '| file | content | areas | levels | viewer | patches | on screen (JPEG) | result |',
    '|---|---|---|---|---|---|---|---|',
    ...lines
  ].join('\n')
  const areas = sorted.reduce((sum, row) => sum + (row.areas ?? 0), 0)
  const summary = `${sorted.length} files, ${areas} areas, ${failed} that differ.`
  return { table, summary, failed, page: document(table, summary) }
}

const document = (table: string, summary: string) => `# Pixels, compared with other programs

\`npm run check:truth -- --write\` wrote this page on ${new Date().toISOString().slice(0, 10)}. It needs Python 3 with the
packages of \`scripts/truth/requirements.txt\`, and installs them in its own environment.

Ductal opens each file and reads areas in three ways: regions of each level (corners, edges, seams,
beyond the edges, the whole slide), tiles of the viewer at each zoom, and patches as a network sees
them (at 1, 2.37 and 4 level-0 pixels per pixel, where the file states 1 µm). tifffile with
imagecodecs, pydicom with imagecodecs, openslide-python or Pillow read the same file, and NumPy
averages the same areas. No code is shared.

OpenSlide takes whole pixels of the finest level as positions. Where a reduced level is not smaller by
a whole number, it interpolates between the level's pixels, so that a reduced level may be shown half a
pixel of the finest level away from its place. The rows by OpenSlide ask openslide-python for the same
areas; the rows by tifffile compare the finest level alone.

The figures are the worst mean difference of an area, of 255. Up to ${mostLossless} counts as equal for lossless
content: both sides round, and Ductal keeps the upper 8 of 16 bits. Up to ${mostLossy} is allowed for lossy
content, whose decoders differ in rounding and in smoothing reduced chroma. Tiles reach the page as
JPEG of quality 90; the column for the screen includes that loss.

${summary}

${table}
`
