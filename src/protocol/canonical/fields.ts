/** Looking into JSON that somebody else wrote: what is not of the expected kind is as if it were not there. */
import { type Json, type JsonObject, RawJson } from '../../codec/json/exact-json.ts'

/** Members of an object that is to be written as JSON; what is undefined is left out. */
export type Fields = Readonly<Record<string, unknown>>

export const objectOf = (value: Json | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawJson)
    ? (value as JsonObject)
    : undefined

export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

/** The objects of a list. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  listOf(value)
    .map(objectOf)
    .filter((item) => item !== undefined)

export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** A text that says something. */
export const wordOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

export const numberOf = (value: Json | undefined): number | undefined => {
  const number = value instanceof RawJson ? Number(value.text) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export const booleanOf = (value: Json | undefined): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined

/** The texts of a list. */
export const textsOf = (value: Json | undefined): readonly string[] =>
  listOf(value).filter((item) => typeof item === 'string')

/** Whether a member is there and says something. */
export const isGiven = (value: Json | undefined): boolean => value !== undefined && value !== null
