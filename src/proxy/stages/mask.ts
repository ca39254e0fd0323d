/**
 * Takes secrets out of a request before anybody else sees it, the log included, and puts them back into its answer. While masking is off a
 * request passes at the price of one question.
 */
import type { Body } from '../../codec/bytes/body.ts'
import { redactHeaders } from '../../codec/http/redact.ts'
import type { MaskSettings } from '../../contract/mask.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { Problem, problemFor } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type MaskedRequest, markPassed, type Received } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { readInSlices } from '../exchange/read-in-slices.ts'
import { findApart } from '../filters/find-apart.ts'
import { failClosed, filterFailure, rulesInForce } from '../filters/guard-filter.ts'
import { mask as filter } from '../filters/mask.ts'
import { refuseUnreadable, withPlainBody } from '../filters/plain-body.ts'
import { createMaskCompiler, type MaskCompiler } from '../mask-settings/compiled-masks.ts'
import { isMaskedFor, mayAllSee } from '../mask-settings/masked-for.ts'
import { type Mark, type MaskedJson, type MaskTask, maskJson } from '../masking/mask-json.ts'
import { isSearched, maskHeaders } from '../masking/mask-request.ts'
import { restoreReply } from '../restoring/restore-reply.ts'

type Deps = Pick<ProxyDeps, 'log' | 'bus' | 'clock' | 'isoTime' | 'masks'>

export const mask = (deps: Deps): Layer<Received, MaskedRequest> => {
  const compile = createMaskCompiler()
  return (next) => {
    const pass = (input: Received): Promise<Reply> => {
      input.trace.receive(input.body, input.head.system.limits.captureRequestBytes)
      return next(markPassed('mask', input))
    }
    return (input) => {
      const settings = rulesInForce(input.head, filter.document)
      const plan = failClosed(deps, input.head, {
        id: filter.id,
        run: () => planFor(deps, compile, { input, settings }),
      })
      if (plan === 'off') return pass(input)
      if (plan === 'all-may-see') {
        input.trace.withhold()
        return pass(input)
      }
      // Until the record holds them itself, while others have their turn.
      const hold = input.body.memory.retain()
      return masked(deps, { input, settings, task: plan }).then(
        ({ request, marks }) => {
          const reply = (): Promise<Reply> => {
            const answer = pass(request)
            hold.release()
            return answer
          }
          return restoreReply(deps, { request, marks, reply })
        },
        (error: unknown) => {
          hold.release()
          throw filterFailure(deps, input.head, { id: filter.id, error })
        },
      )
    }
  }
}

interface Given {
  readonly input: Received
  readonly settings: MaskSettings
}

/** What is to be done with a request. */
type Plan = MaskTask | 'off' | 'all-may-see'

const planFor = ({ masks }: Deps, compile: MaskCompiler, { input, settings }: Given): Plan => {
  const { snapshot, service, headers } = input.head
  if (!isMaskedFor(settings, service.id)) return 'off'
  if (mayAllSee(settings, input.head)) return 'all-may-see'
  return {
    ...compile(snapshot, settings, service.id),
    literals: masks.vaults.of(input.client.token).literals(),
    texts: service.protocol.texts.request,
    apart: findApart(service.protocol, headers),
    mint: masks.mint(),
  }
}

interface Masking extends Given {
  readonly task: MaskTask
}

interface Result {
  readonly request: Received
  readonly marks: readonly Mark[]
}

const masked = async (deps: Deps, { input, settings, task }: Masking): Promise<Result> => {
  const { headers, marks: inHeaders } = maskHeaders(input.head.headers, task)
  input.trace.requestHeaders = redactHeaders(headers)
  const seen = { ...input, head: { ...input.head, headers } }
  const { request, marks } = isSearched(seen.body, headers)
    ? await maskedBody(deps, { input: seen, settings, task })
    : { request: seen, marks: [] }
  const all = [...inHeaders, ...marks]
  const vault = deps.masks.vaults.of(input.client.token)
  for (const mark of all) {
    vault.remember(mark)
    deps.masks.counted(mark.kind)
  }
  tell(request, all)
  return { request, marks: all }
}

const maskedBody = async (deps: Deps, { input, settings, task }: Masking): Promise<Result> => {
  try {
    const plain = await withPlainBody(input)
    refuseUnreadable(plain)
    const json = await readInSlices(plain.body, maskJson(plain.body.joined(), task), deps.clock)
    if (!json.whole) throw problemFor('bad-request', { code: 'body-not-json', params: {} })
    if (json.inSigned !== undefined) passSigned(input, settings, json.inSigned)
    return { request: { ...plain, body: maskedBytes(plain.body, json) }, marks: json.marks }
  } catch (error) {
    if (settings.onUnreadable !== 'pass' || !isUnreadable(error)) throw error
    input.trace.withhold()
    return { request: input, marks: [] }
  }
}

/** A body in more pieces than this is joined: so many writes cost more than one copy. */
const MANY_PIECES = 64

const maskedBytes = (body: Body, { edits }: MaskedJson): Body => {
  const spliced = body.splice(edits)
  body.forgetJoined()
  return spliced.chunks.length > MANY_PIECES ? spliced.inOnePiece() : spliced
}

const passSigned = ({ trace }: Received, { inSigned }: MaskSettings, kind: string): void => {
  if (inSigned === 'pass') {
    trace.withhold()
    return
  }
  const reason = { code: 'secret-in-signed', params: { kind } } as const
  const message = inEnglish(reason)
  const outcome = { kind: 'blocked', filter: 'mask', rule: kind, status: 403, reason: message, why: reason } as const
  throw new Problem('content-refused', message, { reason, outcome })
}

const UNREADABLE: ReadonlySet<string> = new Set(['unsupported-encoding', 'body-too-large', 'bad-request'])

const isUnreadable = (error: unknown): boolean => error instanceof Problem && UNREADABLE.has(error.code)

/** Secrets told one by one on an exchange; the rest is counted. */
const MOST_TOLD = 500

const tell = ({ trace }: Received, marks: readonly Mark[]): void => {
  for (const { kind, path, placeholder } of marks.slice(0, MOST_TOLD)) {
    trace.change({ by: 'mask', rule: kind, target: `${path}: ${placeholder.text}` })
  }
  const rest = marks.length - MOST_TOLD
  if (rest > 0) trace.change({ by: 'mask', rule: 'kinds', target: `body (${rest} further secrets)` })
}
