/** Watches the final reply pass: first bytes for the record, token counts, and text for those who look on live. */

import { createCapture } from '../../codec/bytes/capture.ts'
import { tap } from '../../codec/bytes/tap.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { createRedactor, type Redactor } from '../../codec/http/redact.ts'
import type { UsageReading } from '../../contract/usage.ts'
import type { Reply } from '../../edge/reply.ts'
import { type ViewedReply, viewed } from '../../edge/viewed-reply.ts'
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
    const seen = viewed(reply)
    return seen === undefined ? reply : metered(deps, input, seen)
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

/** Capture takes the bytes as they came, counts and live text what they say. */
const metered = (deps: ProxyDeps, input: Inbound, reply: ViewedReply): Reply => {
  const { body, view } = reply
  const { trace } = input
  const capture = createCapture(input.snapshot.get(systemDocument).limits.captureResponseBytes)
  const usage = createUsageReader(input.service.usage, {
    contentType: headerValue(reply.headers, 'content-type') ?? '',
  })
  const teller = createChunkTeller(deps, input, view.received)
  view.listen((bytes) => {
    usage.push(bytes)
    teller.tell(bytes)
  })
  const read = (complete: boolean): UsageReading | undefined => {
    teller.end()
    return complete && view.gaveUp() === undefined ? usage.end() : usage.abort()
  }
  const close = (complete: boolean): void => {
    trace.response = capture.captured()
    // A client that leaves may leave a decoder behind that is still at work.
    trace.settleUsage(view.settled()?.then(() => read(complete)) ?? read(complete))
  }
  const observed = tap(body, {
    chunk: (chunk) => {
      capture.push(chunk)
      // Without text there are still sizes to tell.
      if (view.gaveUp() !== undefined) teller.tell(NO_TEXT)
    },
    // A stream that was ended in the client's protocol is whole to the client, but its counts are not.
    ended: () => close(trace.verdict === undefined),
    failed: () => close(false),
    cancelled: () => close(false),
  })
  return { ...reply, body: observed }
}

const NO_TEXT = new Uint8Array(0)
