/** `clp logs` and `clp usage` on the database alone, with no daemon. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../src/contract/clock.ts'
import type { ExchangeRecord } from '../../../src/contract/exchange.ts'
import { systemSchema } from '../../../src/contract/settings.ts'
import { openSqliteStore } from '../../../src/store/backends/index.ts'
import { homeAt } from '../../../src/store/files/home.ts'
import { clp } from '../../kit/cli.ts'
import { attemptAt, captured, recordOf, refusedAttempt, usageOf } from '../../kit/records.ts'
import { createTempHome, type TempHome } from '../../kit/temp-home.ts'

// Every command opens the database with its threads anew, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const FIRST = '019aa3f0-5d1c-7b2e-8000-000000000001'
const SECOND = '019aa3f0-5d1d-7c2e-8000-000000000002'
const AT = 0x019aa3f05d1c

let home: TempHome
beforeEach(() => {
  home = createTempHome()
})
afterEach(() => home.remove())

const run = (line: string, language: 'en' | 'zh' = 'en') => clp(line.split(' '), { home: home.root, language })
const fillWith = async (...records: readonly ExchangeRecord[]): Promise<void> => {
  const limits = systemSchema.parse({}).logLimit
  const store = await openSqliteStore({ file: homeAt(home.root).database, limits, clock: systemClock })
  for (const record of records) store.journal.append(record)
  await store.journal.flush()
  await store.close()
}
const two = () =>
  fillWith(
    recordOf({
      id: FIRST,
      startedAt: AT,
      service: 'claude',
      upstream: 'work',
      model: { asked: 'big', sent: 'small' },
      usage: { ...usageOf({ input: 12_345, uncachedInput: 12_345, output: 7, total: 12_352 }), partial: false },
      request: captured('{"hello":"world"}'),
      response: captured('answer\u001b[31m'),
      requestHeaders: ['accept', '*/*'],
      attempts: [refusedAttempt('spare', 'Overloaded'), attemptAt('work', undefined, 2)],
      changes: [{ by: 'route', rule: 'model #1', target: 'model', offset: 9, removed: 3, inserted: 5 }],
    }),
    recordOf({
      id: SECOND,
      startedAt: AT + 1,
      service: 'codex',
      upstream: 'other',
      outcome: { kind: 'blocked', filter: 'endpoint', rule: 'r', status: 451, reason: 'not here' },
    }),
  )

describe('clp logs', () => {
  it('lists what an upstream said of a request that failed', async () => {
    const attempts = [refusedAttempt('spare', 'Overloaded')]
    await fillWith(recordOf({ startedAt: AT, attempts, outcome: { kind: 'delivered', status: 529 } }))
    expect((await run('logs')).out).toMatch(/ 529 .*POST \/v1\/messages {2}overloaded_error: Overloaded/)
  })

  it('is empty where nothing was ever recorded', async () => {
    expect(await run('logs')).toEqual({ code: 0, out: 'No requests\n', err: '' })
    expect(JSON.parse((await run('logs --json')).out)).toEqual({ items: [], next: null })
    expect((await run('usage')).out).toBe('No usage\n')
    expect((await run(`logs show ${FIRST}`)).code).toBe(1)
    expect((await run('logs clear --yes')).out).toContain('0 requests removed')
  })

  it('lists newest last, with model, usage and what was blocked', async () => {
    await two()
    const { code, out } = await run('logs')
    expect(code).toBe(0)
    const [, first = '', second = ''] = out.split('\n')
    expect(first).toMatch(/019aa3f0-5d1c-7b2e +Claude +work +big → small +200 .* +12345 \(12\.3k\) +7 +POST/)
    expect(second).toMatch(/019aa3f0-5d1d-7c2e +Codex +blocked .* 451 /)
  })

  it('filters by the same fields as the API', async () => {
    await two()
    const ids = async (line: string) =>
      (JSON.parse((await run(`logs --json ${line}`)).out) as { items: { id: string }[] }).items.map(({ id }) => id)
    expect(await ids('--service claude')).toEqual([FIRST])
    expect(await ids('--status 4xx')).toEqual([SECOND])
    expect(await ids('--status failed')).toEqual([SECOND])
    expect(await ids('--upstream work')).toEqual([FIRST])
    expect(await ids('--text world')).toEqual([FIRST])
    expect(await ids('--limit 1')).toEqual([SECOND])
    expect(await ids('--until 2001-01-01')).toEqual([])
    expect(await ids('--since 2001-01-01')).toEqual([SECOND, FIRST])
    expect((await run('logs --limit 1')).err).toContain('There are more')
  })

  it.each([
    ['logs --status maybe', '429, 4xx, ok or failed'],
    ['logs --since yesterday', '30m'],
    ['logs --limit 0', 'from 1 to 500'],
    ['logs export --format xml', 'jsonl or har'],
    [`logs show ${FIRST} --body all`, 'request, sent or response'],
    ['usage --by planet', 'hour, day, month'],
  ])('%s is wrong usage', async (line, expected) => {
    const { code, err } = await run(line)
    expect(code).toBe(2)
    expect(err).toContain(expected)
  })

  it('shows one request by the beginning of its id, with attempts and changes, and its bodies when asked', async () => {
    await two()
    const { code, out } = await run('logs show 019aa3f0-5d1c-7b2e')
    expect(code).toBe(0)
    expect(out).toContain(FIRST)
    expect(out).toMatch(/1 +spare +refused 529/)
    expect(out).toContain('1: overloaded_error: Overloaded\n  1: It has too much to do. Wait, or use another upstream.')
    expect(out).toMatch(/2 +work +answered 200/)
    expect(out).toContain('route model #1: model (-3 +5)')
    expect(out).toContain('accept: */*')
    expect(out).not.toContain('{"hello":"world"}')
    const asked = (await run('logs show 019aa3f0-5d1c-7b2e --bodies')).out
    expect(asked).toContain('{"hello":"world"}')
    expect(asked).toContain('answer')
    expect(out).not.toContain('\u001b')
    expect(JSON.parse((await run(`logs show ${FIRST} --json`)).out)).toMatchObject({ id: FIRST, upstream: 'work' })
    expect((await run('logs show 019aa3f0-5d1d-7c2e', 'zh')).out).toContain('451，被 endpoint 拦截：not here')
  })

  it('shows a request of the original by the id that the list shows', async () => {
    const old = ['5f1c6a3e-9d0b-4c55-8a51-0c6e7f1b2a3d', 'legacy-0123456789abcdef0123456789abcdef']
    await fillWith(...old.map((id) => recordOf({ id, startedAt: AT })))
    const list = (await run('logs')).out
    for (const id of old) {
      expect(list).toContain(id)
      expect((await run(`logs show ${id}`)).out).toContain(id)
    }
  })

  it('prints one body as it was', async () => {
    await two()
    expect((await run(`logs show ${FIRST} --body request`)).out).toBe('{"hello":"world"}')
    // Sent as received, so it is kept once.
    expect((await run(`logs show ${FIRST} --body sent`)).out).toBe('{"hello":"world"}')
    expect((await run(`logs show ${FIRST} --body response`)).out).toBe('answer\u001b[31m')
  })

  it('does not guess', async () => {
    await two()
    expect((await run('logs show 019aa3f0-5d1c')).out).toContain(FIRST)
    for (const id of ['019aa3f0', 'ffffffff-ffff-7b2e', 'nonsense', '019aa3f0-5d1c-7b2e-8000-00000000ffff']) {
      expect([id, (await run(`logs show ${id}`)).code]).toEqual([id, 1])
    }
  })

  it('exports to standard output, or to a new file of its owner, and never over another', async () => {
    await two()
    const lines = (await run('logs export')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ service }) => service).sort()).toEqual(['claude', 'codex'])
    const file = join(home.root, 'log.har')
    const { code, out } = await run(`logs export --format har --service claude -o ${file}`)
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(JSON.parse(readFileSync(file, 'utf8')).log.entries).toHaveLength(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, 'mine')
    expect((await run(`logs export -o ${file}`)).code).toBe(1)
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('is cleared only when somebody says so, and the totals stay', async () => {
    await two()
    const refused = await run('logs clear')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('--yes')
    expect((await run('logs clear --yes')).out).toBe('2 requests removed; usage totals are kept\n')
    expect((await run('logs')).out).toBe('No requests\n')
    expect((await run('usage')).out).toContain('12345 (12.3k)')
  })
})

describe('clp usage', () => {
  it("shows totals in the original's number format, grouped as asked", async () => {
    await two()
    const { code, out } = await run('usage --by service,model')
    expect(code).toBe(0)
    expect(out).toMatch(/^Claude +small +1 +0 +0 +0 +12345 \(12\.3k\)/m)
    expect(out).toMatch(/^Total +2 +1 +0 +0 +12355 \(12\.3k\)/m)
    expect(JSON.parse((await run('usage --by service --service claude --json')).out).rows).toEqual([
      expect.objectContaining({ key: { service: 'claude' }, requests: 1, failures: 0 }),
    ])
  })

  it('is set to zero only when somebody says so, and the log stays', async () => {
    await two()
    expect((await run('usage clear')).code).toBe(2)
    expect((await run('usage clear --yes')).code).toBe(0)
    expect((await run('usage')).out).toBe('No usage\n')
    expect((await run('logs')).out).toContain('019aa3f0-5d1c-7b2e')
  })
})
