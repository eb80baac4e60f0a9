/** `npm test`: provides what is missing, builds, runs every suite, prints one summary line. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.ts'
import { provideChromium } from './provide/chromium.ts'
import { openDisplay } from './provide/display.ts'
import { provideOpenslide } from './provide/openslide.ts'
import { say } from './provide/say.ts'
import { provideTensorFlow } from './provide/tensorflow.ts'
import { provideTestElectron } from './provide/testElectron.ts'
import { runSuite, type Suite } from './suites/suite.ts'
import { playwrightTally, sum, type Tally, vitestTally } from './suites/tally.ts'

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'ductal-test-'))
const reportAt = (name: string) => join(scratch, `${name}.json`)
const bin = (...parts: string[]) => join(root, 'node_modules', ...parts)

const suites: Suite[] = [
  {
    name: 'vitest',
    args: [
      bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportAt('vitest')}`
    ],
    report: reportAt('vitest'),
    tally: vitestTally
  },
  {
    name: 'playwright',
    args: [bin('@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json'],
    report: reportAt('playwright'),
    tally: playwrightTally
  }
]

/** Environment of the suites, with a data folder of their own instead of this user's library. */
async function environment(): Promise<{ env: NodeJS.ProcessEnv; close(): void }> {
  const openslide = await provideOpenslide()
  const chromium = await provideChromium()
  const tensorflow = await provideTensorFlow()
  const electron = await provideTestElectron()
  const display = electron ? await openDisplay() : undefined
  return {
    env: {
      ...process.env,
      ...display?.env,
      ...(openslide ? { DUCTAL_OPENSLIDE: openslide } : {}),
      ...(chromium ? { DUCTAL_CHROMIUM: chromium } : {}),
      ...(tensorflow ? { DUCTAL_TFJS_NODE: tensorflow } : {}),
      ...electron,
      DUCTAL_DATA: join(scratch, 'data'),
      // The suites start hundreds of programs from the same sources: compile each one only once.
      NODE_COMPILE_CACHE: join(scratch, 'compiled'),
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportAt('playwright')
    },
    close: () => display?.close()
  }
}

async function test(): Promise<Tally> {
  const { env, close } = await environment()
  try {
    await build()
    const tallies: Tally[] = []
    for (const suite of suites) tallies.push(await runSuite(suite, root, env))
    return sum(tallies)
  } finally {
    close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

try {
  const { passed, failed, skipped, failures } = await test()
  // Here once more, because the output of the other suite follows that of the first.
  for (const name of failures) say(`failed: ${name}`)
  if (passed === 0) say('no test passed, so nothing was shown')
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
} catch (error) {
  say((error as Error).message)
  console.log('0 passed, 1 failed, 0 skipped')
  process.exitCode = 1
}
