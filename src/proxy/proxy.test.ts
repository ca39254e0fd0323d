/** Holds the chain in order at compile time: what an earlier stage is given never does where a later one stands. */
import { expect, test } from 'vitest'
import type { Handler, Layer } from './exchange/handler.ts'
import { pipeline } from './exchange/handler.ts'
import type { address } from './stages/address.ts'
import type { admit } from './stages/admit.ts'
import type { afford } from './stages/afford.ts'
import type { affordModel } from './stages/afford-model.ts'
import type { announce } from './stages/announce.ts'
import type { authenticate } from './stages/authenticate.ts'
import type { balance } from './stages/balance.ts'
import type { count } from './stages/count.ts'
import type { local } from './stages/local.ts'
import type { mask } from './stages/mask.ts'
import type { meter } from './stages/meter.ts'
import type { observe } from './stages/observe.ts'
import type { origin } from './stages/origin.ts'
import type { receive } from './stages/receive.ts'
import type { refuse } from './stages/refuse.ts'
import type { rewrite } from './stages/rewrite.ts'
import type { rewriteModel } from './stages/rewrite-model.ts'
import type { route } from './stages/route.ts'
import type { send } from './stages/send.ts'
import type { tellLimits } from './stages/tell-limits.ts'
import type { translate } from './stages/translate.ts'
import type { understand } from './stages/understand.ts'

/** In the order of the chain. */
type Stages = [
  typeof origin,
  typeof observe,
  typeof announce,
  typeof refuse,
  typeof local,
  typeof authenticate,
  typeof admit,
  typeof afford,
  typeof receive,
  typeof mask,
  typeof understand,
  typeof route,
  typeof affordModel,
  typeof rewrite,
  typeof meter,
  typeof tellLimits,
  typeof balance,
  typeof rewriteModel,
  typeof translate,
  typeof count,
  typeof address,
  typeof send,
]

// biome-ignore lint/suspicious/noExplicitAny: any stage, whatever it is made with
type Stage = (...deps: any[]) => unknown

/** What a stage is given. */
type Given<Made> = Made extends (next: Handler<infer _Out>) => Handler<infer In>
  ? In
  : Made extends Handler<infer In>
    ? In
    : never

type InputsOf<List extends readonly Stage[]> = { [Key in keyof List]: Given<ReturnType<List[Key]>> }

/** Whether `Early` would do for any of `Later`. */
type DoesFor<Early, Later extends readonly unknown[]> = Later extends readonly [infer First, ...infer Rest]
  ? Early extends First
    ? true
    : DoesFor<Early, Rest>
  : false

/** Whether some input would do where a later one is asked for: then a stage could be left out, or two exchanged. */
type Leaks<Inputs extends readonly unknown[]> = Inputs extends readonly [infer First, ...infer Rest]
  ? DoesFor<First, Rest> extends true
    ? true
    : Leaks<Rest>
  : false

test('no stage can be left out, and no two can be exchanged', () => {
  const leaks: Leaks<InputsOf<Stages>> = false
  expect(leaks).toBe(false)
})

test('the check itself sees a chain in which a stage could be left out', () => {
  type Same = (next: Handler<{ a: 1 }>) => Handler<{ a: 1 }>
  const leaks: Leaks<InputsOf<[() => Same, () => Same]>> = true
  expect(leaks).toBe(true)
})

test('a stage that needs what none before it gave does not compile', () => {
  const plain: Layer<{ id: string }> = (next) => next
  const needy: Layer<{ id: string; body: string }> = (next) => next
  // @ts-expect-error -- the very point: nobody gave a body
  pipeline<{ id: string }>().use(plain).use(needy)
})
