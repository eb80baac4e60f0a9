import { expect, test, vi } from 'vitest'
import { ductal, patience } from '../../support/terminal.ts'

vi.setConfig({ testTimeout: patience })

test('the kernel bench prints one JSON document with every promised number', async () => {
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

test('without --json it prints a table and names the compared runtimes', async () => {
  const { stdout } = await ductal(
    ...['bench', 'kernel', '--architecture', 'cnn', '--engine', 'cpu', '--rounds', '1']
  )
  expect(stdout).toMatch(/^cpu: WebAssembly/)
  expect(stdout).toContain('onnxruntime')
  expect(stdout).toMatch(/^cnn +cpu +\d/m)
})

test('refuses an unknown bench, network or engine', async () => {
  expect((await ductal('bench', 'speed')).code).toBe(2)
  expect((await ductal('bench', 'kernel', '--architecture', 'vgg')).code).toBe(2)
  expect((await ductal('bench', 'kernel', '--engine', 'gpu')).code).toBe(2)
})
