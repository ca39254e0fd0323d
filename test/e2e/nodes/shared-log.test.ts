/** Two whole CLPs that keep one log in one PostgreSQL, while it is there, while it is not, and while one of them dies. */
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { message, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { noPostgres, startPostgres, type TestPostgres } from '../../kit/postgres.ts'

// Whole daemons, and a database that is killed under them.
vi.setConfig({ testTimeout: 180_000 })

const PATIENCE = { timeout: 60_000, interval: 200 }
const ANSWER = JSON.stringify(message({ blocks: [text('Hello')], inputTokens: 7, outputTokens: 5 }))

describe.skipIf(noPostgres !== undefined)(`two nodes${noPostgres === undefined ? '' : ` (${noPostgres})`}`, () => {
  let server: TestPostgres
  let upstream: FakeUpstream
  let worlds: readonly [ClpWorld, ClpWorld]
  let environments: readonly Readonly<Record<string, string>>[]
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.close())
  beforeEach(async () => {
    await server.start()
    upstream = await startFakeUpstream(async (asked, reply) => {
      await asked.body()
      reply.head(200, ['content-type', 'application/json'])
      reply.end(ANSWER)
    })
    const url = server.schema()
    const zones = ['Asia/Shanghai', 'UTC']
    worlds = [createClpWorld(), createClpWorld()]
    environments = worlds.map((_, index) => ({
      CLP_DATABASE_URL: url,
      CLP_NODE_NAME: `node-${index}`,
      CLP_DRAIN_DELAY: '0',
      TZ: zones[index] ?? '',
    }))
    for (const index of [0, 1]) {
      await run(index, ['add', 'claude', 'main', '--base-url', upstream.url, '--active'])
      expect(await run(index, ['start'])).toMatchObject({ code: 0, err: '' })
    }
  })
  afterEach(async () => {
    for (const world of worlds) world.end()
    await upstream.close()
  })

  const run = (index: number, argv: readonly string[]) =>
    (worlds[index] as ClpWorld).run(argv, { environment: environments[index] ?? {} })
  const json = async (index: number, argv: readonly string[]) =>
    JSON.parse((await run(index, [...argv, '--json'])).out || '{}')
  /** So many requests, in turn to both; answers how many were answered well. */
  const ask = async (count: number, nodes: readonly number[] = [0, 1]): Promise<number> => {
    const addresses = nodes.map((node) => (worlds[node] as ClpWorld).address('claude'))
    const answers = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const address = addresses[index % addresses.length]
        const answer = await fetch(`${address}/v1/messages`, { method: 'POST', body: '{"model":"claude-opus"}' })
        return (await answer.text()) === ANSWER
      }),
    )
    return answers.filter(Boolean).length
  }
  const totals = async (index: number): Promise<number> => {
    const ui = (worlds[index] as ClpWorld).runFile().addresses.ui
    const { total } = (await (await fetch(`${ui}/api/usage?by=day`)).json()) as { total?: { requests: number } }
    return total?.requests ?? 0
  }

  it('count each request once, list it once, wherever it went, and begin their days together', async () => {
    expect(await ask(200)).toBe(200)
    await vi.waitFor(async () => expect([await totals(0), await totals(1)]).toEqual([200, 200]), PATIENCE)
    const [left, right] = [await json(0, ['logs', '--limit', '500']), await json(1, ['logs', '--limit', '500'])]
    const ids = left.items.map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(200)
    expect(right.items.map(({ id }: { id: string }) => id)).toEqual(ids)
    const days = await Promise.all([0, 1].map((index) => json(index, ['usage', '--by', 'day'])))
    expect(days[0].rows).toEqual(days[1].rows)
    // A daemon that does not run is no reason not to know.
    await run(1, ['stop'])
    expect((await json(1, ['logs', '--limit', '500'])).items).toHaveLength(200)
  })

  it('answer every request while the database is killed, and make up for it', async () => {
    expect(await ask(40)).toBe(40)
    await server.kill()
    expect(await ask(120)).toBe(120)
    await vi.waitFor(async () => {
      const { today, notices } = await json(0, ['status'])
      expect(today).toBeNull()
      expect(notices.map(({ code }: { code: string }) => code)).toContain('journal-trouble')
    }, PATIENCE)
    for (const path of ['/readyz', '/livez']) {
      expect((await fetch((worlds[0] as ClpWorld).address('claude') + path)).status).toBe(200)
    }
    await server.start()
    expect(await ask(40)).toBe(40)
    await vi.waitFor(async () => expect([await totals(0), await totals(1)]).toEqual([200, 200]), PATIENCE)
  })

  it('send what a node that was killed has left on its disk, once it starts again', async () => {
    expect(await ask(20)).toBe(20)
    await vi.waitFor(async () => expect(await totals(1)).toBe(20), PATIENCE)
    await server.kill()
    expect(await ask(30, [0])).toBe(30)
    const spool = join((worlds[0] as ClpWorld).home, 'data', 'spool')
    const waiting = async (): Promise<number> => (await json(0, ['status'])).journal.troubles?.[0]?.params?.batches ?? 0
    await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(0), PATIENCE)
    // What is a moment old may be on its way to the disk.
    let before = -1
    await vi.waitFor(() => {
      const now = readdirSync(spool).length
      const isSame = now === before
      before = now
      expect(isSame).toBe(true)
    }, PATIENCE)
    await (worlds[0] as ClpWorld).crash()
    // Starts without its database, and says so.
    expect(await run(0, ['start'])).toMatchObject({ code: 0 })
    await server.start()
    await vi.waitFor(async () => expect([await totals(0), await totals(1)]).toEqual([50, 50]), PATIENCE)
    expect(readdirSync(spool)).toEqual([])
  })

  it('do not start with a database that refuses them, and say which variable to mend, not the password', async () => {
    await run(0, ['stop'])
    const bad = `postgres://nobody:geheim-42@127.0.0.1:${server.port}/postgres`
    const world = worlds[0] as ClpWorld
    const failed = world.spawn(['run'], { environment: { ...environments[0], CLP_DATABASE_URL: bad } })
    let said = ''
    failed.stderr?.on('data', (chunk: Buffer) => {
      said += String(chunk)
    })
    expect(await once(failed, 'close')).toEqual([1, null])
    expect(said).toContain('Cannot use the database that CLP_DATABASE_URL names')
    expect(said).toContain('nobody')
    expect(said).not.toContain('geheim-42')
  })
})
