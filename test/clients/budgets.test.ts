/**
 * The real Claude Code and Codex before a budget: below it, at 82 % and over it. What they show is what the guide promises; a new version of
 * either that shows something else is seen here.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { messageStream, text } from '../../src/protocol/anthropic-messages/sample-answer.ts'
import { responseStream, says } from '../../src/protocol/openai-responses/sample-answer.ts'
import { claudeCode } from '../../src/setup/clients/claude-code.ts'
import { clp, type TestClp, upstream } from '../kit/clp.ts'
import type { FakeUpstream } from '../kit/fake-upstream.ts'
import { pieces } from '../kit/replies.ts'
import { entry } from '../kit/temp-home.ts'
import { type ClientPrograms, installClients } from './client-programs.ts'
import { createPerson, type Person } from './client-run.ts'

let programs: ClientPrograms

beforeAll(() => {
  programs = installClients()
})

/** Of 1,000 tokens a day. */
const budgets = { budgets: [{ id: 'day', tokens: 1000, period: 'day', timeZone: 'UTC', note: 'Ask Li for more' }] }
const SENTENCE =
  /CLP: all requests together have used their day budget: 1,000 of 1,000 tokens; it starts again \d{4}-\d\d-\d\d 00:00 \(UTC\)\. Ask Li for more/

/** An answer that takes so many tokens. */
const claudeAnswer = (tokens: number) =>
  pieces([messageStream({ blocks: [text('Hi')], inputTokens: 0, outputTokens: tokens })])
const codexAnswer = (tokens: number) =>
  pieces([responseStream({ items: [says('Hi')], inputTokens: 0, outputTokens: tokens })])

/** Takes tokens off the budget without a client. */
const spend = async (address: string, path: string): Promise<void> => {
  const response = await fetch(`${address}${path}`, { method: 'POST', body: '{"model":"m","stream":true}' })
  await response.arrayBuffer()
}

const person = (place: TestClp, shape: boolean): Person => {
  const made = createPerson(programs, { claude: place.claudeUrl, codex: place.codexUrl })
  onTestFinished(made.remove)
  const folder = join(made.home, '.claude')
  mkdirSync(folder)
  const { text: settings } = claudeCode.attach(undefined, { address: place.claudeUrl, token: undefined, limits: shape })
  writeFileSync(join(folder, 'settings.json'), settings)
  return made
}

const show = (what: string, shown: string): void => {
  process.stdout.write(`${what}:\n${shown.trim()}\n\n`)
}

const STREAM = ['-p', '--output-format', 'stream-json', '--verbose', '--model', 'claude-sonnet-4-5'] as const

/** What Claude Code makes of limits, for whoever runs it. */
const limitEvents = (stdout: string): readonly Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line.includes('rate_limit_event'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const questions = ({ seen }: FakeUpstream, path: string): number =>
  seen.filter(({ url }) => url.startsWith(path)).length

test('Claude Code with a token in the shape of a gateway’s tells of the limit by itself, and shows the sentence alone once it is reached', async () => {
  const behind = await upstream(claudeAnswer(10))
  const place = await clp({ claude: { main: entry(behind.url) }, budgets })
  const me = person(place, true)
  const below = await me.byItsFile('claude', ...STREAM, 'Say hi')
  show('Claude Code, below', JSON.stringify(limitEvents(below.stdout)))
  expect(limitEvents(below.stdout)[0]).toMatchObject({ rate_limit_info: { status: 'allowed' } })

  behind.next(claudeAnswer(810))
  await spend(place.claudeUrl, '/v1/messages')
  const near = await me.byItsFile('claude', ...STREAM, 'Say hi')
  show('Claude Code, at 82 %', JSON.stringify(limitEvents(near.stdout)))
  expect(limitEvents(near.stdout)[0]).toMatchObject({
    rate_limit_info: { status: 'allowed_warning', rateLimitType: 'overage', surpassedThreshold: 0.75 },
  })

  behind.next(claudeAnswer(170))
  await spend(place.claudeUrl, '/v1/messages')
  const asked = questions(behind, '/v1/messages?')
  const over = await me.byItsFile('claude', '-p', '--model', 'claude-sonnet-4-5', 'Say hi')
  show('Claude Code, over budget', over.stdout + over.stderr)
  expect(over.stdout).toMatch(SENTENCE)
  expect(over.stdout).not.toContain('API Error')
  expect(questions(behind, '/v1/messages?')).toBe(asked)
})

test('Claude Code with a plain token shows the sentence as a refusal, once', async () => {
  const behind = await upstream(claudeAnswer(1000))
  const place = await clp({ claude: { main: entry(behind.url) }, budgets })
  await spend(place.claudeUrl, '/v1/messages')
  const over = await person(place, false).byItsFile('claude', '-p', '--model', 'claude-sonnet-4-5', 'Say hi')
  show('Claude Code with a plain token, over budget', over.stdout + over.stderr)
  expect(over.stdout).toMatch(SENTENCE)
  expect(over.stdout).toContain('Request rejected (429)')
  expect(questions(behind, '/v1/messages?')).toBe(0)
})

test('Codex goes on below the limit, and shows the sentence and the time once it is reached', async () => {
  const behind = await upstream(codexAnswer(10))
  const place = await clp({ codex: { main: entry(behind.url) }, budgets })
  const me = person(place, false)
  const below = await me.codex('--skip-git-repo-check', 'Say hi')
  show('Codex, below', below.stdout + below.stderr)
  expect(below.status).toBe(0)

  behind.next(codexAnswer(810))
  await spend(place.codexUrl, '/responses')
  const near = await me.codex('--skip-git-repo-check', 'Say hi')
  show('Codex, at 82 %', near.stdout + near.stderr)
  expect(near.status).toBe(0)

  behind.next(codexAnswer(170))
  await spend(place.codexUrl, '/responses')
  const asked = questions(behind, '/responses')
  const over = await me.codex('--skip-git-repo-check', 'Say hi')
  show('Codex, over budget', over.stdout + over.stderr)
  expect(over.stderr).toMatch(
    /You.ve hit your usage limit\. all requests together have used their day budget: 1,000 of 1,000 tokens; it starts again .* \(UTC\)\. Ask Li for more, or try again at/,
  )
  expect(questions(behind, '/responses')).toBe(asked)
})
