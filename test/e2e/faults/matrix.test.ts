/** Runs every fault against both services and both policies, over real sockets, and holds what happens against the matrix. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AttemptOutcome, ExchangeRecord } from '../../../src/contract/exchange.ts'
import { deadUpstream } from '../../kit/dead-upstream.ts'
import { type FakeUpstream, startFakeUpstream } from '../../kit/fake-upstream.ts'
import { type ProxyWorld, startProxyWorld } from '../../kit/proxy-world.ts'
import { exchangeRaw, type RawResponse, requestBytes } from '../../kit/raw-client.ts'
import { pieces } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'
import { type Behaviour, FAULTS, goodStream, type ServiceName } from './faults.ts'
import { type Consequence, MATRIX, type Mode } from './matrix.ts'
import { renderMatrix, renderRetryTable } from './render.ts'

const SERVICES = ['claude', 'codex'] as const
const MODES = ['active-first', 'weight-based'] as const
const PATHS = { claude: '/v1/messages', codex: '/responses' } as const

let first: FakeUpstream
let second: FakeUpstream
let dead: string
let world: ProxyWorld

beforeAll(async () => {
  first = await startFakeUpstream()
  second = await startFakeUpstream()
  dead = await deadUpstream()
  world = await startProxyWorld({ system: { timeouts: { responseHeadersSeconds: 1 } } })
})

afterAll(async () => {
  await world.close()
  await Promise.all([first.close(), second.close()])
})

const baseUrl = ({ kind }: Behaviour): string => {
  if (kind === 'dead') return dead
  return kind === 'no-tls' ? first.url.replace('http:', 'https:') : first.url
}

const ask = (service: ServiceName): Promise<RawResponse> => {
  const body = JSON.stringify({ model: 'm', stream: true })
  const headers = ['Host', 'localhost', 'Content-Type', 'application/json', 'Content-Length', String(body.length)]
  return exchangeRaw(world.ports[service], requestBytes(`POST ${PATHS[service]}`, headers, body))
}

interface Scene {
  readonly service: ServiceName
  readonly mode: Mode
  readonly behaviour: Behaviour
}

const play = async ({ service, mode, behaviour }: Scene): Promise<Consequence> => {
  const upstreams = {
    one: entry(baseUrl(behaviour), { weight: 2, active: true }),
    two: entry(second.url, { weight: 1 }),
  }
  world.write({ [service]: upstreams, balancing: { mode } })
  world.health.retain(service, [])
  if (behaviour.kind === 'script') first.always(behaviour.script)
  second.always(pieces([goodStream(service, 'second')]))
  const before = [first.seen.length, second.seen.length] as const
  const count = world.records.length
  const response = await ask(service)
  const record = await world.record(count + 1)
  const reached = [first.seen.length - before[0], second.seen.length - before[1]]
  return {
    client: clientSaw(response, service, behaviour),
    requests: `${behaviour.kind === 'script' ? reached[0] : '–'}, ${reached[1]}`,
    health: healthOf(service),
    record: recorded(record),
  }
}

const clientSaw = (response: RawResponse, service: ServiceName, behaviour: Behaviour): string => {
  const problem = response.header('x-clp-problem')[0]
  if (problem !== undefined) return `${response.status} \`${problem}\``
  const sent = Buffer.from(behaviour.kind === 'script' ? (behaviour.sent ?? '') : '')
  if (response.body.equals(Buffer.from(goodStream(service, 'second'))) && response.complete)
    return 'the second upstream’s stream'
  const asSent = `its ${response.status} as sent`
  if (response.body.equals(sent)) return response.complete ? asSent : `${asSent}, then cut`
  const rest = response.body.subarray(sent.length).toString()
  const oneError =
    /^\n\nevent: (error|response\.failed)\ndata: \{.*"code":"(upstream-broken|server_error)".*\}\n\n$/.test(rest)
  return response.complete && oneError
    ? `${asSent}, then one error event`
    : `something else: ${response.body.toString().slice(0, 200)}`
}

const healthOf = (service: ServiceName): string => {
  const { state, failures, until, lastSuccessAt, lastFailureAt } = world.health.stateOf(service, 'one')
  if (lastFailureAt === undefined) return lastSuccessAt === undefined ? 'unchanged' : 'healthy'
  if (until === undefined) return `${state}, ${failures} of 3`
  return `resting for ${Math.round((until - lastFailureAt) / 1000)} s, ${failures} of 3`
}

const recorded = ({ outcome, attempts }: ExchangeRecord): string => {
  const how =
    outcome.kind === 'failed' ? `failed ${outcome.status} ${outcome.code}` : `${outcome.kind} ${outcome.status}`
  return `${how}: ${attempts.map((attempt) => said(attempt.outcome)).join(', ')}`
}

const said = (outcome: AttemptOutcome): string => {
  switch (outcome.kind) {
    case 'answered':
    case 'refused':
      return `${outcome.kind} ${outcome.status}`
    case 'unreachable':
      return `unreachable ${/SSL|TLS|EPROTO|HPE/.test(outcome.code) ? 'TLS' : outcome.code}`
    case 'broken':
      return `broken ${outcome.code}`
    case 'abandoned':
      return 'abandoned'
  }
}

describe.each(SERVICES)('%s', (service) => {
  describe.each(MODES)('%s', (mode) => {
    test.each(FAULTS)('$name', async ({ name, does }) => {
      expect(await play({ service, mode, behaviour: does(service) })).toEqual(MATRIX[name][mode])
    })
  })
})

test('the documentation shows these very tables', () => {
  const page = readFileSync(new URL('../../../docs/reference/failover.md', import.meta.url), 'utf8')
  expect(page).toContain(renderRetryTable())
  for (const mode of MODES) expect(page).toContain(renderMatrix(mode))
})
