import { z } from 'zod'
import { DefaultCheck } from '../models/default-check.ts'
import { ModelDetails, ModelFolder, ModelForm, ModelSummary, ModelTest } from '../models/model.ts'
import { name, path } from '../text/text.ts'
import { call } from './call.ts'

const modelName = z.object({ name })

/** Calls about installed models. */
export const modelsCalls = {
  /** Shipped and imported models: the default first, unusable models last. */
  'models.list': call(z.void(), z.array(ModelSummary)),
  'models.details': call(modelName, ModelDetails),
  /**
   * Loads the model on the CPU engine and compares its outputs with those in its spec.json. Returns
   * a refusal as a result instead of throwing.
   */
  'models.test': call(modelName, ModelTest),
  /** What is known of a model before it becomes the default, and whether the user must confirm. */
  'models.defaultCheck': call(modelName, DefaultCheck),
  /** Sets the model to use when the user chooses none; null leaves the choice to the program. */
  'models.setDefault': call(z.object({ name: name.nullable() }), z.array(ModelSummary), {
    writes: true
  }),
  /** Inspects a folder before import; its files are checked during the import itself. */
  'models.inspect': call(z.object({ path }), ModelFolder),
  /**
   * Copies a model into the library if it is valid and passes its self-test; otherwise leaves
   * nothing behind.
   */
  'models.import': call(z.object({ path, form: ModelForm.optional() }), ModelSummary, {
    writes: true
  }),
  /**
   * Removes an imported model. Its finished runs stay, with the record of the model that made them.
   * @throws model/shipped, model/in-use
   */
  'models.remove': call(modelName, z.void(), { writes: true })
} as const
