/** `clp prices`: what is set is what is shown, with names, and what is unknown says so. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore } from '../../../src/store/backends/sqlite/open-sqlite-store.ts'
import { clp } from '../../kit/cli.ts'
import { createFakeClock } from '../../kit/fake-clock.ts'
import { NO_LIMITS } from '../../kit/open-backend.ts'
import { recordOf, usageOf } from '../../kit/records.ts'
import { createTempHome, type TempHome } from '../../kit/temp-home.ts'

let home: TempHome
beforeEach(() => {
  home = createTempHome({})
})
afterEach(() => home.remove())

const run = (line: string, language: 'en' | 'zh' = 'en') => clp(line.split(' '), { home: home.root, language })
const json = async (line: string) => JSON.parse((await run(`${line} --json`)).out)
const document = () => JSON.parse(readFileSync(join(home.root, 'data/prices.json'), 'utf8'))

it('shows the shipped price, and says when there is none', async () => {
  expect(await json('prices show claude-opus-5-5-20260901')).toMatchObject({
    candidates: ['claude-opus-5-5-20260901', 'claude-opus-5-5'],
    rule: { name: 'book:anthropic/claude-opus-5-5', prices: { input: '4', cacheRead: '0.2' } },
    multiplier: '1',
  })
  expect(await json('prices show claude-opus-55')).toMatchObject({ rule: null })
  const { code, out } = await run('prices show claude-opus-55', 'zh')
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('没有已知价格') })
})

it('sets a price, changes it, and takes it away again', async () => {
  await run('prices set my-* --input 0.3 --output 1.5 --upstream relay --from 2026-01-01')
  await run('prices set my-* --output 2 --upstream relay --from 2026-01-01')
  expect(document().models).toEqual([{ match: 'my-*', upstream: 'relay', from: '2026-01-01', input: 0.3, output: 2 }])
  expect(await json('prices show my-model --upstream relay')).toMatchObject({
    rule: { name: 'own#1', prices: { output: '2' } },
  })
  expect(await json('prices show my-model')).toMatchObject({ rule: null })
  expect(await json('prices show my-model --upstream relay --at 2025-12-31')).toMatchObject({ rule: null })
  await run('prices set my-* --remove --upstream relay --from 2026-01-01')
  expect(document().models).toEqual([])
})

it('sets what an upstream makes of prices, and a rate', async () => {
  await run('prices set --service claude --upstream relay --multiplier 1.2 --credit 0.5 --currency CNY')
  await run('prices set --rate 7.05 --from 2026-07-01')
  expect(await json('prices show claude-opus-5-5 --service claude --upstream relay')).toMatchObject({
    multiplier: '1.2',
    credit: { price: '0.5', currency: 'CNY' },
    rate: '7.05',
  })
})

it.each([
  ['prices set my-model', 2, 'Say what to set'],
  ['prices set --multiplier 2', 2, '--upstream'],
  ['prices set my-model --input 0.1234567', 1, 'models.0.input must be an amount'],
  ['prices set my-model --input 3 --from soon', 1, 'models.0.from must be a date'],
  ['prices set my-model --remove', 1, 'no price of your own'],
])('refuses %s', async (line, code, said) => {
  const result = await run(line)
  expect(result).toMatchObject({ code, err: expect.stringContaining(said) })
})

it('says how old the prices are', async () => {
  expect(await json('prices check')).toMatchObject({ shipped: { date: '2026-09-23' }, own: 0, unknown: [] })
})

it('prices again what was counted before there was a price, and says so', async () => {
  const store = await openSqliteStore({
    file: join(home.root, 'data/clp.db'),
    clock: createFakeClock(),
    limits: NO_LIMITS,
  })
  store.journal.append(
    recordOf({ startedAt: Date.UTC(2026, 10, 1), usage: usageOf({ uncachedInput: 1000, total: 1000 }) }),
  )
  await store.journal.flush()
  await store.close()
  await run('prices set claude-opus --input 3 --output 15')
  expect(await json('usage reprice --since 2026-10-01 --dry-run')).toEqual({
    requests: 1,
    changed: 3,
    before: '0',
    after: '3000000',
  })
  expect((await run('usage reprice --since 2026-10-01')).code).toBe(2)
  expect((await run('usage reprice --since 2026-10-01 --yes')).out).toContain('$0.00 → $0.003')
  expect(await json('usage reprice --since 2026-10-01 --yes')).toMatchObject({ changed: 0 })
  expect(await json('usage reprices')).toMatchObject({ reprices: [{ requests: 1, after: '3000000' }] })
  expect((await json('usage --by model')).total.cost).toMatchObject({ nano: '3000000', unpriced: 0 })
})
