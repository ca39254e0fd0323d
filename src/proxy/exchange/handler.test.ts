import { expect, test } from 'vitest'
import type { Reply } from '../../edge/reply.ts'
import { type Layer, pipeline } from './handler.ts'

interface Plain {
  readonly words: readonly string[]
}
interface Rich extends Plain {
  readonly extra: string
}

const reply = (status: number): Reply => ({ status, statusMessage: '', headers: [], body: undefined })

const say =
  (word: string): Layer<Plain> =>
  (next) =>
  (input) =>
    next({ ...input, words: [...input.words, word] })

const enrich: Layer<Plain, Rich> = (next) => (input) => next({ ...input, extra: 'more' })

test('runs the layers in the order they are written, each handing on its own input', async () => {
  let seen: Rich | undefined
  const handler = pipeline<Plain>()
    .use(say('first'))
    .use(say('second'))
    .use(enrich)
    .end(async (input) => {
      seen = input
      return reply(200)
    })
  expect((await handler({ words: [] })).status).toBe(200)
  expect(seen).toEqual({ words: ['first', 'second'], extra: 'more' })
})

test('does not compile when a layer needs what nobody before it supplies', () => {
  const needsRich: Layer<Rich> = (next) => next
  // @ts-expect-error -- the very point of the test: Plain has no `extra`
  pipeline<Plain>().use(needsRich)
})
