/** The upstream changes under running conversations: nothing breaks, and the next request goes to the new one. */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messageEvents, messageStream, text } from '../../../src/protocol/anthropic-messages/sample-answer.ts'
import { sseEvent } from '../../../src/protocol/common/sample-event.ts'
import { openConfigStore } from '../../../src/store/config/config-store.ts'
import { upstreamsDocument } from '../../../src/store/documents/upstreams.ts'
import { homeAt } from '../../../src/store/files/home.ts'
import { clp, type TestClp, upstream } from '../../kit/clp.ts'
import type { FakeUpstream } from '../../kit/fake-upstream.ts'
import { exchangeRaw, openRawClient, requestBytes } from '../../kit/raw-client.ts'
import { type Controlled, controlled, json } from '../../kit/replies.ts'
import { entry } from '../../kit/temp-home.ts'

const HOST = ['Host', 'localhost']
const GET = requestBytes('GET /v1/models', HOST)

interface Pair extends TestClp {
  readonly first: FakeUpstream
  readonly second: FakeUpstream
  /** The text of claude.json with one of the two active. */
  readonly withActive: (name: 'first' | 'second') => string
}

const pair = async (): Promise<Pair> => {
  const [first, second] = [await upstream(json('first')), await upstream(json('second'))]
  const withActive = (name: string): string =>
    JSON.stringify({
      first: entry(first.url, { active: name === 'first', auth_token: 'one' }),
      second: entry(second.url, { active: name === 'second', auth_token: 'two' }),
    })
  const started = await clp({ claude: withActive('first') })
  return { ...started, first, second, withActive }
}

const answer = async (here: Pair): Promise<string> => JSON.parse((await exchangeRaw(here.claude, GET)).body.toString())

/** As `clp active` does it: from another process, with its own store on the same home. */
const switchFromOutside = async (here: Pair, name: 'first' | 'second'): Promise<void> => {
  const store = openConfigStore({
    home: homeAt(here.home.root),
    documents: [],
    upstreamDocuments: new Map([['claude', upstreamsDocument('claude', 'messages')]]),
    watch: false,
  })
  await store.update('claude', () => here.withActive(name))
  store.close()
}

test('the next request goes to the new upstream, with its credential', async () => {
  const here = await pair()
  expect(await answer(here)).toBe('first')
  await switchFromOutside(here, 'second')
  expect(await answer(here)).toBe('second')
  expect(here.second.seen[0]?.header('authorization')).toEqual(['Bearer two'])
  await switchFromOutside(here, 'first')
  expect(await answer(here)).toBe('first')
  expect(here.first.seen).toHaveLength(2)
})

test('a kept-alive connection follows as well', async () => {
  const here = await pair()
  const client = await openRawClient(here.claude)
  await client.write(GET)
  expect((await client.response()).body.toString()).toBe('"first"')
  await switchFromOutside(here, 'second')
  await client.write(GET)
  expect((await client.response()).body.toString()).toBe('"second"')
  client.close()
})

test('none of twenty running streams breaks', async () => {
  const here = await pair()
  const plan = { blocks: [text('漢字', ' stays', ' whole 🙂')] }
  const events = messageEvents(plan).map((event) => sseEvent(event))
  const [before, after] = [events.slice(0, 3), events.slice(3)]
  const streams: Controlled[] = Array.from({ length: 20 }, controlled)
  here.first.next(...streams.map(({ script }) => script))

  const running = streams.map(() =>
    exchangeRaw(here.claude, requestBytes('POST /v1/messages', [...HOST, 'Content-Length', '2'], '{}')),
  )
  for (const stream of streams) {
    await stream.started
    await stream.head()
    for (const event of before) await stream.push(event)
  }
  await switchFromOutside(here, 'second')
  expect(await answer(here)).toBe('second')
  for (const stream of streams) {
    for (const event of after) await stream.push(event)
    await stream.end()
  }
  for (const response of await Promise.all(running)) {
    expect([response.status, response.complete]).toEqual([200, true])
    expect(response.body.toString()).toBe(messageStream(plan))
  }
  expect(here.first.seen).toHaveLength(20)
})

describe('a document edited by hand', () => {
  /** As careful editors save: a new file in the place of the old one. */
  const replace = (here: Pair, content: string): void => {
    const file = join(here.home.root, 'claude.json')
    writeFileSync(`${file}.new`, content)
    renameSync(`${file}.new`, file)
  }

  test('counts for the next request', async () => {
    const here = await pair()
    replace(here, here.withActive('second'))
    expect(await answer(here)).toBe('second')
  })

  test('of which one entry cannot be used goes on with the others', async () => {
    const here = await pair()
    const entries = JSON.parse(here.withActive('second'))
    replace(here, JSON.stringify({ ...entries, first: { base_url: 7 } }))
    expect(await answer(here)).toBe('second')
    replace(here, JSON.stringify({ first: { base_url: 7 } }))
    expect(await answer(here)).toMatchObject({
      error: { code: 'no-upstream', message: expect.stringContaining('first.base_url') },
    })
  })

  test('that cannot be read changes nothing and stays as it is', async () => {
    const here = await pair()
    for (const broken of ['{ "first": ', '[]', '']) {
      replace(here, broken)
      expect(await answer(here)).toBe('first')
      expect(here.home.read('claude.json')).toBe(broken)
    }
    replace(here, here.withActive('second'))
    expect(await answer(here)).toBe('second')
  })

  test('that is emptied leaves no upstream', async () => {
    const here = await pair()
    replace(here, '{}')
    expect((await exchangeRaw(here.claude, GET)).status).toBe(503)
  })
})

test('a disabled upstream is left for the first enabled one', async () => {
  const [first, second] = [await upstream(json('first')), await upstream(json('second'))]
  const { claude } = await clp({
    claude: { first: entry(first.url, { active: true, deleted: true }), second: entry(second.url) },
  })
  expect((await exchangeRaw(claude, GET)).body.toString()).toBe('"second"')
})
