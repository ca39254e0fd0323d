/** Bounds what a request may send, whether it says its length before or not. */
import type { MiddlewareHandler } from 'hono'
import { type Problem, problemFor } from '../../edge/problem.ts'

/**
 * Hono's own middleware builds a second `Request` around a body of unknown length, which fails over node:http unless the global
 * classes are replaced; so such a body is read here, up to the limit, and handed on as already read.
 */
export const bodyLimit =
  (bytes: number): MiddlewareHandler =>
  async ({ req }, next) => {
    const length = Number(req.header('content-length') ?? 0)
    if (length > bytes) throw tooLarge(bytes)
    if (req.header('transfer-encoding') !== undefined && req.raw.body !== null) {
      const body = await readAll(req.raw.body, bytes)
      // Declared as the value, kept as the promise of it.
      Object.assign(req.bodyCache, { arrayBuffer: Promise.resolve(body) })
    }
    await next()
  }

const readAll = async (stream: ReadableStream<Uint8Array>, most: number): Promise<ArrayBuffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = stream.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > most) throw tooLarge(most)
    chunks.push(part.value)
  }
  return new Uint8Array(Buffer.concat(chunks, size)).buffer
}

const tooLarge = (bytes: number): Problem => {
  const reason = { code: 'body-over-limit', params: { bytes } } as const
  return problemFor('body-too-large', reason)
}
