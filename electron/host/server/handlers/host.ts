import { failureOf } from '../../../../contract/errors.ts'
import type { Context } from '../../context.ts'
import { examine } from '../../doctor/examine.ts'
import { examineEngines } from '../../flows/engines.ts'
import { savePicture } from '../../flows/save-picture.ts'
import { missingReaders } from '../../flows/slides/readers.ts'
import { browse } from '../../library/browse.ts'
import type { RoomHandlers } from '../serve.ts'

export const hostHandlers = (context: Context): RoomHandlers<'host' | 'files'> => ({
  'host.info': () => ({
    version: context.version,
    dataFolder: context.dataFolder,
    readOnly: context.readOnlyReason && failureOf(context.readOnlyReason),
    backup: context.backup(),
    saving: context.saving.offer
  }),
  'host.readers': (_, signal) => missingReaders(context, signal),
  'host.doctor': (_, signal) =>
    examine({
      ...context,
      readOnlyReason: context.readOnlyReason && failureOf(context.readOnlyReason),
      engines: () => examineEngines(context, signal)
    }),
  'host.events': (_, signal) => context.events.from(signal),
  'files.savePicture': request => savePicture(context, request),
  'files.list': ({ folder }) => browse(folder)
})
