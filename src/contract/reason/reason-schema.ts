/** How a reason looks in answers of the API and in files. Apart from the type, so that pages do not load the schema library for it. */
import { z } from 'zod'

/** Any code: a reader of another version says the sentence that stands beside it. */
export const reasonSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
