import { expect, test } from 'vitest'
import { DuctalError } from '../../../../contract/errors.ts'
import { SaveQueue } from '../../../../renderer/features/review/save-queue.ts'

/** A save that logs each step and fails `failures` times. */
function saving(log: string[], name: string, failures = 0) {
  let left = failures
  return {
    about: name,
    show: () => void log.push(`show ${name}`),
    async work() {
      log.push(`try ${name}`)
      await new Promise(resolve => setTimeout(resolve, 1))
      if (left-- > 0) throw new DuctalError('disk/full', 'The disk is full.')
      log.push(`saved ${name}`)
    },
    withdraw: () => void log.push(`withdraw ${name}`)
  }
}

test('saves one after the other in order, and shows each at once', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a'))
  queue.add(saving(log, 'b'))
  expect(queue.state.value).toEqual({ state: 'saving', count: 2 })
  expect(await queue.settled()).toBe(true)
  expect(queue.state.value).toEqual({ state: 'saved' })
  expect(log).toEqual(['show a', 'try a', 'show b', 'saved a', 'try b', 'saved b'])
})

test('a failed save stays first, later ones wait, and a retry saves all in order', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a', 1))
  queue.add(saving(log, 'b'))
  expect(await queue.settled()).toBe(false)
  expect(queue.state.value).toMatchObject({
    state: 'failed',
    count: 2,
    about: 'a',
    failure: { code: 'disk/full' }
  })
  queue.add(saving(log, 'c'))
  expect(queue.state.value).toMatchObject({ state: 'failed', count: 3, about: 'a' })
  expect(log.filter(entry => entry.startsWith('saved'))).toEqual([])
  queue.retry()
  expect(await queue.settled()).toBe(true)
  expect(log.filter(entry => entry.startsWith('saved'))).toEqual(['saved a', 'saved b', 'saved c'])
})

test('giving up withdraws everything unsaved, last first', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a', 9))
  queue.add(saving(log, 'b'))
  await queue.settled()
  queue.discardUnsaved()
  expect(queue.state.value).toEqual({ state: 'saved' })
  expect(log.slice(-2)).toEqual(['withdraw b', 'withdraw a'])
  queue.add(saving(log, 'c'))
  expect(await queue.settled()).toBe(true)
  expect(log.at(-1)).toBe('saved c')
})

test('never withdraws or repeats a save that is done or in progress', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a'))
  queue.discardUnsaved()
  queue.retry()
  await queue.settled()
  expect(log).toEqual(['show a', 'try a', 'saved a'])
})
