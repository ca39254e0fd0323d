/** Watches the final reply pass: first bytes for the record, and text for those who look on live. */

import { createCapture } from '../../codec/bytes/capture.ts'
import { createRedactor, type Redactor } from '../../codec/http/redact.ts'
import type { Reply } from '../../edge/reply.ts'
import { observed, type ViewedReply, viewed } from '../../edge/viewed-reply.ts'
import type { Snapshot } from '../../store/config/config.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Filtered, type Head, type Metered, markPassed } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { createChunkEmitter } from '../observing/chunk-emitter.ts'

export const meter = (deps: ProxyDeps): Layer<Filtered, Metered> => {
  const redactors = new WeakMap<Snapshot, Map<string, Redactor>>()
  return (next) => async (input) => {
    const reply = await next(markPassed('meter', input))
    input.trace.responseHeaders = redactorFor(input.head, redactors).headers(reply.headers)
    const seen = viewed(reply)
    return seen === undefined ? reply : metered(deps, input, seen)
  }
}

/** An upstream may repeat the credential it was shown, in a header of any name. */
const redactorFor = ({ snapshot, service }: Head, redactors: WeakMap<Snapshot, Map<string, Redactor>>): Redactor => {
  const byService = redactors.get(snapshot) ?? new Map<string, Redactor>()
  redactors.set(snapshot, byService)
  const known = byService.get(service.id)
  if (known !== undefined) return known
  const secrets = snapshot.pool(service.id).flatMap(({ credential: { bearer, apiKey } }) => [bearer, apiKey])
  const redactor = createRedactor(secrets.flatMap((secret) => (secret === undefined ? [] : [secret.reveal()])))
  byService.set(service.id, redactor)
  return redactor
}

/** The capture takes the bytes as they came, live text what they say. */
const metered = (deps: ProxyDeps, { head, trace }: Filtered, reply: ViewedReply): Reply => {
  const { view } = reply
  const capture = createCapture(trace.withheld ? 0 : head.system.limits.captureResponseBytes)
  const emitter = createChunkEmitter(deps, head, () => view.received())
  view.listen(trace.withheld ? () => emitter.push(NO_TEXT) : emitter.push)
  const close = (): void => {
    trace.response = capture.captured()
    // A client that leaves may leave a decoder behind that is still at work.
    const settling = view.settled()
    if (settling === undefined) emitter.end()
    else settling.then(emitter.end).catch(() => undefined)
  }
  return observed(reply, {
    chunk: (chunk) => {
      capture.push(chunk)
      // Without text there are still sizes to tell.
      if (view.gaveUp() !== undefined) emitter.push(NO_TEXT)
    },
    over: close,
  })
}

const NO_TEXT = new Uint8Array(0)
