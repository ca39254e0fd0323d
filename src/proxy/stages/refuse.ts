/** Answers what the entrance could not let in: a foreign page, a name that is not ours, a protocol that is not served. */
import type { Admissible, Announced } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const refuse = (): Layer<Announced, Admissible> => (next) => (input) => {
  if (isAdmissible(input)) return next(input)
  input.trace.answeredBy = 'blocked'
  throw input.refused
}

const isAdmissible = (input: Announced): input is Admissible => input.refused === undefined
