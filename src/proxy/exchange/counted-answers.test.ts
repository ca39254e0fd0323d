import { expect, it } from 'vitest'
import { NO_USAGE } from '../../contract/usage.ts'
import type { MarkedReading } from '../../protocol/usage/usage-reader.ts'
import { createCountedAnswers } from './counted-answers.ts'

const marked = (id: string | undefined, finished = true): MarkedReading => ({
  reading: { usage: { ...NO_USAGE, input: 1 }, raw: {}, partial: false },
  answer: { id, finished },
})

/** How many of the readings are counted, in order; `true` for the answer to a question. */
const counted = (...readings: readonly (readonly [MarkedReading | undefined, boolean])[]): readonly boolean[] => {
  const answers = createCountedAnswers()
  return readings.map(([reading, isQuestion]) => answers.take(reading, isQuestion) !== undefined)
}

it('counts an answer that is polled once, with its question', () => {
  const poll = [marked('resp_1'), false] as const
  expect(counted([marked('resp_1'), true], poll, poll)).toEqual([true, false, false])
})

it('counts an answer in the background at its first finished reading', () => {
  const running = [marked('resp_1', false), false] as const
  const done = [marked('resp_1'), false] as const
  expect(counted([undefined, true], running, done, done)).toEqual([false, false, true, false])
})

it('counts every question, whatever its answer is called: some relays call all of them the same', () => {
  expect(counted([marked('chatcmpl-'), true], [marked('chatcmpl-'), true])).toEqual([true, true])
})

it('counts what has no name', () => {
  expect(counted([marked(undefined), false], [marked(undefined), false])).toEqual([true, true])
})

it('forgets the oldest, and not the rest', () => {
  const answers = createCountedAnswers()
  for (let index = 0; index <= 10_000; index += 1) answers.take(marked(`resp_${index}`), true)
  expect(answers.take(marked('resp_1'), false)).toBeUndefined()
  expect(answers.take(marked('resp_0'), false)).toBeDefined()
})
