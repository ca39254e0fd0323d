/**
 * Answers what the entrance could not let in: a foreign page, a name that is not ours, a protocol that is not
 * served, what CLP has sent itself.
 */
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { Problem } from '../../edge/problem.ts'
import type { Admissible, Announced } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { isLoop } from '../exchange/hop.ts'

export const refuse = (): Layer<Announced, Admissible> => (next) => (input) => {
  if (isAdmissible(input) && !isLoop(input.head.headers)) return next(input)
  input.trace.answeredBy = 'blocked'
  throw input.refused ?? cameBack()
}

const cameBack = (): Problem => {
  const reason = { code: 'came-back', params: {} } as const
  return new Problem('loop-detected', inEnglish(reason), { reason })
}

const isAdmissible = (input: Announced): input is Admissible => input.refused === undefined
