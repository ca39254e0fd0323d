/** Waits for the answer to a masked request, and lets it pass with its secrets put back, where there is any that it could hold. */
import { createPacer } from '../../codec/work/work.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Received } from '../exchange/exchange.ts'
import type { Mark } from '../masking/mask-json.ts'
import { createPlaceholderFinder } from './find-placeholders.ts'
import { restoredReply } from './restored-reply.ts'

type Deps = Pick<ProxyDeps, 'log' | 'bus' | 'clock' | 'isoTime' | 'masks'>

export interface MaskedExchange {
  readonly request: Received
  readonly marks: readonly Mark[]
  /** Asks for the answer. */
  readonly reply: () => Promise<Reply>
}

export const restoreReply = async (deps: Deps, { request, marks, reply }: MaskedExchange): Promise<Reply> => {
  const vault = deps.masks.vaults.of(request.client.token)
  const answer = await reply()
  if (vault.size === 0) return answer
  const own = new Map(marks.map(({ placeholder, secret }) => [placeholder.text, secret]))
  const secretOf = (placeholder: string): string | undefined => own.get(placeholder) ?? vault.secretOf(placeholder)
  const { head, trace } = request
  let unknown = 0
  let gaveUp = false
  return restoredReply(answer, {
    texts: head.service.protocol.texts.answer,
    pace: createPacer(deps.clock),
    finder: createPlaceholderFinder(vault.forms(), secretOf),
    listener: {
      restored: (placeholder) => vault.restored(placeholder),
      unknown: () => {
        unknown += 1
      },
    },
    gaveUp: () => {
      if (gaveUp) return
      gaveUp = true
      const message = `The answer to request ${head.id} could not be read, so placeholders stand in it`
      deps.log.warn(head.service.id, message)
      trace.change({ by: 'mask', rule: 'unreadable', target: 'answer' })
      tellUnread(deps, message)
    },
    over: () => {
      if (!gaveUp) tellUnread(deps, '')
      if (unknown > 0) trace.change({ by: 'mask', rule: 'unknown', target: `answer (${unknown} unknown placeholders)` })
    },
  })
}

/** Raises a notice, or with an empty message takes it back. */
const tellUnread = ({ bus, clock, isoTime, masks }: Deps, message: string): void => {
  if (message === '' && !masks.unread.is) return
  masks.unread.is = message !== ''
  bus.emit({ type: 'notice', timestamp: isoTime(clock.now()), code: 'answer-unread', message })
}
