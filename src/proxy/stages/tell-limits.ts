/**
 * Tells clients how much of their budgets is used, in the headers that they read of themselves. Only then the upstream's own headers of that
 * kind are taken out: a client would believe the last one it sees.
 */
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import type { LimitForm, LimitToday } from '../../protocol/common/limit-form.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import type { Told } from '../../store/budgets/allowance.ts'
import { periodMinutes } from '../../store/budgets/budget-sentence.ts'
import { thresholdOf } from '../../store/budgets/warnings.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { type Limited, type Metered, markPassed } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const tellLimits = (): Layer<Metered, Limited> => (next) => (input) => {
  const { spending, asked, head } = input
  const { limits: form } = head.protocol
  const passed = markPassed('tellLimits', input)
  if (spending === undefined || form === undefined || !isQuestion(asked.operation)) return next(passed)
  const { headers: isTold, codexNudge } = head.snapshot.get(budgetsDocument)
  if (!isTold) return next(passed)
  return next(passed).then((reply) => {
    const own = form.headers(spending.allowance.told().map(todayOf), codexNudge)
    return own.length === 0 ? reply : told(reply, form, own)
  })
}

/** A refusal of the upstream's says nothing of budgets, but its limits are not the client's either. */
const told = (reply: Reply, form: LimitForm, own: RawHeaders): Reply => {
  const kept = withoutUpstreams(reply.headers, form)
  return { ...reply, headers: reply.status < 400 ? [...kept, ...own] : kept }
}

const withoutUpstreams = (headers: RawHeaders, form: LimitForm): RawHeaders => {
  const kept: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = [headers[index], headers[index + 1]]
    if (!form.isUpstreams(name.toLowerCase())) kept.push(name, value)
  }
  return kept
}

const todayOf = ({ entry, used, resetsAt }: Told): LimitToday => ({
  used,
  // Of one that only warns all may be used, which no client knows.
  threshold: thresholdOf(entry, Math.min(used, JUST_BELOW)),
  resetsAt: resetsAt === undefined ? undefined : Math.floor(resetsAt / 1000),
  minutes: periodMinutes(entry),
})

const JUST_BELOW = 0.999999
