/** Tells in the user's language why a filter rule acts or does not; the API says it in English. */
import type { Cli } from '../context/cli.ts'
import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'

type Why = keyof Messages['rules']['filter']['whys']

/** The sentences of `proxy/explain-filters` and `explain-body`; held against what these really say by a test. */
const SENTENCES: readonly (readonly [Why, RegExp])[] = [
  ['off', /^switched off$/],
  ['filterOff', /^the (\w+) filter is switched off$/],
  ['empty', /^has neither path, prefix nor regex$/],
  ['unknownAction', /^has the unknown action "(.*)"$/],
  ['differs', /^service, method, path or query differ$/],
  ['blockedBefore', /^would block, but (.*) has done so$/],
  ['blocks', /^blocks with status (\d+): (.*)$/s],
  ['headerThere', /^the request has this header; it is removed$/],
  ['headerMissing', /^the request does not have this header$/],
  ['notReached', /^not reached: (.*) has refused the request$/],
  ['otherService', /^does not apply to (.*)$/],
  ['noMatch', /^no match \(read as (\w+)\)$/],
  ['signed', /^no match to act on; (\d+) inside something signed are left alone$/],
  ['matches', /^(\d+) match(?:es)? \(read as (\w+)\)$/],
  ['matchesSigned', /^(\d+) match(?:es)? \(read as \w+\); (\d+) inside something signed are left alone$/],
]

/** The English sentence itself when it is none of those known here. */
export const tellReason = (cli: Pick<Cli, 'messages'>, reason: string): string => {
  for (const [why, pattern] of SENTENCES) {
    const match = pattern.exec(reason)
    if (match === null) continue
    return fill(cli.messages.rules.filter.whys[why], { first: match[1] ?? '', second: match[2] ?? '' })
  }
  return reason
}
