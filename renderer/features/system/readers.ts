import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Output } from '../../../contract/calls.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** The readers of slide formats that are missing on the host's computer. */
export const useReaders = defineStore('readers', () => {
  const host = useHost()
  const problems = useProblems()
  const missing = shallowRef<Output<'host.readers'>>(null)

  host.onConnect(async () => {
    // Other lists need not wait for a worker to start.
    void problems
      .guard(texts.doctor.title, () => host.call('host.readers', undefined))
      .then(found => {
        if (found !== undefined) missing.value = found
      })
  })

  return { missing }
})
