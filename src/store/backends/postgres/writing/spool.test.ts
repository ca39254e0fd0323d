import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { batchOf, captured, recordOf } from '../../../../../test/kit/records.ts'
import type { NumberedBatch } from '../database/messages.ts'
import { Spool } from './spool.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clp-spool-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const instance = randomUUID()
const MEGABYTE = 1024 * 1024
const batch = (number: number, size = 10, of = instance): NumberedBatch => ({
  ...batchOf(recordOf({ response: captured('x'.repeat(size)) })),
  instance: of,
  number,
})

const emptied = (spool: Spool): readonly NumberedBatch[] => {
  const batches: NumberedBatch[] = []
  for (let head = spool.head(); head !== undefined; head = spool.head()) {
    batches.push(head)
    spool.dropHead()
  }
  return batches
}
const requestsIn = (batches: readonly NumberedBatch[]): number =>
  batches.reduce(
    (sum, { records, entries }) =>
      sum + records.length + entries.reduce((requests, entry) => requests + entry.requests, 0),
    0,
  )

it('gives back what another process has put in, in order, bodies and all', () => {
  const spool = new Spool(folder, MEGABYTE)
  const [first, second] = [batch(9, 5000), batch(10)]
  expect([spool.put(first), spool.put(second)]).toEqual([
    { records: 0, bodies: 0 },
    { records: 0, bodies: 0 },
  ])
  expect(emptied(new Spool(folder, MEGABYTE))).toEqual([first, second])
  expect(readdirSync(folder)).toEqual([])
})

it('leaves bodies out where it is full, then records, and never a count', () => {
  const spool = new Spool(folder, 40_000)
  const givenUp = Array.from({ length: 60 }, (_, index) => spool.put(batch(index + 1, 8000)))
  expect(givenUp.some(({ bodies }) => bodies > 0)).toBe(true)
  expect(givenUp.some(({ records }) => records > 0)).toBe(true)
  expect(spool.bytes).toBeLessThan(50_000)
  const sent = emptied(new Spool(folder, 40_000))
  expect(requestsIn(sent)).toBe(60)
  expect(sent.map(({ number }) => number)).toEqual(sent.map(({ number }) => number).sort((a, b) => a - b))
  expect(sent.length).toBeLessThan(40)
})

it('folds nothing into a batch that may be written already', () => {
  const spool = new Spool(folder, 0)
  spool.put(batch(1))
  expect(requestsIn([spool.head() as NumberedBatch])).toBe(1)
  spool.put(batch(2))
  spool.put(batch(3))
  expect(emptied(spool).map((one) => [one.number, requestsIn([one])])).toEqual([
    [1, 1],
    [3, 2],
  ])
})

it('counts a batch once whose process ended while it was folded into another', () => {
  const spool = new Spool(folder, 0)
  spool.put(batch(1))
  const [only = ''] = readdirSync(folder)
  spool.put(batch(2))
  // The file of the first is back, as if it had not been removed in time.
  writeFileSync(join(folder, only), 'anything')
  expect(requestsIn(emptied(new Spool(folder, 0)))).toBe(2)
})

it('puts aside what cannot be read, and goes on', () => {
  const spool = new Spool(folder, MEGABYTE)
  spool.put(batch(1))
  writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'cut short')
  spool.put(batch(2))
  expect(emptied(new Spool(folder, MEGABYTE)).map(({ number }) => number)).toEqual([2])
  expect(readdirSync(folder)).toEqual([expect.stringContaining('.damaged')])
})

it('passes over what another daemon of the same home has sent meanwhile', () => {
  const spool = new Spool(folder, MEGABYTE)
  for (const number of [1, 2, 3]) spool.put(batch(number))
  const successor = new Spool(folder, MEGABYTE)
  successor.head()
  successor.dropHead()
  expect(emptied(spool).map(({ number }) => number)).toEqual([2, 3])
  expect(emptied(successor)).toEqual([])
})
