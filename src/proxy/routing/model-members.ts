/** Where a request names its model. */
import type { Body } from '../../codec/bytes/body.ts'
import { findMembers } from '../../codec/json/json-member.ts'
import { type MemberRange, MOST_MEMBERS } from '../../codec/json/json-scan.ts'
import type { Work } from '../../codec/work/work.ts'
import { problemFor } from '../../edge/problem.ts'
import type { ModelPlaces } from '../../protocol/common/protocol.ts'

/** All members that name the model: upstreams differ in which of several they believe. Throws `Problem` `bad-request` for too many. */
export function* modelMembers(body: Body, member: string): Work<readonly MemberRange[]> {
  const members = yield* findMembers(body, member)
  if (members !== 'too-many') return members
  const reason = { code: 'key-repeated', params: { key: member, most: MOST_MEMBERS } } as const
  throw problemFor('bad-request', reason)
}

/** The model as a path names it, percent-encoding undone; undefined where it names none. */
export const modelInPath = ({ inPath }: ModelPlaces, path: string): string | undefined => {
  const place = inPath(path)
  if (place === undefined) return undefined
  const written = path.slice(place.start, place.end)
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}
