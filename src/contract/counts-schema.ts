/** Schema of numbers of requests, apart from `counts.ts`: the threads of the log database count without loading the schema library. */
import { z } from 'zod'
import { COUNT_FIELDS, type CountField } from './counts.ts'

const count = z.number().int().nonnegative()

/** Members of an object schema. */
export const requestCounts = Object.fromEntries(COUNT_FIELDS.map((field) => [field, count])) as Record<
  CountField,
  typeof count
>
