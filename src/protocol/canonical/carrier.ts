/**
 * Opaque items of one maker on their way through a client of another protocol: the client gives them back untouched in a field it
 * does not read, so the upstream that made them gets them byte for byte. Nothing secret is inside and nothing is signed: the client
 * could send the inner item itself.
 */
import { parseJson, RawJson, readJson, writeJson } from '../../codec/json/exact-json.ts'
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { objectOf, textOf } from './fields.ts'
import type { Losses } from './loss.ts'
import type { ReasoningPart } from './part.ts'

export const CARRIER_MARK = 'clp1.'

/** Characters of the longest carrier that is read. */
const LONGEST = 1_048_576

/** Who made what a carrier holds: an upstream, CLP itself, which wrote a summary, or nobody who wants it back. */
export interface CarrierContent {
  readonly protocol: ProtocolId | 'summary' | 'none'
  readonly item: RawJson
}

/** Marks reasoning that its maker does not want back, so that nobody takes it for signed. */
export const EMPTY_CARRIER: CarrierContent = { protocol: 'none', item: new RawJson('{}') }

/** `model`: the upstream's, so that a person can tell what was carried. */
export const packCarrier = ({ protocol, item }: CarrierContent, model: string): string =>
  CARRIER_MARK + Buffer.from(writeJson({ p: protocol, m: model, v: item.text })).toString('base64url')

/**
 * A carrier for a field of bytes, whose clients read and write it as Base64 (RFC 4648, section 4): Google's SDK for Python does.
 */
export const carrierAsBytes = (carrier: string): string => Buffer.from(carrier).toString('base64')

/** How every carrier begins in a field of bytes. */
export const CARRIER_BYTES_MARK = 'Y2xwMS'

/** The carrier in a field of bytes, whichever alphabet of Base64 the client wrote it in; what is no carrier stays what it is. */
export const carrierFromBytes = (field: string): string =>
  field.startsWith(CARRIER_BYTES_MARK) ? Buffer.from(field, 'base64').toString() : field

export const isCarrier = (text: string | undefined): text is string => text?.startsWith(CARRIER_MARK) === true

/** What is inside, or undefined when it is damaged, too long or not ours. */
export const unpackCarrier = (text: string): CarrierContent | undefined => {
  if (!isCarrier(text) || text.length > LONGEST) return undefined
  try {
    const inside = objectOf(parseJson(Buffer.from(text.slice(CARRIER_MARK.length), 'base64url').toString()).value)
    const protocol = MAKERS.find((maker) => maker === inside?.['p'])
    const item = textOf(inside?.['v'])
    if (protocol === undefined || item === undefined) return undefined
    // What goes into an upstream's request must be JSON, whoever wrote it.
    parseJson(item)
    return { protocol, item: new RawJson(item) }
  } catch {
    return undefined
  }
}

const MAKERS = [...PROTOCOL_IDS, 'summary', 'none'] as const

/** The text of a summary that CLP had written in the place of a conversation; undefined when the carrier holds another thing. */
export const summaryText = (carrier: string): string | undefined => {
  const inside = unpackCarrier(carrier)
  const text = inside?.protocol === 'summary' ? textOf(objectOf(readJson(inside.item))?.['text']) : undefined
  return text === undefined ? undefined : `Summary of the conversation so far:\n${text}`
}

/** The reasoning a carrier stands for; a damaged one is told and nobody gets it back. */
export const carriedReasoning = (carrier: string, text: string, losses: Losses): ReasoningPart => {
  const inside = unpackCarrier(carrier)
  if (inside?.protocol === 'none') return { type: 'reasoning', text }
  if (inside !== undefined && inside.protocol !== 'summary') {
    return { type: 'reasoning', text, carried: { protocol: inside.protocol, item: inside.item } }
  }
  losses.add('carrier-stripped', 'messages')
  return { type: 'reasoning', text }
}
