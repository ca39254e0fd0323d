/** `clp filter`, `clp route` and `clp lb`: the same answers with and without a daemon. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clp } from '../../kit/cli.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import { createTempHome, entry, type HomeDocuments, type TempHome } from '../../kit/temp-home.ts'

vi.setConfig({ testTimeout: 120_000 })

const DOCUMENTS: HomeDocuments = {
  claude: {
    light: entry('http://127.0.0.1:1', { weight: 1, active: true }),
    heavy: entry('http://127.0.0.1:2', { weight: 9 }),
  },
  endpointFilter: {
    enabled: true,
    rules: [
      { id: 'no-models', methods: ['GET'], path: '/v1/models', action: { type: 'block', status: 451, message: 'no' } },
    ],
  },
  bodyFilter: [{ source: 'secret', op: 'replace', target: '***' }],
  routing: { mode: 'model-mapping', modelMappings: { claude: [{ source: 'claude-haiku-*', target: 'small' }] } },
}

let home: TempHome
beforeEach(() => {
  home = createTempHome(DOCUMENTS)
})
afterEach(() => home.remove())

const run = (line: string, language: 'en' | 'zh' = 'en') => clp(line.split(' '), { home: home.root, language })
const json = async (line: string) => JSON.parse((await run(`${line} --json`)).out)

describe('clp filter', () => {
  it('lists every rule in force', async () => {
    const { code, out } = await run('filter list')
    expect(code).toBe(0)
    expect(out).toMatch(/^endpoint +no-models +on +GET \/v1\/models → 451$/m)
    expect(out).toMatch(/^header +x-real-ip +on/m)
    expect(out).toMatch(/^body +#1 +on +replaces "secret" by "\*\*\*"$/m)
    expect((await json('filter list')).endpoint.rules).toHaveLength(1)
  })

  it('says what would happen to a request and why', async () => {
    const blocked = await run('filter test claude /v1/models --method GET')
    expect(blocked.code).toBe(0)
    expect(blocked.out).toContain('refused with 451 by rule no-models of the endpoint filter: no')
    const edited = await clp(['filter', 'test', 'claude', '/v1/messages', '-H', 'X-Real-IP: 1.1.1.1', '--body', '-'], {
      home: home.root,
      input: 'my secret',
    })
    expect(edited.out).toContain('No filter refuses the request')
    expect(edited.out).toMatch(/^header +x-real-ip +removes/m)
    expect(edited.out).toContain('my ***')
    const chinese = await run('filter test claude /v1/messages --body secret', 'zh')
    expect(chinese.out).toMatch(/请求体 +#1 +替换 .*匹配 1 处/)
  })

  it.each([
    ['filter test nobody /x', 2],
    ['filter test claude /x -H nonsense', 2],
    ['filter test claude /x --body @/no/such/file', 1],
  ])('%s exits with %d', async (line, code) => {
    expect((await run(line)).code).toBe(code)
  })

  it('does not show rules that cannot be read as if there were none', async () => {
    home.write({ endpointFilter: '{ "rules": ' })
    const { code, err } = await run('filter list')
    expect(code).toBe(1)
    expect(err).toContain('endpoint_filter.json')
  })
})

describe('clp route', () => {
  it('shows the mode and its rules', async () => {
    expect((await run('route show')).out).toMatch(/^Claude +model +claude-haiku-\* +small +on$/m)
    expect((await json('route show')).mode).toBe('model-mapping')
  })

  it('says who would be asked, with which model, and who not', async () => {
    const { code, out } = await run('route test claude claude-haiku-4')
    expect(code).toBe(0)
    expect(out).toMatch(/1 +light +small .* +active/)
    expect(out).toContain('heavy: not the active one')
    await run('lb mode weight-based')
    expect((await json('route test claude other')).candidates).toMatchObject([
      { upstream: 'heavy', model: 'other' },
      { upstream: 'light', model: 'other' },
    ])
  })
})

describe('clp lb', () => {
  it('changes the policy and keeps what else the document says', async () => {
    home.write({ balancing: '{ "mode": "active-first", "mine": 1.0 }' })
    expect((await run('lb mode weight-based')).out).toBe('The policy is weight-based, from the next request on\n')
    expect(home.read('data/lb_config.json')).toBe('{ "mode": "weight-based", "mine": 1.0 }')
    expect((await run('lb mode weight-based')).out).toContain('already')
    const { code, err } = await run('lb mode fastest')
    expect(code).toBe(2)
    expect(err).toContain('active-first, weight-based, weighted-random, sticky')
  })

  it('pauses for a time, until a time, or for today, and ends it', async () => {
    await run('lb mode weight-based')
    await run('lb pause claude heavy --for 2h')
    expect((await run('lb show')).out).toMatch(/heavy +9 +paused/)
    expect((await json('route test claude m')).left).toEqual([{ upstream: 'heavy', reason: 'paused' }])
    const until = JSON.parse(home.read('claude.json')).heavy.manualDisabledUntil
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(7_000_000)
    await run('lb pause claude heavy')
    const midnight = new Date(JSON.parse(home.read('claude.json')).heavy.manualDisabledUntil)
    expect([midnight.getHours(), midnight.getMinutes(), midnight.getSeconds()]).toEqual([0, 0, 0])
    expect((await run('lb resume claude heavy')).out).toBe('Claude: heavy is back\n')
    expect((await run('lb resume claude heavy')).out).toBe('Claude: heavy is not paused\n')
    expect((await run('lb pause claude heavy --until 2020-01-01')).code).toBe(2)
    expect((await run('lb pause claude heavy --for ever')).code).toBe(2)
    expect((await run('lb pause claude nobody')).code).toBe(1)
  })

  it('resets what traffic has taught', async () => {
    expect((await run('lb reset claude')).code).toBe(0)
    expect((await run('lb reset claude heavy')).out).toBe('Claude: heavy is healthy again\n')
    expect((await run('lb reset claude nobody')).code).toBe(1)
    expect((await run('lb reset nobody')).code).toBe(2)
  })
})

describe('with a daemon', () => {
  let world: ClpWorld
  beforeEach(() => {
    world = createClpWorld()
  })
  afterEach(() => world.end())

  it('the answers are the same', async () => {
    const lines = [
      'filter test claude /v1/messages --body secret --json',
      'route test claude claude-haiku-4 --json',
      'lb show --json',
    ]
    const asleep = await Promise.all(lines.map((line) => run(line)))
    expect((await world.run(['start'], { environment: { CLP_HOME: home.root } })).code).toBe(0)
    try {
      const awake = await Promise.all(lines.map((line) => run(line)))
      expect(awake).toEqual(asleep)
      expect((await run('lb reset claude heavy')).code).toBe(0)
    } finally {
      await world.run(['stop', '--timeout', '0'], { environment: { CLP_HOME: home.root } })
    }
  })
})
