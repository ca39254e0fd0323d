/** Learns what a request is about: what it asks for, which model, which conversation. Everything further down can rely on it. */
import { Body } from '../../codec/bytes/body.ts'
import { decodeBody } from '../../codec/encoding/decode.ts'
import { headerList, headerValue } from '../../codec/http/headers.ts'
import { scanEdges } from '../../codec/json/json-edges.ts'
import { readMember } from '../../codec/json/json-scan.ts'
import type { Reply } from '../../edge/reply.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import type { Asked } from '../exchange/asked.ts'
import type { Head, MaskedRequest, Received, Understood } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { isEncoded } from '../filters/plain-body.ts'
import { fingerprint } from '../routing/fingerprint.ts'
import { modelInPath } from '../routing/model-members.ts'

export const understand = (): Layer<MaskedRequest, Understood> => (next) => {
  const pass = (input: MaskedRequest, readable: Body): Promise<Reply> => {
    const asked = withSession(input, readable, askedIn(input.head, readable))
    input.trace.asked = asked
    return next({ ...input, asked })
  }
  return (input) => (isEncoded(input) ? glance(input).then((body) => pass(input, body)) : pass(input, input.body))
}

/** Decoded bytes beyond this are not worth the time only to know a name. */
const GLANCE_BYTES = 4 * 1024 * 1024

/** The beginning of a compressed body, decoded; nothing when its bytes are not what their header says, which is for the upstream to judge. */
const glance = async ({ head, body }: Received): Promise<Body> => {
  const hold = body.memory.retain()
  try {
    const encoding = headerList(head.headers, 'content-encoding') ?? ''
    return Body.from(await decodeBody(body.chunks, encoding, GLANCE_BYTES, { partial: true }))
  } catch {
    return Body.empty
  } finally {
    hold.release()
  }
}

/** A conversation that has no name gets one where something depends on it: where conversations stay with their upstream. */
const withSession = ({ head, client }: Received, body: Body, asked: Asked): Asked => {
  if (asked.session !== undefined || !isQuestion(asked.operation)) return asked
  if (head.snapshot.get(balancingDocument).mode !== 'sticky') return asked
  return { ...asked, session: fingerprint(body, client.token) }
}

/** At a cost that does not grow with the body: names stand near its beginning or its end. */
const askedIn = (head: Head, body: Body): Asked => {
  const { protocol, method, path, headers } = head
  const { model, session, operationOf, streamsByPath } = protocol
  const named = session.headers.map((name) => headerValue(headers, name)).find(Boolean)
  const fields = named === undefined ? session.members : []
  const valueAt = createReader(body, [model.member, 'stream', ...fields.flatMap(([first]) => first ?? [])])
  return {
    operation: operationOf(method, path),
    model: modelInPath(model, path) ?? text(valueAt([model.member])),
    session: named ?? fields.map((field) => text(valueAt(field))).find((value) => value !== undefined),
    streams: streamsByPath(path) || valueAt(['stream']) === true,
  }
}

/** Reads members by their path. `wanted` are the names of those at the top. */
const createReader = (body: Body, wanted: readonly string[]): ((path: readonly string[]) => unknown) => {
  const members = new Map(scanEdges(body, wanted).map((member) => [member.key, member]))
  return ([first = '', ...rest]) => {
    const member = members.get(first)
    return member === undefined ? undefined : rest.reduce(memberOf, readMember(body, member))
  }
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
