/** Limits as Codex reads them from the head of an answer of the Responses API. It names a window by its minutes. */

import type { RawHeaders } from '../../contract/exchange.ts'
import { percentOf } from '../../contract/money/share.ts'
import type { LimitForm, LimitReached, LimitToday } from '../common/limit-form.ts'

/** From 90 % on Codex offers to change to another model, which the upstream may not have. */
const BEFORE_NUDGE = 89.9

/** For a refusal: of all that is sent only this sentence is shown. */
export const reachedHeaders = ({ sentence }: LimitReached): RawHeaders => ['x-codex-promo-message', sentence]

const SLOTS = ['primary', 'secondary'] as const

export const limits: LimitForm = {
  // Without a window there is nothing honest to say: its notices name one.
  headers: (all, nudge) => {
    const told = all.filter(({ minutes }) => minutes !== undefined)
    return SLOTS.flatMap((slot, index) => slotHeaders(slot, told[index], nudge))
  },
  isUpstreams: (name) => OF_UPSTREAM.test(name),
}

const slotHeaders = (slot: string, limit: LimitToday | undefined, nudge: boolean): RawHeaders => {
  if (limit?.minutes === undefined) return []
  const percent = Math.min(nudge ? 100 : BEFORE_NUDGE, percentOf(limit.used, 1))
  return [
    `x-codex-${slot}-used-percent`,
    String(percent),
    `x-codex-${slot}-window-minutes`,
    String(limit.minutes),
    ...(limit.resetsAt === undefined ? [] : [`x-codex-${slot}-reset-at`, String(limit.resetsAt)]),
  ]
}

const OF_UPSTREAM =
  /^(?:x-codex-(?:.*-)?(?:used-percent|window-minutes|reset-at|limit-name)|x-codex-credits-.*|x-codex-active-limit|x-codex-promo-message|x-codex-rate-limit-reached-type|x-ratelimit-.*)$/
