import type { Context } from '../../context.ts'
import { checkDefault } from '../../flows/models/default-check.ts'
import { folderAt, importModel, removeModel, testModel } from '../../flows/models/manage.ts'
import { view } from '../../flows/view.ts'
import { chooseModel, modelNamed, setDefault } from '../../models/records.ts'
import type { RoomHandlers } from '../serve.ts'

export const modelsHandlers = (context: Context): RoomHandlers<'models'> => ({
  'models.list': () => context.models(),
  'models.details': async ({ name }, signal) => {
    const { folder } = modelNamed(await context.models(), name)
    return view(context, 'modelDetails', { folder }, signal)
  },
  'models.test': ({ name }, signal) => testModel(context, name, signal),
  'models.defaultCheck': ({ name }, signal) => checkDefault(context, name, signal),
  'models.setDefault': async ({ name }) => {
    if (name !== null) chooseModel(await context.models(), name)
    setDefault(context.db, name)
    return context.rereadModels()
  },
  'models.inspect': ({ path }, signal) => view(context, 'inspectModel', { folder: folderAt(path) }, signal),
  'models.import': ({ path, form }, signal) => importModel(context, folderAt(path), form ?? null, signal),
  'models.remove': ({ name }) => removeModel(context, name)
})
