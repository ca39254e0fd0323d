/** Looks whether a web page asks, and which: its preflight is answered here, a foreign one is refused, our own pages may read the answer. */
import { withoutHeaders } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { CORS_HEADERS, decideOrigin, type OriginContext } from '../../edge/origin.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Access } from '../../store/access/access.ts'
import { type Arrived, markPassed, type Opened } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const origin =
  (context: OriginContext, { access }: { readonly access: Pick<Access, 'required'> }): Layer<Arrived, Opened> =>
  (next) =>
  (input) => {
    const { method, headers, service } = input.head
    const tokenNeeded = access.required(service.id)
    const decision = decideOrigin(method, headers, { ...context, tokenNeeded })
    switch (decision.kind) {
      case 'preflight':
        return Promise.resolve(decision.reply)
      case 'refuse':
        return next(markPassed('origin', { ...input, refused: decision.problem }))
      case 'pass': {
        const opened = markPassed('origin', input)
        return decision.headers.length === 0 ? next(opened) : withCors(next(opened), decision.headers)
      }
    }
  }

/** The upstream's view of the question who may read the answer is not asked. */
const withCors = async (replying: Promise<Reply>, cors: RawHeaders): Promise<Reply> => {
  const reply = await replying
  return { ...reply, headers: [...withoutHeaders(reply.headers, (name) => CORS_HEADERS.has(name)), ...cors] }
}
