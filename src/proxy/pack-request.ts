/**
 * Once an answer has begun, its request is never sent again: only the log still wants the body. While a long answer streams, the body is
 * packed as the log would pack it anyway, and its memory is given back. Conversations of megabytes are held only until their answer begins.
 */
import { headerValue } from '../codec/headers.ts'
import { isSmaller, packChunks } from '../codec/pack.ts'
import { LARGE_BODY, releaseBuffers } from '../codec/release-buffers.ts'
import { copyRange, sharedEdges } from '../codec/shared-edges.ts'
import type { Captured } from '../contract/exchange.ts'
import type { Trace } from './trace.ts'

/** Answers that have ended by then, ms, need no packing here: their bodies are on their way to the log. */
const PACK_AFTER_MS = 500
/** An edited body is kept as the edit where what was put in is smaller than this, bytes. */
const SMALL_EDIT = 4096

/** Called when the answer begins; call what is returned when it ends. */
export type RequestPacker = (trace: Trace) => () => void

/** Packs one body at a time, so that others find a thread of the pool free. */
export const createRequestPacker = (): RequestPacker => {
  let turn = Promise.resolve()
  const queue = (trace: Trace): void => {
    turn = turn.then(() => packRequest(trace))
  }
  return (trace) => {
    if (trace.request.size < LARGE_BODY) return nothing
    const timer = setTimeout(queue, PACK_AFTER_MS, trace)
    return () => clearTimeout(timer)
  }
}

const nothing = (): void => undefined

/** Does nothing where the bytes are still read by somebody, are compressed already, or hardly shrink. */
const packRequest = async (trace: Trace): Promise<void> => {
  if (trace.sealed || trace.inUse) return
  const smaller = await trace.reading(() => smallerBodies(trace)).catch(nothing)
  if (smaller === undefined || trace.sealed) return
  releaseBuffers(trace.replaceBodies(smaller))
}

interface Bodies {
  readonly request: Captured
  readonly sent: Captured | undefined
}

const smallerBodies = async ({ request, sent, seed }: Trace): Promise<Bodies | undefined> => {
  if (headerValue(seed.requestHeaders, 'content-encoding') !== undefined) return undefined
  const smaller = await packed(request)
  if (smaller === undefined) return undefined
  if (sent === undefined || sent.chunks.length === 0) return { request: smaller, sent }
  const smallerSent = editOf(request, sent) ?? (await packed(sent))
  return smallerSent && { request: smaller, sent: smallerSent }
}

/** Undefined where it is not worth it. A body of which nothing is kept is as small as it can be. */
const packed = async (body: Captured): Promise<Captured | undefined> => {
  if (body.chunks.length === 0) return body
  const { chunks, truncated, size } = body
  const bytes = await packChunks(chunks)
  const kept = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return isSmaller(bytes, kept) ? { chunks: [bytes], truncated, size, packed: true } : undefined
}

const editOf = (request: Captured, { chunks, truncated, size }: Captured): Captured | undefined => {
  const between = sharedEdges(request.chunks, chunks)
  const end = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0) - between.tail
  if (end - between.head >= SMALL_EDIT) return undefined
  return { chunks: [copyRange(chunks, between.head, end)], truncated, size, between }
}
