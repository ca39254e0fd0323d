/** Budgets where it counts: under two hundred requests at once, after a crash, and while the daemon changes hands. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { budgetsAnswerSchema } from '../../../src/contract/api/budgets.ts'
import { message, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { upstream } from '../../kit/clp.ts'
import { type ClpWorld, createClpWorld } from '../../kit/clp-process.ts'
import type { Script } from '../../kit/fake-upstream.ts'

/** $0.15 at $15 per million. */
const COST = 150_000_000n
const DOLLAR = 1_000_000_000n
const ANSWER = JSON.stringify(
  message({ blocks: [text('Hi')], model: 'claude-sonnet-4-5', inputTokens: 0, outputTokens: 10_000 }),
)
const answers: Script = async (request, reply) => {
  await request.body()
  reply.head(200, ['content-type', 'application/json', 'content-length', String(ANSWER.length)])
  reply.end(ANSWER)
}

/** A daemon of its own that is let go when the test ends. */
const daemonWith = async (behind: string): Promise<ClpWorld> => {
  const world = createClpWorld()
  onTestFinished(world.end)
  mkdirSync(join(world.home, 'data'), { recursive: true })
  const main = { main: { base_url: behind, auth_token: 'x', active: true } }
  writeFileSync(join(world.home, 'claude.json'), JSON.stringify(main))
  writeFileSync(
    join(world.home, 'data', 'budgets.json'),
    JSON.stringify({ budgets: [{ id: 'all', amount: 1, period: 'total' }] }),
  )
  await started(world)
  return world
}

const started = async (world: ClpWorld): Promise<void> => {
  const { code, err } = await world.run(['start'])
  expect([code, err]).toEqual([0, ''])
}

const ask = async (world: ClpWorld): Promise<number> => {
  const response = await fetch(`${world.address('claude')}/v1/messages`, {
    method: 'POST',
    body: '{"model":"claude-sonnet-4-5","max_tokens":10000,"messages":[]}',
  })
  await response.arrayBuffer()
  return response.status
}

const askAtOnce = async (world: ClpWorld, count: number): Promise<number> => {
  const statuses = await Promise.all(Array.from({ length: count }, () => ask(world)))
  return statuses.filter((status) => status === 200).length
}

/** What the budget says, and what the totals do. */
const spentIn = async (world: ClpWorld): Promise<{ readonly budget: bigint; readonly totals: bigint }> => {
  const { out } = await world.run(['budget', 'list', '--json'])
  const [budget] = budgetsAnswerSchema.pick({ budgets: true }).parse(JSON.parse(out)).budgets
  const usage = await world.run(['usage', '--by', 'service', '--json'])
  const { total } = totalSchema.parse(JSON.parse(usage.out))
  return { budget: BigInt(budget?.spent ?? '-1'), totals: BigInt(total.cost.nano) }
}
const totalSchema = z.object({ total: z.object({ cost: z.object({ nano: z.string() }) }) })

test('two hundred at once: not more are let in than the mean has room for, and all places say the same', async () => {
  const behind = await upstream(answers)
  const world = await daemonWith(behind.url)
  expect(await ask(world)).toBe(200)
  // $0.85 left, $0.15 each: six.
  expect(await askAtOnce(world, 200)).toBe(6)
  expect(await ask(world)).toBe(429)
  expect(behind.seen).toHaveLength(7)
  await world.run(['stop'])
  expect(await spentIn(world)).toEqual({ budget: 7n * COST, totals: 7n * COST })
})

test('the same after a crash: what is in the log counts, and the next two hundred are bounded by what such requests cost', async () => {
  const behind = await upstream(answers)
  const world = await daemonWith(behind.url)
  expect(await askAtOnce(world, 3)).toBe(3)
  // What a crash may lose is what is not on disk yet: wait until the log shows all three.
  while ((await spentIn(world)).totals < 3n * COST) await new Promise((resolve) => setImmediate(resolve))
  await world.crash()
  expect(await spentIn(world)).toEqual({ budget: 3n * COST, totals: 3n * COST })
  await started(world)
  // $0.55 left, $0.15 each: four.
  expect(await askAtOnce(world, 200)).toBe(4)
  await world.run(['stop'])
  const { budget, totals } = await spentIn(world)
  expect(budget).toBe(totals)
  expect(budget - DOLLAR).toBeLessThanOrEqual(COST)
})

test('a restart in the middle of requests forgets none of what they cost', async () => {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const behind = await upstream(async (request, reply) => {
    await held
    await answers(request, reply)
  })
  const world = await daemonWith(behind.url)
  const running = Array.from({ length: 5 }, () => ask(world))
  await behind.request(5)
  const restarted = await world.run(['restart'])
  expect(restarted.code).toBe(0)
  release()
  expect(await Promise.all(running)).toEqual([200, 200, 200, 200, 200])
  await world.run(['stop'])
  expect(await spentIn(world)).toEqual({ budget: 5n * COST, totals: 5n * COST })
})
