/**
 * Passes the decoded text of a reply on to live viewers, a few times a second: many small chunks become one event, which is as often as a page
 * draws. While nobody looks, a chunk costs one question and nothing else.
 */
import { StringDecoder } from 'node:string_decoder'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Head } from '../exchange/exchange.ts'

export interface ChunkEmitter {
  /** Takes text, decoded; none where only the size has grown. */
  readonly push: (text: Uint8Array) => void
  /** Tells what waits; no text may come after the end of its exchange. */
  readonly end: () => void
}

/** Text emitted of one exchange, in characters; after that only sizes are. */
const TEXT_LIMIT = 2 * 1024 * 1024
/** How long text is collected, in ms. Each exchange has its own time, so that hundreds of streams never emit in the same moment. */
const COLLECT_MS = 100
/** Bytes that are emitted at once. */
const COLLECT_BYTES = 128 * 1024

/** `received`: bytes of the reply that have come, as they came. */
export const createChunkEmitter = (
  { bus, clock, isoTime }: Pick<ProxyDeps, 'bus' | 'clock' | 'isoTime'>,
  head: Pick<Head, 'id' | 'service'>,
  received: () => number,
): ChunkEmitter => {
  const begun = clock.elapsed()
  let decoder: StringDecoder | undefined
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let timer: NodeJS.Timeout | undefined
  let emitted = 0

  const emitNow = (): void => {
    clearTimeout(timer)
    timer = undefined
    // Kept between events: a character cut by the border of one is completed by the next.
    decoder ??= new StringDecoder('utf8')
    const text = decoder.write(Buffer.concat(waiting))
    waiting = []
    waitingBytes = 0
    emitted += text.length
    bus.emit({
      type: 'response_chunk',
      request_id: head.id,
      service: head.service.id,
      timestamp: isoTime(clock.now()),
      response_delta: text,
      response_bytes: received(),
      duration_ms: Math.round(clock.elapsed() - begun),
      response_truncated: emitted >= TEXT_LIMIT,
    })
  }

  return {
    push: (text) => {
      if (!bus.wantsChunks()) return
      if (emitted < TEXT_LIMIT) {
        waiting.push(text)
        waitingBytes += text.byteLength
      }
      if (waitingBytes >= COLLECT_BYTES) emitNow()
      else timer ??= setTimeout(emitNow, COLLECT_MS).unref()
    },
    end: () => {
      if (timer !== undefined) emitNow()
    },
  }
}
