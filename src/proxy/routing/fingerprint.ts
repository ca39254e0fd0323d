/** Names a conversation whose client does not: by what it begins with. */
import { createHash } from 'node:crypto'
import type { Body } from '../../codec/bytes/body.ts'
import { bytesBetween } from '../../codec/json/json-scan.ts'
import { firstWords } from '../../protocol/common/first-words.ts'
import { parsePartialJson } from '../../protocol/conversation/partial-json.ts'

/** Bytes at the front of a request that are read: the same of each of its turns. */
const FRONT = 64 * 1024

/** `owner`: name of the token, so that the same words of two people are two conversations. Undefined where nobody says anything. */
export const fingerprint = (body: Body, owner: string | undefined): string | undefined => {
  const front = bytesBetween(body, 0, Math.min(FRONT, body.size)).toString('utf8')
  const words = firstWords(parsePartialJson(front).value)
  if (words === undefined) return undefined
  const hash = createHash('sha256').update(JSON.stringify([owner ?? '', ...words]))
  return `auto-${hash.digest('hex').slice(0, 24)}`
}
