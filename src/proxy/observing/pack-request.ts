/**
 * Once an answer has begun, its request is never sent again: only the log still wants the body. While a long answer streams, the body is
 * packed as the log would pack it in the end, and its memory is given back (docs/decisions/0017).
 */
import { Body } from '../../codec/bytes/body.ts'
import { isSmaller, packChunks, WORTH_PACKING } from '../../codec/bytes/pack.ts'
import { LARGE_BODY, releaseBuffers } from '../../codec/bytes/release-buffers.ts'
import { sharedEdges } from '../../codec/bytes/shared-edges.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { bytesBetween } from '../../codec/json/json-scan.ts'
import type { Captured } from '../../contract/exchange.ts'
import type { Trace } from '../exchange/trace.ts'

/** Answers that have ended by then, ms, need no packing here: their bodies are on their way to the log. */
const PACK_AFTER_MS = 500

/** Called when the answer begins, with whether the log will keep bodies at all; call what is returned when it ends. */
export type RequestPacker = (trace: Trace, logged: boolean) => () => void

/** Packs one body at a time, so that others find a thread of the pool free. */
export const createRequestPacker = (): RequestPacker => {
  let turn = Promise.resolve()
  const queue = (trace: Trace, logged: boolean): void => {
    turn = turn.then(() => packRequest(trace, logged)).catch(nothing)
  }
  return (trace, logged) => {
    if (trace.request.size < LARGE_BODY) return nothing
    const timer = setTimeout(queue, PACK_AFTER_MS, trace, logged)
    return () => clearTimeout(timer)
  }
}

const nothing = (): void => undefined

/** Does nothing where the bytes are still read by somebody, came compressed, or hardly shrink. */
const packRequest = async (trace: Trace, logged: boolean): Promise<void> => {
  if (trace.sealed || trace.inUse) return
  const smaller = logged ? await trace.reading(() => smallerBodies(trace)) : withoutBytes(trace)
  if (smaller !== undefined) releaseBuffers(trace.replaceBodies(smaller))
}

interface Bodies {
  readonly request: Captured
  readonly sent: Captured | undefined
}

const withoutBytes = ({ request, sent }: Trace): Bodies => ({
  request: { chunks: [], truncated: true, size: request.size },
  sent: sent && { chunks: [], truncated: true, size: sent.size },
})

const smallerBodies = async ({ request, sent, seed }: Trace): Promise<Bodies | undefined> => {
  if (headerValue(seed.requestHeaders, 'content-encoding') !== undefined) return undefined
  const smaller = await packed(request)
  if (smaller === undefined) return undefined
  if (sent === undefined || sent.chunks.length === 0) return { request: smaller, sent }
  const smallerSent = editOf(request, sent) ?? (await packed(sent))
  return smallerSent && { request: smaller, sent: smallerSent }
}

/** Undefined where it is not worth it. Of a body that is kept only in part, the part is copied where it does not shrink. */
const packed = async (body: Captured): Promise<Captured | undefined> => {
  const { chunks, truncated, size } = body
  if (chunks.length === 0) return body
  const bytes = await packChunks(chunks)
  const kept = new Body(chunks)
  if (isSmaller(bytes, kept.size)) return { chunks: [bytes], truncated, size, packed: true }
  return truncated ? { chunks: [copyOf(kept, 0, kept.size)], truncated, size } : undefined
}

/** Undefined where so much was put in that it is worth packing. */
const editOf = (request: Captured, { chunks, truncated, size }: Captured): Captured | undefined => {
  const between = sharedEdges(request.chunks, chunks)
  const kept = new Body(chunks)
  const end = kept.size - between.tail
  if (end - between.head >= WORTH_PACKING) return undefined
  return { chunks: [copyOf(kept, between.head, end)], truncated, size, between }
}

/** In memory of its own: what it lies in is given back. */
const copyOf = (body: Body, start: number, end: number): Uint8Array => Buffer.from(bytesBetween(body, start, end))
