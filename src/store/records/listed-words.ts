/** What a list says of why a request failed. */
import { type SaidError, succeeded } from '../../contract/exchange.ts'
import type { ExchangeFacts } from './stored-record.ts'

/** Characters of a message that a list has; the whole one stands with its attempt. */
const MOST = 200

/** The upstream's own words of the last attempt; undefined where the request did not fail, or nothing was said. */
export const listedWords = ({ attempts, outcome }: ExchangeFacts): SaidError | undefined => {
  const said = succeeded(outcome) ? undefined : attempts.at(-1)?.said
  return said === undefined ? undefined : { type: said.type, message: said.message.slice(0, MOST) }
}
