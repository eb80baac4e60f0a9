import { expect, test } from 'vitest'
import { DuctalError } from '../../../contract/errors.ts'
import { SaveQueue } from '../../../renderer/features/review/savequeue.ts'

/** Writes down what happens to it, and fails as often as it is told. */
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

test('one after the other, in order, each shown at once', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a'))
  queue.add(saving(log, 'b'))
  expect(queue.state.value).toEqual({ state: 'saving', count: 2 })
  expect(await queue.settled()).toBe(true)
  expect(queue.state.value).toEqual({ state: 'saved' })
  expect(log).toEqual(['show a', 'try a', 'show b', 'saved a', 'try b', 'saved b'])
})

test('what fails stays first, what comes later waits behind it, and trying again saves all in order', async () => {
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

test('given up, everything that is not saved is taken back, the last first', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a', 9))
  queue.add(saving(log, 'b'))
  await queue.settled()
  queue.giveUp()
  expect(queue.state.value).toEqual({ state: 'saved' })
  expect(log.slice(-2)).toEqual(['withdraw b', 'withdraw a'])
  queue.add(saving(log, 'c'))
  expect(await queue.settled()).toBe(true)
  expect(log.at(-1)).toBe('saved c')
})

test('nothing that is saved, or being saved, is given up or tried twice', async () => {
  const log: string[] = []
  const queue = new SaveQueue()
  queue.add(saving(log, 'a'))
  queue.giveUp()
  queue.retry()
  await queue.settled()
  expect(log).toEqual(['show a', 'try a', 'saved a'])
})
