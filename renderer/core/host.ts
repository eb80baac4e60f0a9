import { until } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, reactive, shallowRef } from 'vue'
import type { CallName, Input, Output } from '../../contract/calls.ts'
import { DuctalError } from '../../contract/errors.ts'
import type { HostEvent } from '../../contract/transport/events.ts'
import { type Link, openBridge } from '../bridge/bridge.ts'
import { texts } from '../texts.ts'

/** The connection to the host: sends calls and receives events. */
export const useHost = defineStore('host', () => {
  const link = shallowRef<Link>({ state: 'connecting' })
  const info = shallowRef<Output<'host.info'>>()
  /** Why the library is read-only; null if it is writable. */
  const readOnly = shallowRef<Output<'host.info'>['readOnly']>(null)
  /** The newest intact backup of the library, and why the latest attempt failed. */
  const backup = shallowRef<Output<'host.info'>['backup']>()
  /** Startup steps of the host that are in progress. */
  const setup = reactive(new Set<string>())
  const listeners = new Set<(event: HostEvent) => void>()
  const greeters = new Set<() => Promise<void>>()
  const connected = computed(() => link.value.state === 'open')

  /**
   * Waits for the first connection, but fails at once if the connection is lost.
   * @throws DuctalError
   */
  async function call<K extends CallName>(
    name: K,
    input: Input<K>,
    signal?: AbortSignal
  ): Promise<Output<K>> {
    await until(link).toMatch(({ state }) => state !== 'connecting')
    if (link.value.state !== 'open') throw new DuctalError('door/closed', texts.host.notConnected)
    return link.value.client.call(name, input, signal)
  }

  /** Subscribes to all host events, across connections. */
  const onEvent = (listener: (event: HostEvent) => void) => listeners.add(listener)
  /** Registers a callback for each new connection, to reload data that may be stale. */
  const onConnect = (greet: () => Promise<void>) => greeters.add(greet)

  async function follow(open: Extract<Link, { state: 'open' }>): Promise<void> {
    setup.clear()
    const events = open.client.stream('host.events', undefined)
    // The first pull subscribes, so that no event is lost between the lists and the stream.
    const first = events.next()
    void open.client.call('host.info', undefined).then(
      value => {
        info.value = value
        readOnly.value = value.readOnly
        backup.value = value.backup
      },
      // The link already shows a lost connection.
      () => {}
    )
    // Handle events only after the lists are loaded. Otherwise an older list could overwrite a
    // newer event.
    const greeted = Promise.allSettled([...greeters].map(greet => greet()))
    try {
      let next = await first
      await greeted
      for (; !next.done; next = await events.next()) take(next.value)
    } catch {
      // The stream breaks with its connection, and the link reports that.
    }
  }

  function take(event: HostEvent): void {
    if (event.type === 'setup') {
      if (event.done) setup.delete(event.step)
      else setup.add(event.step)
    }
    if (event.type === 'backup') backup.value = event.backup
    if (event.type === 'readOnly') readOnly.value = { code: event.code, message: event.message }
    for (const listener of listeners) listener(event)
  }

  function start(): void {
    openBridge(next => {
      link.value = next
      if (next.state === 'open') void follow(next)
    })
  }

  return { link, info, readOnly, backup, setup, connected, call, onEvent, onConnect, start }
})
