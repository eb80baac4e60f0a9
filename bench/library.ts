/**
 * Measures what a library of 500 slides with three runs each costs the host. Covers the list as the
 * page requests it, sorted, searched and paged, and a single slide. Measures whole-slide files,
 * then folders of 1,642 patches.
 *    node bench/library.ts [SLIDES, default 500]
 * Prints one JSON document and asserts nothing. Times are milliseconds from a call at the host's
 * entry point to its answer.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineNames } from '../contract/runs/engine.ts'
import type { LibrarySearch } from '../contract/slides/library.ts'
import { openLibrary } from '../electron/host/db/open.ts'
import { keepSlide } from '../electron/host/slides/records.ts'
import { searchOf } from '../renderer/features/library/search-query.ts'
import { slideFacts } from '../test/support/library.ts'
import { root, serve } from '../test/support/serve.ts'
import { spreadOf } from './engine/figures.ts'

const slides = Number(process.argv[2] ?? 500)
const [patches, across, rounds] = [1642, 41, 20]
const engineProbes = JSON.stringify(
  engineNames.map(engine => ({
    engine,
    usable: engine === 'cpu',
    reason: 'x'.repeat(200)
  }))
)

/** Patches of a folder: all have a class, and a fifth are positive. */
const places = () => ({
  originX: 0,
  originY: 0,
  stride: 50,
  rows: Int32Array.from({ length: patches }, (_, place) => Math.floor(place / across)),
  cols: Int32Array.from({ length: patches }, (_, place) => place % across),
  classes: Int8Array.from({ length: patches }, (_, place) => Number(place % 5 === 0)),
  partial: 0
})

/**
 * Inserts slides with runs, and a review of every second slide's last run, straight into the
 * database. The list needs no predictions.
 */
function fill(data: string, folders: boolean): void {
  const { db, close } = openLibrary(data, join(root, 'migrations'))
  db.transaction(() => {
    for (let number = 1; number <= slides; number++) {
      const path = join(data, `S${(number * 7919) % 10_007}-${number}.svs`)
      writeFileSync(path, '')
      const facts = slideFacts({
        fingerprint: `sha256:${number}`,
        ...(folders && { kind: 'patches', patches: places() })
      })
      keepSlide(db, path, facts, undefined)
    }
    db.exec(`
      INSERT INTO models VALUES ('bench', 'cnn', '1', 'cnn', '[]', 4, 50, 0.5, '');
      WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${3 * slides})
        INSERT INTO runs (id, slide_id, model_sha256, slide_fingerprint, mpp, mpp_source, engine_choice, stride, threshold,
            threshold_source, origin_x, origin_y, grid_stride, grid_patch, cols, rows, status, software, created_at, engine_verdicts)
          SELECT i + 1, i % ${slides} + 1, 'bench', 'sha256', 0.25, 'file', 'auto', 50, 0.5, 'model', 0, 0, 800, 800, 50, 50,
            'done', '', strftime('%FT%TZ', 1700000000 + i * 100, 'unixepoch'), '${engineProbes}' FROM n;
      INSERT INTO reviews (run_id, sequence, updated_at, reviewed, total)
        SELECT max(id), 1, max(created_at), slide_id % 90, 90 FROM runs WHERE slide_id % 2 = 0 GROUP BY slide_id;
      INSERT INTO slide_tags SELECT id, 'second look' FROM slides WHERE id % 3 = 0;
      INSERT INTO slide_tags SELECT id, 'margin' FROM slides WHERE id % 5 = 0;
      UPDATE slides SET notes = 'Fixation poor at the left edge' WHERE id % 7 = 0;`)
  })()
  close()
}

async function each(work: (round: number) => Promise<unknown>) {
  const times: number[] = []
  await work(0)
  for (let round = 1; round <= rounds; round++) {
    const began = performance.now()
    await work(round)
    times.push(performance.now() - began)
  }
  return spreadOf(times)
}

async function measure(folders: boolean) {
  const data = mkdtempSync(join(tmpdir(), 'ductal-bench-'))
  fill(data, folders)
  const { client, close } = await serve(data)
  const asked = (search: LibrarySearch) => each(() => client.call('library.search', search))
  const results = {
    listed: await asked(searchOf({})),
    byName: await asked(searchOf({ sort: 'name' })),
    byChange: await asked(searchOf({ sort: 'changed', descending: true })),
    byState: await asked(searchOf({ sort: 'state' })),
    byProgress: await asked(searchOf({ sort: 'progress' })),
    searched: await asked(searchOf({ text: 'fixation left' })),
    filtered: await asked(searchOf({ states: ['inReview'], tags: ['margin'] })),
    pageOf50: await each(round =>
      client.call('library.search', { sort: 'name', offset: (round % 10) * 50, limit: 50 })
    ),
    oneSlide: await each(round => client.call('library.get', { slideId: round + 1 })),
    slides: await each(() => client.call('slides.list', undefined))
  }
  await close()
  rmSync(data, { recursive: true })
  return results
}

console.log(JSON.stringify({ slides, files: await measure(false), folders: await measure(true) }))
