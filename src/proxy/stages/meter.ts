/** Watches the final reply pass: first bytes for the record, token counts, and text for those who look on live. */

import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import { createCapture } from '../../codec/bytes/capture.ts'
import { tap } from '../../codec/bytes/tap.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { createRedactor, type Redactor } from '../../codec/http/redact.ts'
import type { Reply } from '../../edge/reply.ts'
import { createUsageReader } from '../../protocol/usage/usage-reader.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Inbound } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { createChunkTeller } from '../observing/chunk-emitter.ts'

export const meter = (deps: ProxyDeps): Layer<Inbound> => {
  const redactors = new WeakMap<Snapshot, Map<string, Redactor>>()
  return (next) => async (input) => {
    const reply = await next(input)
    input.trace.responseHeaders = redactorFor(input, redactors).headers(reply.headers)
    return reply.body === undefined ? reply : { ...reply, body: metered(deps, input, reply, reply.body) }
  }
}

/** An upstream may repeat the credential it was shown, in a header of any name. */
const redactorFor = ({ snapshot, service }: Inbound, redactors: WeakMap<Snapshot, Map<string, Redactor>>): Redactor => {
  const byService = redactors.get(snapshot) ?? new Map<string, Redactor>()
  redactors.set(snapshot, byService)
  const known = byService.get(service.id)
  if (known !== undefined) return known
  const secrets = snapshot.pool(service.id).flatMap(({ credential: { bearer, apiKey } }) => [bearer, apiKey])
  const redactor = createRedactor(secrets.flatMap((secret) => (secret === undefined ? [] : [secret.reveal()])))
  byService.set(service.id, redactor)
  return redactor
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
    teller.end()
    trace.response = capture.captured()
    trace.settleUsage(complete ? usage.end() : usage.abort())
  }
  return tap(body, {
    chunk: (chunk) => {
      capture.push(chunk)
      usage.push(chunk)
      teller.tell(chunk)
    },
    // A stream that was ended in the client's protocol is whole to the client, but its counts are not.
    ended: () => close(trace.verdict === undefined),
    failed: () => close(false),
    cancelled: () => close(false),
  })
}
