/** What every route file starts from: an empty group whose failed checks become problems, and short words for request and answer. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { complaintOf } from '../../store/config/json-complaint.ts'
import type { AdminEnv } from '../entry/guard.ts'
import { AdminProblem } from './admin-problem.ts'

/** A group of routes. */
export const routeGroup = (): OpenAPIHono<AdminEnv> =>
  new OpenAPIHono<AdminEnv>({
    defaultHook: (result) => {
      if (!result.success) throw fieldProblem(result.error)
    },
  })

/** The one good answer of a route. Failures look the same everywhere and are added to the API's description at once. */
export const answers = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
})

/**
 * A JSON body that must be there. A field that does not exist is refused at any depth: a misspelled one would pass for one that was
 * obeyed. Settings inside are documents, which keep the keys that nobody knows.
 */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => bodyOf(withoutUnknown(schema) as Schema)

/** A JSON body of which only the known fields are read: for what the command line of another version sends. */
export const bodyOfAnyVersion = <Schema extends z.ZodType>(schema: Schema) => bodyOf(schema)

const bodyOf = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/** The same schema for what people send; it names the fields that exist where it meets another. */
const withoutUnknown = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodOptional) return z.optional(withoutUnknown(schema.unwrap()))
  if (schema instanceof z.ZodArray) return z.array(withoutUnknown(schema.element))
  // One with a say about unknown fields is loose on purpose.
  if (!(schema instanceof z.ZodObject) || schema.def.catchall !== undefined) return schema
  const names = Object.keys(schema.shape).join(', ')
  const shape = Object.entries<z.core.$ZodType>(schema.shape).map(([name, field]) => [name, withoutUnknown(field)])
  return z.strictObject(Object.fromEntries(shape), {
    error: ({ code }) => (code === 'unrecognized_keys' ? names : undefined),
  })
}

/** Settings travel as `{settings: …}`; people know the fields by the names they have in the file. */
const fieldProblem = (error: z.core.$ZodError): AdminProblem => {
  const { path, claim } = complaintOf(error.issues)
  const isSettings = path[0] === 'settings'
  const field = (isSettings ? path.slice(1) : path).join('.')
  const message = `${field === '' ? 'The request' : `"${field}"`} ${inEnglish(claim)}`
  const place = field === '' ? {} : { field }
  return new AdminProblem(isSettings ? 'config-rejected' : 'bad-request', message, place, { reason: claim })
}
