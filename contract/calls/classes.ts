import { z } from 'zod'
import { RegionClass } from '../review/region.ts'
import { words } from '../text/text.ts'
import { call } from './call.ts'

const color = z.string().regex(/^#[0-9a-f]{6}$/, 'a colour is # and six hex digits in lower case')
const className = words(100)

/** Calls about the classes of regions. */
export const classesCalls = {
  'classes.list': call(z.void(), z.array(RegionClass)),
  'classes.add': call(z.object({ name: className, color }), RegionClass, { writes: true }),
  'classes.update': call(
    z.object({
      classId: z.number().int().positive(),
      name: className.optional(),
      color: color.optional()
    }),
    RegionClass,
    { writes: true }
  ),
  /** @throws class/in-use while a region uses the class */
  'classes.remove': call(z.object({ classId: z.number().int().positive() }), z.void(), { writes: true })
} as const
