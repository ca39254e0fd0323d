/** Little room: few descriptors, little address space, ten thousand tokens, documents of many megabytes. A word about it, no crash, nobody blamed. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashToken } from '../../../src/codec/text/token.ts'
import { clp, upstream } from '../../kit/clp.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { entry } from '../../kit/temp-home.ts'

const isLinux = process.platform === 'linux'
const BODY = '{"model":"m","messages":[{"role":"user","content":"hello"}]}'
const ANSWER = '{"type":"message","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":1,"output_tokens":1}}'

/** Status of one request on a connection of its own, or the code of the error. */
const ask = (address: string): Promise<number | string> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' }
    const sent = request(`${address}/v1/messages`, { method: 'POST', headers, agent: false }, (answer) => {
      answer.resume().once('close', () => resolve(answer.statusCode ?? 0))
    })
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
    sent.end(BODY)
  })

describe.skipIf(!isLinux)('a shell that leaves CLP little', () => {
  let world: ClpWorld
  beforeEach(() => {
    world = createClpWorld()
  })
  afterEach(() => world.end())

  test.each([
    ['ulimit -n 100', 'only 100 files', 'ulimit -n 4096'],
    ['ulimit -v 1000000', '976 MB', 'ulimit -v unlimited'],
  ])('with "%s" it does not start, and says why and what to do', async (shell, why, advice) => {
    for (const command of ['start', 'run']) {
      const { code, err } = await world.run([command], { shell })
      expect([code, err]).toEqual([1, expect.stringContaining(why)])
      expect(err).toContain(advice)
    }
  })

  test('with 256 files it serves as many as it can, turns the others away, blames no upstream and lives', async () => {
    const held: (() => void)[] = []
    const slow = await upstream((_, reply) => {
      held.push(() => {
        reply.head(200, ['content-type', 'application/json'])
        reply.end(ANSWER)
      })
    })
    await world.run(['add', 'claude', 'm', '--base-url', slow.url, '--api-key', '-'], { input: 'sk-x\n' })
    expect((await world.run(['start'], { shell: 'ulimit -n 256' })).out).toContain('Only 256 files')
    const { pid } = world.runFile()
    const address = world.address('claude')
    const answers = Array.from({ length: 250 }, () => ask(address))
    await expect.poll(() => held.length).toBeGreaterThan(60)
    const { ui } = world.runFile().addresses
    const health = (await (await fetch(`${ui}/api/health-state`)).json()) as { services: readonly unknown[] }
    expect(health.services[0]).toMatchObject({ upstreams: [{ failures: 0 }] })
    let given = 0
    const giving = setInterval(() => {
      for (; given < held.length; given += 1) held[given]?.()
    }, 20)
    const statuses = await Promise.all(answers)
    clearInterval(giving)
    expect(statuses.filter((status) => status === 200).length).toBe(held.length)
    expect(new Set(statuses)).toEqual(new Set([200, 503, 'ECONNRESET']))
    expect(world.runFile().pid).toBe(pid)
  })

  test('with limited address space it works as ever, or says what it needs for that', async () => {
    const good = await upstream((_, reply) => {
      reply.head(200, ['content-type', 'application/json'])
      reply.end(ANSWER)
    })
    const isNeeded = Number.parseInt(process.versions.node, 10) >= 22
    const shell = isNeeded ? 'ulimit -v 6200000' : 'ulimit -v 4000000'
    expect((await world.run(['run'], { shell })).err).toContain('NODE_OPTIONS=--disable-wasm-trap-handler')
    await world.run(['add', 'claude', 'm', '--base-url', good.url, '--api-key', '-'], { input: 'sk-x\n' })
    const flag = '--disable-wasm-trap-handler'
    if (isNeeded) expect((await world.run(['start'], { shell })).err).toContain(`NODE_OPTIONS=${flag}`)
    const environment = isNeeded ? { NODE_OPTIONS: flag } : {}
    expect((await world.run(['start'], { shell, environment })).code).toBe(0)
    const { pid, addresses } = world.runFile()
    expect(await ask(world.address('claude'))).toBe(200)
    expect((await fetch(`${addresses.ui}/api/exchanges`)).status).toBe(200)
    expect(world.runFile().pid).toBe(pid)
  })
})

test('ten thousand tokens are found, changed, and edited as a text whose secrets are masked', async () => {
  const nameOf = (index: number): string => `clp_${String(index).padStart(32, '0')}`
  const tokens = Array.from({ length: 10_000 }, (_, index) => ({
    name: `t${index}`,
    token_hash: hashToken(nameOf(index)),
  }))
  const { ui, claudeUrl } = await clp({ auth: { enabled: true, tokens }, claude: { m: entry('http://127.0.0.1:9') } })
  const headers = { authorization: `Bearer ${nameOf(9999)}`, 'content-type': 'application/json', 'if-match': '*' }
  expect((await fetch(`${claudeUrl}/v1/models`, { headers })).status).toBe(502)
  const wrong = await fetch(`${claudeUrl}/v1/models`, { headers: { authorization: `Bearer ${nameOf(10_000)}` } })
  expect(wrong.status).toBe(401)
  const patched = await fetch(`${ui}/api/access/tokens/t5000`, { method: 'PATCH', headers, body: '{"active":false}' })
  expect(patched.status).toBe(200)
  const shown = (await (await fetch(`${ui}/api/documents/auth`, { headers })).json()) as { readonly text: string }
  const text = shown.text.replace('"t4999"', '"renamed"')
  expect(text).not.toContain(hashToken(nameOf(1)))
  const saved = await fetch(`${ui}/api/documents/auth`, { method: 'PUT', headers, body: JSON.stringify({ text }) })
  expect([saved.status, (await fetch(`${ui}/api/status`, { headers })).status]).toEqual([200, 200])
})

test('ten thousand entries that cannot be used are named one by one, and the good one is', async () => {
  const bad = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`bad${index}`, { base_url: 'nowhere' }]))
  const { ui } = await clp({ claude: { ...bad, good: entry('http://127.0.0.1:9', { active: true }) } })
  const status = (await (await fetch(`${ui}/api/status`)).json()) as {
    readonly services: readonly { readonly problems: readonly object[]; readonly active: string }[]
  }
  expect(status.services[0]?.active).toBe('good')
  expect(status.services[0]?.problems.length).toBeGreaterThanOrEqual(10_000)
  expect(status.services[0]?.problems[9999]).toMatchObject({ params: { entry: expect.stringContaining('bad9999') } })
})
