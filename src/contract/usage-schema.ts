/** Schema of token counts, apart from `usage.ts`: the threads of the log database count tokens without loading the schema library. */
import { z } from 'zod'
import { USAGE_FIELDS, type UsageField } from './usage.ts'

const count = z.number().int().nonnegative()

export const usageSchema = z.object(
  Object.fromEntries(USAGE_FIELDS.map((field) => [field, count])) as Record<UsageField, typeof count>,
)
