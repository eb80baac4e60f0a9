import { afterEach, describe, expect, test } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { DuctalError } from '../../../../contract/errors.ts'
import { type Scope, scopeOf } from '../../../../renderer/core/scope.ts'

/** An answer that the test gives when it wants to. */
function later<T>() {
  let answer: (value: T) => void = () => {}
  let fail: (error: unknown) => void = () => {}
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve
    fail = reject
  })
  return { promise, answer, fail }
}

let page = effectScope()
const inPage = (...sources: (() => unknown)[]): Scope => page.run(() => scopeOf(...sources)) as Scope
const cancelled = expect.objectContaining({ code: 'call/cancelled' })
afterEach(() => {
  page.stop()
  page = effectScope()
})

describe('an answer', () => {
  test('lands while the subject is the same', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const landed: string[] = []
    const running = scope.run(
      () => Promise.resolve('labels'),
      answer => landed.push(answer)
    )
    await expect(running).resolves.toBe('labels')
    expect(landed).toEqual(['labels'])
  })

  test('does not land after the subject has changed', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const labels = later<string>()
    const landed: string[] = []
    const running = scope.run(
      () => labels.promise,
      answer => landed.push(answer)
    )
    subject.value = 2
    labels.answer('labels of run 1')
    await expect(running).rejects.toEqual(cancelled)
    expect(landed).toEqual([])
  })

  test('does not land after the subject has changed and come back', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const labels = later<string>()
    const landed: string[] = []
    const running = scope.run(
      () => labels.promise,
      answer => landed.push(answer)
    )
    subject.value = 2
    subject.value = 1
    labels.answer('labels of run 1')
    await expect(running).rejects.toEqual(cancelled)
    expect(landed).toEqual([])
  })

  test('does not land if the subject changes in the same moment as it arrives', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const labels = later<string>()
    const landed: string[] = []
    const running = scope.run(
      () => labels.promise,
      answer => landed.push(answer)
    )
    labels.answer('labels of run 1')
    subject.value = 2
    await expect(running).rejects.toEqual(cancelled)
    expect(landed).toEqual([])
  })

  test('does not land after a newer request of the same subject', async () => {
    const scope = inPage()
    const [older, newer] = [later<string>(), later<string>()]
    const landed: string[] = []
    const first = scope.run(
      () => older.promise,
      answer => landed.push(answer)
    )
    scope.renew()
    const second = scope.run(
      () => newer.promise,
      answer => landed.push(answer)
    )
    newer.answer('newer')
    older.answer('older')
    await expect(first).rejects.toEqual(cancelled)
    await second
    expect(landed).toEqual(['newer'])
  })

  test('does not land after the page has gone', async () => {
    const own = effectScope()
    const scope = own.run(() => scopeOf()) as Scope
    const labels = later<string>()
    const running = scope.run(() => labels.promise)
    own.stop()
    labels.answer('labels')
    await expect(running).rejects.toEqual(cancelled)
  })
})

describe('an error', () => {
  test('reaches the caller while the subject is the same', async () => {
    const scope = inPage()
    const failure = new DuctalError('run/unknown', 'No such run.')
    await expect(scope.run(() => Promise.reject(failure))).rejects.toBe(failure)
  })

  test('is a cancelled call after the subject has changed', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const labels = later<string>()
    const running = scope.run(() => labels.promise)
    subject.value = 2
    labels.fail(new DuctalError('run/unknown', 'No such run.'))
    await expect(running).rejects.toEqual(cancelled)
  })
})

describe('the signal', () => {
  test('aborts at once when any source changes', () => {
    const [slide, run] = [ref(1), ref(1)]
    const scope = inPage(
      () => slide.value,
      () => run.value
    )
    const { signal } = scope
    run.value = 2
    expect(signal.aborted).toBe(true)
    expect(scope.signal.aborted).toBe(false)
  })

  test('stays when a source is set to the same value', () => {
    const run = ref({ id: 1, status: 'running' })
    const scope = inPage(() => run.value.id)
    const { signal } = scope
    run.value = { id: 1, status: 'done' }
    expect(signal.aborted).toBe(false)
  })

  test('ends work within work', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const [review, labels] = [later<string>(), later<string>()]
    const landed: string[] = []
    const outer = scope.run(async signal => {
      await review.promise
      const inner = scope.run(
        () => labels.promise,
        answer => landed.push(answer)
      )
      subject.value = 2
      labels.answer('labels of run 1')
      await expect(inner).rejects.toEqual(cancelled)
      signal.throwIfAborted()
      return 'unreachable'
    })
    review.answer('review of run 1')
    await expect(outer).rejects.toEqual(cancelled)
    expect(landed).toEqual([])
  })

  test('of an inner scope aborts with the subject of the outer one', () => {
    const [run, patch] = [ref(1), ref(7)]
    const outer = inPage(() => run.value)
    const inner = inPage(
      () => run.value,
      () => patch.value
    )
    const signals = [outer.signal, inner.signal]
    patch.value = 8
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true])
    run.value = 2
    expect(outer.signal).not.toBe(signals[0])
    expect(signals[0]?.aborted).toBe(true)
  })
})

describe('a landing', () => {
  test('runs as long as the subject lasts, then no more', () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const landed: string[] = []
    const land = scope.landing((answer: string) => landed.push(answer))
    land('first')
    subject.value = 2
    land('second')
    expect(landed).toEqual(['first'])
  })
})

describe('each subject', () => {
  test('begins once, also one that comes back', async () => {
    const subject = ref(1)
    const scope = inPage(() => subject.value)
    const begun: number[] = []
    page.run(() => scope.each(() => begun.push(subject.value)))
    expect(begun).toEqual([1])
    subject.value = 2
    await nextTick()
    expect(begun).toEqual([1, 2])
    subject.value = 3
    subject.value = 2
    await nextTick()
    expect(begun).toEqual([1, 2, 2])
  })

  test('does not begin again when work is renewed', async () => {
    const scope = inPage()
    let begun = 0
    page.run(() => scope.each(() => begun++))
    scope.renew()
    await nextTick()
    expect(begun).toBe(1)
  })
})
