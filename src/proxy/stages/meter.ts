/** Watches the final reply pass: first bytes for the record, token counts, and text for those who look on live. */
import { createCapture } from '../../codec/capture.ts'
import { headerValue } from '../../codec/headers.ts'
import { redactHeaders } from '../../codec/redact.ts'
import { tap } from '../../codec/tap.ts'
import { createUsageReader } from '../../codec/usage-reader.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { createChunkTeller } from '../chunk-teller.ts'
import type { ProxyDeps } from '../deps.ts'
import type { Inbound } from '../exchange.ts'
import type { ByteSource, Layer, Reply } from '../handler.ts'

export const meter =
  (deps: ProxyDeps): Layer<Inbound> =>
  (next) =>
  async (input) => {
    const reply = await next(input)
    input.trace.responseHeaders = redactHeaders(reply.headers)
    return reply.body === undefined ? reply : { ...reply, body: metered(deps, input, reply, reply.body) }
  }

const metered = (deps: ProxyDeps, input: Inbound, reply: Reply, body: ByteSource): ByteSource => {
  const { trace } = input
  const capture = createCapture(input.snapshot.get(systemDocument).limits.captureResponseBytes)
  const usage = createUsageReader(input.service.usage, {
    contentType: headerValue(reply.headers, 'content-type') ?? '',
    contentEncoding: headerValue(reply.headers, 'content-encoding') ?? '',
  })
  const teller = createChunkTeller(deps, input)
  const close = (complete: boolean): void => {
    trace.response = capture.captured()
    trace.settleUsage(complete ? usage.end() : usage.abort())
  }
  return tap(body, {
    chunk: (chunk) => {
      capture.push(chunk)
      usage.push(chunk)
      teller.tell(chunk)
    },
    ended: () => close(true),
    failed: () => close(false),
    cancelled: () => close(false),
  })
}
