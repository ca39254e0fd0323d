/** Passes the text of a reply on to live viewers. While nobody looks, a chunk costs one question and nothing else. */
import type { ProxyDeps } from './deps.ts'
import type { Inbound } from './exchange.ts'

/** Text told of one exchange, in characters; after that only sizes are told. */
const TEXT_LIMIT = 2 * 1024 * 1024

export const createChunkTeller = ({ bus, clock }: ProxyDeps, input: Inbound): { tell: (chunk: Uint8Array) => void } => {
  const begun = clock.elapsed()
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let told = 0
  let bytes = 0
  return {
    tell: (chunk) => {
      bytes += chunk.byteLength
      if (!bus.wantsChunks()) return
      // Streaming decoder: a character cut by a chunk border is completed by the next chunk.
      decoder ??= new TextDecoder('utf-8')
      const text = told < TEXT_LIMIT ? decoder.decode(chunk, { stream: true }) : ''
      told += text.length
      bus.emit({
        type: 'response_chunk',
        request_id: input.id,
        service: input.service.id,
        timestamp: new Date(clock.now()).toISOString(),
        response_delta: text,
        response_bytes: bytes,
        duration_ms: Math.round(clock.elapsed() - begun),
        response_truncated: told >= TEXT_LIMIT,
      })
    },
  }
}
