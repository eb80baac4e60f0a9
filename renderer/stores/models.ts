import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import type { ModelDetails, ModelSummary, ModelTest } from '../../contract/model.ts'
import { texts } from '../texts.ts'
import { useHost } from './host.ts'
import { useProblems } from './problems.ts'

/** The networks that are installed, the default first. */
export const useModels = defineStore('models', () => {
  const host = useHost()
  const problems = useProblems()
  const models = shallowRef<ModelSummary[]>([])
  const loaded = ref(false)
  const usable = computed(() => models.value.filter(model => model.failure === null))
  /** By folder and hash: an import may bring other weights under a name that is known. */
  const details = shallowReactive(new Map<string, ModelDetails>())
  const tests = shallowReactive(new Map<string, ModelTest>())

  const find = (name: string) => models.value.find(model => model.name === name)
  const keyOf = (model: ModelSummary) => `${model.folder} ${model.weightsSha256}`
  const detailsOf = (model: ModelSummary) => details.get(keyOf(model))
  const testOf = (model: ModelSummary) => tests.get(keyOf(model))
  const nameOf = (model: ModelSummary) => (model.isDefault ? texts.models.named(model.title) : model.title)

  /** Reads what a model's folder says, and has it test itself, once each. @throws DuctalError */
  async function look(model: ModelSummary, signal: AbortSignal): Promise<void> {
    const { name, failure } = model
    if (failure) return
    if (!detailsOf(model)) details.set(keyOf(model), await host.call('models.details', { name }, signal))
    if (!testOf(model)) tests.set(keyOf(model), await host.call('models.test', { name }, signal))
  }

  /** Whether it is the default now. */
  async function makeDefault(model: ModelSummary): Promise<boolean> {
    const list = await problems.guard(texts.models.problem, () =>
      host.call('models.setDefault', { name: model.name })
    )
    if (list) models.value = list
    return list !== undefined
  }

  host.onConnect(async () => {
    const list = await problems.guard(texts.models.problem, () => host.call('models.list', undefined))
    if (!list) return
    models.value = list
    loaded.value = true
  })
  host.onEvent(event => {
    if (event.type === 'models') models.value = event.models
  })

  return { models, loaded, usable, find, nameOf, detailsOf, testOf, look, makeDefault }
})
