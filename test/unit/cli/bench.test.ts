import { expect, test, vi } from 'vitest'
import { ductal, patience } from '../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

test('the bench of the kernels prints one document, with every number it promises', async () => {
  const { code, stdout } = await ductal(
    ...['bench', 'kernel', '--architecture', 'cnn', '--engine', 'cpu', '--rounds', '1', '--json']
  )
  expect(code).toBe(0)
  const spread = { median: expect.any(Number), min: expect.any(Number), max: expect.any(Number) }
  expect(JSON.parse(stdout)).toMatchObject({
    ductal: expect.any(String),
    processor: expect.any(String),
    versions: { node: process.versions.node, tfjs: '4.22.0', kernels: expect.any(String) },
    rounds: 1,
    engines: [{ name: 'cpu', device: { kind: 'cpu' }, reason: '' }],
    peakGflops: spread,
    rows: [
      {
        architecture: 'cnn',
        engine: 'cpu',
        batch: expect.any(Number),
        patchesPerSecond: spread,
        gflops: spread,
        shareOfPeak: spread
      }
    ]
  })
})

test('for people it prints a table, and what was compared', async () => {
  const { stdout } = await ductal(
    ...['bench', 'kernel', '--architecture', 'cnn', '--engine', 'cpu', '--rounds', '1']
  )
  expect(stdout).toMatch(/^cpu: WebAssembly/)
  expect(stdout).toContain('onnxruntime')
  expect(stdout).toMatch(/^cnn +cpu +\d/m)
})

test('another bench, network or engine is refused', async () => {
  expect((await ductal('bench', 'speed')).code).toBe(2)
  expect((await ductal('bench', 'kernel', '--architecture', 'vgg')).code).toBe(2)
  expect((await ductal('bench', 'kernel', '--engine', 'gpu')).code).toBe(2)
})
