/** Writes a file or a folder that never ends, until its parent kills it. */

import { setTimeout } from 'node:timers/promises'
import { Saving } from '../../../electron/host/files/saving.ts'

const [dataFolder = '', files = '', kind = ''] = process.argv.slice(2)
const saving = new Saving({
  dataFolder,
  protection: { folders: [], slides: () => [] },
  offer: { downloads: false, folder: files }
})

async function* pieces() {
  yield Buffer.alloc(100_000)
  process.stdout.write('writing\n')
  for (;;) {
    await setTimeout(10)
    yield Buffer.alloc(10)
  }
}

if (kind === 'file')
  await (await saving.place({ to: { name: 'a.csv' }, extension: 'csv', stem: 'a' })).file(pieces())
else
  await (await saving.place({ to: { name: 'a' }, extension: null, stem: 'a' })).folder([
    ['b/c.png', pieces()]
  ])
