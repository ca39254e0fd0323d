/** Turns what a schema reports into one claim a person can act on. Never repeats the value that was found. */
import type { z } from 'zod'

type Issue = z.core.$ZodIssue

export interface Complaint {
  readonly path: readonly (string | number)[]
  /** Continues a sentence that begins with the field: `must be a number`. */
  readonly claim: string
}

/** The first complaint of a failed check; of a choice, the one that came furthest. */
export const complaintOf = (issues: readonly Issue[]): Complaint => {
  const [issue] = issues
  if (issue === undefined) return { path: [], claim: 'is not valid' }
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  if (issue.code !== 'invalid_union') return { path, claim: claimOf(issue) }
  // A choice that says in its schema what it wants says it better than its branches.
  if (issue.message.startsWith(MUST_BE)) return { path, claim: issue.message }
  const branches = issue.errors.filter((branch) => branch.length > 0).map((branch) => complaintOf(branch))
  const furthest = branches.toSorted((a, b) => b.path.length - a.path.length)[0]
  if (furthest !== undefined && furthest.path.length > 0)
    return { path: [...path, ...furthest.path], claim: furthest.claim }
  return { path, claim: eitherOf(branches.map(({ claim }) => claim)) }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const claimOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${lengthOf(issue.origin)}`
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${lengthOf(issue.origin)}`
    case 'invalid_key':
      return 'is not a name that can be used here'
    case 'custom':
      return issue.message
    default:
      return 'is not valid'
  }
}

const lengthOf = (origin: string): string => (origin === 'string' ? ' characters long' : '')

const MUST_BE = 'must be '

/** `must be a number` and `must be text` → `must be a number or text`. */
const eitherOf = (claims: readonly string[]): string => {
  const plain = [...new Set(claims)]
    .filter((claim) => claim.startsWith(MUST_BE))
    .map((claim) => claim.slice(MUST_BE.length))
  return plain.length === 0 ? 'is not valid' : MUST_BE + plain.join(' or ')
}
