import { expect, it } from 'vitest'
import { observedOf, openedOf } from '../../../test/kit/exchange.ts'
import { alone } from '../../../test/kit/stage.ts'
import { Problem } from '../../edge/problem.ts'
import { refuse } from './refuse.ts'

const asked = (refused?: Problem) => ({ ...observedOf(openedOf({}, { refused })), announce: () => undefined })

it('what the entrance could not let in is answered with its reason, and on record as blocked', async () => {
  const problem = new Problem('upgrade-required', 'not here')
  const { ask, given } = alone(refuse())
  const input = asked(problem)
  await expect(ask(input)).rejects.toBe(problem)
  expect(input.trace.upstream).toBe('blocked')
  expect(given).toEqual([])
})

it('everything else goes on as it is', async () => {
  const { ask, given } = alone(refuse())
  const input = asked()
  await ask(input)
  expect(given).toEqual([input])
  expect(input.trace.upstream).toBeUndefined()
})
