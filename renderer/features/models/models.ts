import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import type { DefaultCheck } from '../../../contract/models/default-check.ts'
import type {
  ModelDetails,
  ModelFolder,
  ModelForm,
  ModelSummary,
  ModelTest
} from '../../../contract/models/model.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useHost } from '../../core/host.ts'
import { useProblems } from '../../core/problems.ts'
import { texts } from '../../texts.ts'

/** The installed models, the default first. */
export const useModels = defineStore('models', () => {
  const host = useHost()
  const problems = useProblems()
  const dialogs = useDialogs()
  const models = shallowRef<ModelSummary[]>([])
  const loaded = ref(false)
  /** The model shown on the models page; empty for the default model. */
  const shownName = ref('')
  const usable = computed(() => models.value.filter(model => model.failure === null))
  /** Keyed by folder and hash, because an import may bring new weights under an existing name. */
  const details = shallowReactive(new Map<string, ModelDetails>())
  const tests = shallowReactive(new Map<string, ModelTest>())

  const find = (name: string) => models.value.find(model => model.name === name)
  const keyOf = (model: ModelSummary) => `${model.folder} ${model.identity}`
  const detailsOf = (model: ModelSummary) => details.get(keyOf(model))
  const testOf = (model: ModelSummary) => tests.get(keyOf(model))
  const nameOf = (model: ModelSummary) => (model.isDefault ? texts.models.named(model.title) : model.title)

  /** Opens the models page. */
  function show(name: string): void {
    shownName.value = name
    dialogs.open('models')
  }

  /**
   * Loads the details of a model and runs its self-test, once each.
   * @throws DuctalError
   */
  async function look(model: ModelSummary, signal: AbortSignal): Promise<void> {
    const { name, failure } = model
    if (failure) return
    if (!detailsOf(model)) details.set(keyOf(model), await host.call('models.details', { name }, signal))
    if (!testOf(model)) tests.set(keyOf(model), await host.call('models.test', { name }, signal))
  }

  /**
   * Returns what is known about a model before it becomes the default.
   * @throws DuctalError
   */
  const defaultCheck = ({ name }: ModelSummary, signal: AbortSignal): Promise<DefaultCheck> =>
    host.call('models.defaultCheck', { name }, signal)

  /** @throws DuctalError */
  async function makeDefault({ name }: ModelSummary): Promise<void> {
    models.value = await host.call('models.setDefault', { name })
  }

  /** @throws DuctalError */
  const inspect = (path: string, signal: AbortSignal): Promise<ModelFolder> =>
    host.call('models.inspect', { path }, signal)

  /**
   * Imports a model.
   * @param form required if the folder has no spec.json
   * @throws DuctalError
   */
  const bring = (path: string, form: ModelForm | undefined, signal: AbortSignal): Promise<ModelSummary> =>
    // Only plain objects can be sent through a port.
    host.call(
      'models.import',
      { path, ...(form && { form: JSON.parse(JSON.stringify(form)) as ModelForm }) },
      signal
    )

  /** @throws DuctalError */
  const remove = ({ name }: ModelSummary): Promise<void> => host.call('models.remove', { name })

  host.onConnect(async () => {
    const list = await problems.guard(texts.models.problem, () => host.call('models.list', undefined))
    if (!list) return
    models.value = list
    loaded.value = true
  })
  host.onEvent(event => {
    if (event.type === 'models') models.value = event.models
  })

  return {
    models,
    loaded,
    shownName,
    usable,
    find,
    nameOf,
    detailsOf,
    testOf,
    show,
    look,
    defaultCheck,
    makeDefault,
    inspect,
    bring,
    remove
  }
})
