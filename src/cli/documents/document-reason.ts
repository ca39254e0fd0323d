/** Tells in the user's language what is wrong with a document; the parsers say it in English. */
import type { Rejection } from '../../store/config/config.ts'
import type { Cli } from '../context/cli.ts'
import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'

type Claim = keyof Messages['machine']['config']['claims']

/** The sentences of `store/json-document`, `json-complaint` and the documents; held against what these really say by a test. */
const CLAIMS: readonly (readonly [Claim, RegExp])[] = [
  ['empty', /^the file is empty$/],
  ['tooDeep', /^it is not JSON or is nested too deeply$/],
  ['notJson', /^it is not JSON \(line \d+, column \d+: (.*)\)$/],
  ['type', /^must be (text in quotes|a number|a whole number|true or false|a list|an object|null)$/],
  ['serviceNames', /^must be a list of service names$/],
  ['oneOf', /^must be one of (.*)$/],
  ['atLeast', /^must be at least (\S+)$/],
  ['atMost', /^must be at most (\S+)$/],
  ['moreThan', /^must be more than (\S+)$/],
  ['lessThan', /^must be less than (\S+)$/],
  ['address', /^must begin with http:\/\/ or https:\/\/$/],
  ['noQuery', /^must not hold a query or a fragment$/],
  ['badAddress', /^must be an http or https address$/],
  ['noUser', /^must not hold a user name or a password; use auth_token or api_key$/],
  ['header', /^holds characters that no header can carry$/],
  ['instant', /^must be a time with its zone, for example "(.*)"$/],
  ['protocol', /^must be "(.*)" or left out: translation is not there yet$/],
  ['name', /^is not a name that can be used here$/],
  ['pattern', /^cannot be used: at character (\d+), (.*)$/],
  ['either', /^must be (.*)$/],
  ['invalid', /^is not valid$/],
]

type Told = Pick<Rejection, 'reason' | 'field'>

/** The field and what it must be. The English words themselves where they are none of those known here. */
export const tellRejection = (cli: Pick<Cli, 'messages'>, { reason, field }: Told): string => {
  const texts = cli.messages.machine.config
  const bare = reason.replace(/^Cannot read "[^"]*": /, '').replace(/ \(line \d+, column \d+\)$/, '')
  const part = field === '' ? 'the document' : field
  if (!bare.startsWith(`${part} `)) return tellClaim(texts, bare)
  const claim = tellClaim(texts, bare.slice(part.length + 1))
  return fill(texts.field, { field: field === '' ? texts.document : field, claim })
}

const tellClaim = ({ claims, types }: Messages['machine']['config'], claim: string): string => {
  for (const [name, pattern] of CLAIMS) {
    const match = pattern.exec(claim)
    if (match === null) continue
    const [, first = '', second = ''] = match
    return fill(claims[name], { first: types[first as keyof typeof types] ?? first, second })
  }
  return claim
}
