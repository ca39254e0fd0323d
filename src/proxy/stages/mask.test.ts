/** Secrets leave nothing behind on their way out, and come back to who sent them. */
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { inForce, receivedOf } from '../../../test/kit/exchange.ts'
import {
  ENV,
  echo,
  KEY,
  PASSWORD,
  maskingProxy as proxy,
  readAll,
  sentBody,
  toolResult,
  traces,
} from '../../../test/kit/masking.ts'
import { memoryDeps } from '../../../test/kit/proxy-deps.ts'
import { alone } from '../../../test/kit/stage.ts'
import { type Answer, jsonReply, replyOf } from '../../../test/kit/wire.ts'
import { Body } from '../../codec/bytes/body.ts'
import { Secret } from '../../contract/secret.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { codex } from '../services/codex.ts'
import { mask } from './mask.ts'

describe('a secret in a request', () => {
  it('leaves as a placeholder, is nowhere in record, events and log, and comes back in the answer', async () => {
    const world = proxy([echo])
    const reply = await world.ask({ body: toolResult(ENV) })
    const text = JSON.parse(await readAll(reply.body)).content[0].text
    const sent = sentBody(world, 0)
    expect(sent).toMatch(/ANTHROPIC_API_KEY=sk-ant-clp[0-9a-hjkmnp-tv-z]{12}\\nDB_PASSWORD=clp-secret-[0-9a-z]{12}\\n/)
    for (const secret of [KEY, PASSWORD]) {
      expect(sent).not.toContain(secret)
      expect(traces(world)).not.toContain(secret)
    }
    expect(JSON.parse(text).messages[0].content[0].content).toBe(ENV)
    expect(world.records[0]?.changes.map(({ by, rule, target }) => [by, rule, target.split(':')[0]])).toEqual([
      ['mask', 'anthropic-key', 'messages[0].content[0].content'],
      ['mask', 'assignment', 'messages[0].content[0].content'],
    ])
  })

  it('has the same placeholder in every turn, so that the second begins with the first', async () => {
    const world = proxy([echo, echo])
    const first = toolResult(ENV).slice(0, -2)
    await world.ask({ body: `${first}]}` })
    await world.ask({ body: `${first},{"role":"assistant","content":"I wrote ${KEY} and ${PASSWORD}."}]}` })
    expect(sentBody(world, 1)).toContain(sentBody(world, 0).slice(0, -2))
    expect(sentBody(world, 1)).not.toContain(PASSWORD)
  })

  it('is masked wherever it stands once it was told by its surroundings', async () => {
    const world = proxy([echo])
    const body = JSON.stringify({
      messages: [{ role: 'user', content: `${ENV} and ${PASSWORD} alone` }],
      system: `x${PASSWORD}y`,
    })
    await world.ask({ body })
    expect(sentBody(world, 0)).not.toContain(PASSWORD)
  })

  it('is masked again after it went back, also where it is short and stands alone', async () => {
    const short = 'kQ2m#Lp9'
    const placeholder: string[] = []
    const world = proxy([
      (request) => {
        const sent = Buffer.concat(request.body.chunks).toString('utf8')
        placeholder.push(/clp-secret-[0-9a-z]{12}/.exec(sent)?.[0] ?? '')
        return jsonReply({ content: [{ type: 'tool_use', id: 't', name: 'n', input: { a: placeholder[0] } }] })
      },
      echo,
    ])
    const reply = await world.ask({ body: toolResult(`password=${short}\n`) })
    expect(JSON.parse(await readAll(reply.body)).content[0].input.a).toBe(short)
    await world.ask({
      body: JSON.stringify({
        messages: [{ role: 'assistant', content: [{ type: 'tool_use', input: { [short]: `x${short}` } }] }],
      }),
    })
    expect(sentBody(world, 1)).not.toContain(short)
    expect(sentBody(world, 1)).toContain(`{"${placeholder[0]}":"x${placeholder[0]}"}`)
  })

  it.each<[string, string]>([
    ['in escapes that nobody needs', `{"messages":[{"role":"user","content":"\\u0073k\\u002dant-${KEY.slice(7)} x"}]}`],
    ['in arguments', JSON.stringify({ input: [{ type: 'function_call', arguments: JSON.stringify({ a: ENV }) }] })],
    ['in a body of another operation', JSON.stringify({ prompt: ENV, text: [KEY, { deep: [PASSWORD] }] })],
    [
      'in a name of a tool’s input',
      JSON.stringify({ messages: [{ content: [{ type: 'tool_use', input: { [KEY]: ENV } }] }] }),
    ],
    ['behind a byte order mark', `\ufeff${toolResult(ENV)}`],
  ])('is found %s', async (_where, body) => {
    const world = proxy([echo])
    await world.ask({ body })
    const sent = sentBody(world, 0)
    expect(sent).not.toContain(KEY.slice(7))
    expect(sent).toContain('sk-ant-clp')
    expect(() => JSON.parse(sent.replace(/^\ufeff/, ''))).not.toThrow()
  })

  it('is found in a compressed body, and in the header that repeats it', async () => {
    const world = proxy([replyOf()], {}, { service: codex })
    const headers = [
      'content-encoding',
      'gzip',
      'x-codex-turn-metadata',
      JSON.stringify({ url: `https://me:${PASSWORD.replace('#', '')}@git.x/a` }),
    ]
    await world.ask({ path: '/responses', body: gzipSync(JSON.stringify({ input: ENV })), headers })
    expect(sentBody(world, 0)).not.toContain(KEY)
    expect(JSON.stringify(world.wire.sent[0]?.headers)).toContain('clp-secret-')
    expect(JSON.stringify(world.wire.sent[0]?.headers) + traces(world)).not.toContain(PASSWORD.replace('#', ''))
  })

  it('is found in arguments that spell it by numbers, and is put back into them', async () => {
    const world = proxy([replyOf()], {}, { service: codex })
    const spelled = KEY.replace(/-/g, '\\u002d')
    const body = JSON.stringify({ input: [{ type: 'function_call', arguments: `{"a":"${spelled}","b":"\\u003cc>"}` }] })
    await world.ask({ path: '/responses', body })
    const sent = sentBody(world, 0)
    expect(sent).not.toContain(KEY.slice(20))
    expect(JSON.parse(JSON.parse(sent).input[0].arguments)).toEqual({
      a: expect.stringMatching(/^sk-ant-clp\w{12}$/),
      b: '<c>',
    })
  })

  it('refuses a text that is made to be searched for ever', async () => {
    const world = proxy([])
    const reply = await world.ask({ body: toolResult('-eyJ'.repeat(100_000)) })
    expect(reply.status).toBe(400)
    expect(await readAll(reply.body)).toContain('jwt')
    expect(world.wire.sent).toEqual([])
  })

  it('is none of the protocol’s own words, nor what is meant for the upstream', async () => {
    const body = JSON.stringify({
      model: KEY,
      mcp_servers: [{ name: 'a', authorization_token: KEY }],
      metadata: { user_id: 'u' },
    })
    const world = proxy([echo])
    await world.ask({ body })
    expect(sentBody(world, 0)).toBe(body)
  })

  it('is one of CLP’s own, wherever it comes from', async () => {
    const own = 'relay-credential-9f8e7d'
    const world = proxy([echo], {}, { upstream: { credential: { bearer: new Secret(own) } } })
    await world.ask({ body: toolResult(`x ${own} clp_${'aB3'.repeat(10)}Zz y`) })
    expect(sentBody(world, 0)).toMatch(/x clp-secret-\w{12} clp_clp\w{12} y/)
  })

  it('stays a whole word after it went back, where it is one of the user’s', async () => {
    const world = proxy([echo, echo], { values: ['Acme'] })
    const body = toolResult('Acme and Acmeology')
    await readAll((await world.ask({ body })).body)
    await readAll((await world.ask({ body })).body)
    expect(sentBody(world, 1)).toBe(sentBody(world, 0))
    expect(sentBody(world, 1)).toContain('and Acmeology')
  })

  it('is masked within a longer word, where the model has put it there', async () => {
    const write: Answer = (request) => {
      const text = /sk-ant-clp\w{12}/.exec(Buffer.concat(request.body.chunks).toString())?.[0] ?? ''
      return jsonReply({ content: [{ type: 'text', text: `foo${text}bar` }] })
    }
    const world = proxy([write, echo])
    const said = JSON.parse(await readAll((await world.ask({ body: toolResult(ENV) })).body)).content[0].text
    expect(said).toBe(`foo${KEY}bar`)
    await world.ask({ body: JSON.stringify({ messages: [{ role: 'assistant', content: said }] }) })
    expect(sentBody(world, 1)).not.toContain(KEY.slice(20))
  })

  it('is a word of the user’s, in any language, but not within a longer one', async () => {
    const world = proxy([echo], {
      values: ['项目天狼', 'Acme'],
      custom: [{ name: 'Customer', match: 'regex', source: 'KD-[0-9]{5}' }],
      allow: ['KD-00000'],
    })
    await world.ask({ body: toolResult('关于项目天狼的 Acme, Acmeology, KD-12345 KD-00000') })
    expect(sentBody(world, 0)).toMatch(/关于Name-\w{12}的 Name-\w{12}, Acmeology, Customer-\w{12} KD-00000/)
  })
})

it('keeps the bytes of a request that is masked in slices', async () => {
  const { deps } = memoryDeps()
  let elapsed = 0
  const clock = {
    ...deps.clock,
    elapsed: () => {
      elapsed += 50
      return elapsed
    },
  }
  const { ask, given } = alone(mask({ ...deps, clock }))
  const input = receivedOf({ values: inForce(maskDocument, { enabled: true }) })
  const body = Body.received([Buffer.from(toolResult(ENV + 'x'.repeat(1_000_000)))])
  await ask({ ...input, body })
  expect(given[0]?.body.joined().toString('utf8')).toContain('sk-ant-clp')
  expect(() => body.memory.retain()).not.toThrow()
})

describe('what has no secret', () => {
  it('goes on as the very same bytes, and its answer is not looked at', async () => {
    const answer = replyOf({ headers: ['content-length', '2'], body: '{}' })
    const world = proxy([answer])
    const body = toolResult('nothing here, max_tokens: 5')
    const reply = await world.ask({ body })
    expect(sentBody(world, 0)).toBe(body)
    expect(reply.headers).toContain('content-length')
  })

  it('passes in an upload', async () => {
    const world = proxy([replyOf()])
    await world.ask({ body: randomBytes(64), headers: ['content-type', 'multipart/form-data; boundary=x'] })
    expect(world.wire.sent).toHaveLength(1)
  })
})
