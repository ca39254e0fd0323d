/** Turns what a schema reports into one claim a person can act on. Never repeats the value that was found. */
import type { z } from 'zod'
import {
  type ClaimReason,
  claimNamed,
  type PlainClaimCode,
  plainClaim,
} from '../../contract/reason/document-reasons.ts'

type Issue = z.core.$ZodIssue

export interface Complaint {
  readonly path: readonly (string | number)[]
  readonly claim: ClaimReason
}

const NOT_VALID: ClaimReason = { code: 'not-valid', params: {} }

/** The first complaint of a failed check; of a choice, the one that came furthest. */
export const complaintOf = (issues: readonly Issue[]): Complaint => {
  const [issue] = issues
  if (issue === undefined) return { path: [], claim: NOT_VALID }
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  // The schema's message is the list of names that exist.
  if (issue.code === 'unrecognized_keys')
    return { path: [...path, issue.keys[0] ?? ''], claim: { code: 'unknown-field', params: { names: issue.message } } }
  if (issue.code !== 'invalid_union') return { path, claim: claimOf(issue) }
  // A choice that says in its schema what it wants says it better than its branches.
  const wanted = plainClaim(issue.message)
  if (wanted !== undefined) return { path, claim: wanted }
  const branches = issue.errors.filter((branch) => branch.length > 0).map((branch) => complaintOf(branch))
  const furthest = branches.toSorted((a, b) => b.path.length - a.path.length)[0]
  if (furthest !== undefined && furthest.path.length > 0)
    return { path: [...path, ...furthest.path], claim: furthest.claim }
  return { path, claim: eitherOf(branches.map(({ claim }) => claim)) }
}

const TYPES: Readonly<Record<string, PlainClaimCode>> = {
  string: 'must-be-text',
  number: 'must-be-number',
  int: 'must-be-whole-number',
  boolean: 'must-be-flag',
  array: 'must-be-list',
  object: 'must-be-object',
  record: 'must-be-object',
  null: 'must-be-null',
}

const claimOf = (issue: Issue): ClaimReason => {
  switch (issue.code) {
    case 'invalid_type': {
      const code = TYPES[issue.expected]
      return code === undefined ? { code: 'must-be-type', params: { type: issue.expected } } : claimNamed(code)
    }
    case 'invalid_value': {
      const values = issue.values.map((value) => JSON.stringify(value)).join(', ')
      return { code: 'must-be-one-of', params: { values } }
    }
    case 'too_small': {
      const limit = String(issue.minimum)
      if (issue.origin === 'string') return { code: 'too-few-characters', params: { characters: limit } }
      return { code: issue.inclusive === false ? 'must-be-more-than' : 'must-be-at-least', params: { limit } }
    }
    case 'too_big': {
      const limit = String(issue.maximum)
      if (issue.origin === 'string') return { code: 'too-many-characters', params: { characters: limit } }
      return { code: issue.inclusive === false ? 'must-be-less-than' : 'must-be-at-most', params: { limit } }
    }
    case 'invalid_key':
      return { code: 'not-a-name', params: {} }
    default:
      return plainClaim(issue.message) ?? NOT_VALID
  }
}

/** `must be a number or must be an object`, of claims that need no parameters. */
const eitherOf = (claims: readonly ClaimReason[]): ClaimReason => {
  const codes = [...new Set(claims.filter(({ code }) => plainClaim(code) !== undefined).map(({ code }) => code))]
  const [first, second] = codes
  if (first === undefined) return NOT_VALID
  return second === undefined ? (plainClaim(first) ?? NOT_VALID) : { code: 'must-be-either', params: { first, second } }
}
