/** Clocks that jump: a wall clock set by hand or by a time server, a machine that slept, midnights of other zones. */
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { statusSchema } from '../../src/contract/api/status.ts'
import { createDaemon } from '../../src/daemon/daemon.ts'
import { clp as runClp } from '../kit/cli.ts'
import { upstream } from '../kit/clp.ts'
import { createFakeClock } from '../kit/fake-clock.ts'
import { proxyWorld } from '../kit/proxy-world.ts'
import { exchangeRaw, requestBytes } from '../kit/raw-client.ts'
import { controlled, EVENT_STREAM, json } from '../kit/replies.ts'
import { createTempHome, entry } from '../kit/temp-home.ts'

const HOUR = 3_600_000
const post = (port: number) =>
  exchangeRaw(port, requestBytes('POST /v1/messages', ['host', 'localhost', 'content-length', '13'], '{"model":"m"}'))

const says = (text: string) => json({ type: 'message', role: 'assistant', content: [{ type: 'text', text }] })

describe('an exchange during which the wall clock jumps', () => {
  it.each([
    ['back by a day', -24 * HOUR],
    ['forward by a day', 24 * HOUR],
  ])('lasts as long as it lasted: %s', async (_name, jump) => {
    const clock = createFakeClock()
    const behind = await upstream()
    const stream = controlled()
    behind.next(stream.script)
    const world = await proxyWorld({ claude: { main: entry(behind.url, { active: true }) } }, { clock })
    const began = clock.now()
    const answer = post(world.ports.claude)
    await stream.started
    clock.advance(1500)
    clock.jumpTo(clock.now() + jump)
    await stream.head(200, EVENT_STREAM)
    await stream.push('data: {}\n\n')
    clock.advance(2500)
    await stream.end()
    expect((await answer).status).toBe(200)
    const record = await world.record(1)
    expect(record.startedAt).toBe(began)
    expect(record.durationMs).toBe(4000)
    expect(record.attempts[0]?.durationMs).toBeGreaterThanOrEqual(1500)
    expect(record.attempts[0]?.durationMs).toBeLessThanOrEqual(4000)
  })
})

describe('the status after a jump of the wall clock', () => {
  it('counts uptime and the last hour by time that really passed', async () => {
    const clock = createFakeClock()
    const behind = await upstream(json({ ok: true }))
    const home = createTempHome({ claude: { main: entry(behind.url, { active: true }) } })
    const environment = { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' }
    const daemon = await createDaemon({ home: home.root, environment, clock })
    onTestFinished(async () => {
      await daemon.close(0)
      home.remove()
    })
    const port = daemon.services.find(({ id }) => id === 'claude')?.port ?? 0
    const status = async () => statusSchema.parse(await (await fetch(`${daemon.ui}/api/status`)).json())
    clock.advance(HOUR)
    clock.jumpTo(clock.now() - 5 * HOUR)
    expect((await status()).uptimeMs).toBe(HOUR)
    clock.jumpTo(clock.now() + 48 * HOUR)
    expect((await status()).uptimeMs).toBe(HOUR)
    await post(port)
    clock.jumpTo(clock.now() - 2 * HOUR)
    await post(port)
    await expect.poll(async () => (await status()).services[0]?.lastRequestAt).toBe(clock.now())
    // The one from a future that was taken back is not counted again when that time comes.
    clock.advance(2 * HOUR)
    const minutes = (await status()).services[0]?.minutes ?? []
    expect(minutes.reduce((sum, { requests }) => sum + requests, 0)).toBe(0)
  })
})

describe('a pause until midnight', () => {
  const zone = process.env['TZ']
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  // In Auckland it is tomorrow already, in Honolulu still yesterday; in Berlin the clocks go back that night.
  it.each([
    ['Pacific/Auckland', '2026-06-30T12:30:00Z', '2026-07-01T12:00:00.000Z'],
    ['Pacific/Honolulu', '2026-06-30T09:30:00Z', '2026-06-30T10:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2026-03-08T06:59:00Z', '2026-03-09T04:00:00.000Z'],
  ])('set in %s at %s ends at %s, wherever CLP runs', async (setIn, at, until) => {
    const [a, b] = [await upstream(says('a')), await upstream(says('b'))]
    const clock = createFakeClock(Date.parse(at))
    const home = createTempHome({ claude: { a: entry(a.url, { weight: 2 }), b: entry(b.url) } })
    onTestFinished(home.remove)
    process.env['TZ'] = setIn
    const { code } = await runClp(['lb', 'pause', 'claude', 'a'], { home: home.root, clock })
    process.env['TZ'] = 'Asia/Kathmandu'
    const written = JSON.parse(home.read('claude.json'))
    expect({ code, until: written.a.manualDisabledUntil }).toEqual({ code: 0, until })

    const documents = { claude: written, balancing: { mode: 'weight-based' } }
    const world = await proxyWorld(documents, { clock })
    clock.jumpTo(Date.parse(until) - 1)
    await post(world.ports.claude)
    clock.jumpTo(Date.parse(until))
    await post(world.ports.claude)
    expect([a.seen.length, b.seen.length]).toEqual([1, 1])
  })
})
