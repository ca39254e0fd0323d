/** Bodies that somebody wrote to keep the scanners busy: each is read once, in slices, whatever stands in it. */
import { describe, expect, it } from 'vitest'
import { Body } from '../bytes/body.ts'
import { SLICE } from './json-cursor.ts'
import { findMembers } from './json-member.ts'
import { scanMembers } from './json-scan.ts'

const MANY = 1_000_000

/** A string without a quote in it is crossed in one native search. */
const AT_ONCE = new Set(['a million backslashes', 'a million escapes in a key', 'braces in strings'])

const hostile: readonly (readonly [string, string])[] = [
  ['the same key a hundred thousand times', `{${'"x":1,'.repeat(100_000)}"model":"m"}`],
  ['a million keys of different spelling', `{${'"mode\\u006d":1,'.repeat(MANY)}"model":"m"}`],
  ['a number of a million digits', `{"x":${'7'.repeat(MANY)},"model":"m"}`],
  ['a number in front, and digits in a key', `{"${'7'.repeat(MANY)}":1,"model":"m"}`],
  ['a million escaped quotes', `{"x":"${'\\"'.repeat(MANY)}","model":"m"}`],
  ['a million backslashes', `{"x":"${'\\\\'.repeat(MANY)}","model":"m"}`],
  ['a million escapes in a key', `{"${'\\u006d'.repeat(MANY)}":1,"model":"m"}`],
  ['arrays a million deep', `{"x":${'['.repeat(MANY)}${']'.repeat(MANY)},"model":"m"}`],
  ['objects a million deep', `{"x":${'{"a":'.repeat(MANY)}1${'}'.repeat(MANY)},"model":"m"}`],
  ['a million empty strings', `{"x":[${'"",'.repeat(MANY)}1],"model":"m"}`],
  ['four million blanks', `{${' '.repeat(4 * MANY)}"model"${' '.repeat(100)}:"m"}`],
  ['braces in strings', `{"x":"${'{['.repeat(MANY)}","model":"m"}`],
]

describe('a hostile body', () => {
  it.each(hostile)('%s is read once, and never for long', (title, text) => {
    const body = Body.from(text)
    const work = scanMembers(body, ['model'], { all: true })
    let pauses = 0
    let step = work.next()
    for (; step.done !== true; step = work.next()) pauses += 1
    expect(step.value.complete).toBe(true)
    expect(step.value.members.map(({ start, end }) => text.slice(start, end))).toEqual(['"m"'])
    if (!AT_ONCE.has(title)) expect(pauses).toBeGreaterThanOrEqual(Math.floor(body.size / (2 * SLICE)) - 1)
    expect(pauses).toBeLessThanOrEqual(body.size / 4096 + 4)
  })

  it.each(hostile)('%s in pieces of one byte is the same', (_title, text) => {
    const short = Buffer.from(text.slice(0, 30_000))
    const body = new Body(Array.from(short, (_, at) => short.subarray(at, at + 1)))
    const work = scanMembers(body, ['model'], { all: true })
    const whole = scanMembers(Body.from(short), ['model'], { all: true })
    const result = (scan: typeof work) => {
      let step = scan.next()
      while (step.done !== true) step = scan.next()
      return step.value
    }
    expect(result(work)).toEqual(result(whole))
  })

  it('repeats the model a hundred thousand times, and is given up after a thousand', () => {
    const body = Body.from(`{${'"model":"m",'.repeat(100_000)}"x":1}`)
    expect(findMembers(body, 'model').next()).toEqual({ done: true, value: 'too-many' })
  })
})
