import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from '../../../engine/engine.ts'

const folder = join(import.meta.dirname, '../..', '..', 'models')
const engine = await openEngine('cpu')

test.each(readdirSync(folder))(
  'models/%s is complete and reproduces the outputs in its spec.json',
  async name => {
    const network = await engine.load(join(folder, name))
    const { spec } = network
    network.dispose()
    expect(spec.name).toBe(name)
    expect(spec.golden?.length).toBeGreaterThanOrEqual(4)
    expect(new Set(spec.golden).size).toBe(spec.golden?.length)
  }
)
