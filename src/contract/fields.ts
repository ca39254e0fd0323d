/**
 * Checks small values that CLP writes for itself. The schema library would do it, but takes longer to load than a short command to
 * run; what people and other programs write is checked with schemas.
 */

interface Kinds {
  readonly string: string
  readonly number: number
  readonly boolean: boolean
  readonly object: object
}

/** Kind of each field that must be there. */
type Fields = Readonly<Record<string, keyof Kinds>>

/** Whether `value` is an object whose fields are of these kinds; it may have others. */
export const hasFields = <Wanted extends Fields>(
  value: unknown,
  wanted: Wanted,
): value is { readonly [Name in keyof Wanted]: Kinds[Wanted[Name]] } => {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Readonly<Record<string, unknown>>
  return Object.entries(wanted).every(([name, kind]) => typeof fields[name] === kind && fields[name] !== null)
}
