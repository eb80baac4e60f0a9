import { z } from 'zod'

/** The wire format of a failure. */
export const FailureShape = z.object({ code: z.string(), message: z.string() })
