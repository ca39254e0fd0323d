/** Filters that work both ways: made-up ones, for none on the shelf does yet. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAt, received, sending } from '../../../test/kit/bodies.ts'
import { requestOf } from '../../../test/kit/exchange.ts'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { Body } from '../../codec/bytes/body.ts'
import type { Pipe } from '../../codec/bytes/pipe.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import { bodyFilterDocument } from '../../store/documents/body-filter.ts'
import type { Budgeted } from '../exchange/exchange.ts'
import type { RewriteFilter } from '../filters/filter.ts'
import { rewrite } from './rewrite.ts'

/** Takes a name out of the request and puts it back into the answer, wherever the answer is cut. */
const hiding = (name: string, placeholder: string): RewriteFilter => ({
  id: 'body',
  stage: 'rewrite',
  document: bodyFilterDocument,
  rules: () => [],
  explain: (_, request) => ({ steps: [], request }),
  compile: () => ({
    reads: () => true,
    apply: (input) => {
      const text = input.body.joined().toString('utf8')
      const body = Body.from(text.replaceAll(name, placeholder))
      return { request: { ...input, body }, reply: replacing(placeholder, name) }
    },
  }),
})

/** Holds back what may be the beginning of the text it looks for. */
const replacing = (text: string, by: string): Pipe => {
  let held = ''
  return {
    chunk: (bytes, out) => {
      const all = (held + Buffer.from(bytes).toString('latin1')).replaceAll(text, by)
      const keep = Math.max(0, ...Array.from(text, (_, index) => (all.endsWith(text.slice(0, index)) ? index : 0)))
      held = all.slice(all.length - keep)
      if (all.length > keep) out.write(Buffer.from(all.slice(0, all.length - keep), 'latin1'))
    },
    end: (out) => {
      if (held !== '') out.write(Buffer.from(held, 'latin1'))
    },
  }
}

const deps = { clock: createFakeClock(), log: { warn: () => undefined, error: () => undefined } }

interface Answer {
  readonly text: string
  readonly cuts?: readonly number[]
  readonly headers?: RawHeaders
}

const ask = async (shelf: readonly RewriteFilter[], request: Budgeted, answer: Answer) => {
  const { text, cuts = [], headers = [] } = answer
  let sent: Budgeted | undefined
  const reply = await rewrite(
    deps,
    shelf,
  )(async (input): Promise<Reply> => {
    sent = input
    return { status: 200, statusMessage: '', headers, body: sending(cutAt(Buffer.from(text), cuts)) }
  })(request)
  return { reply, sent, sentText: sent?.body.joined().toString('utf8') }
}

describe('a filter that works both ways', () => {
  it('changes the request, and its answer on the way back, wherever that is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
        const request = requestOf({ body: 'ask Alice about Alice' })
        const text = '<<1>> says <<1> and <<1>>'
        const { reply, sentText } = await ask([hiding('Alice', '<<1>>')], request, { text, cuts })
        expect(sentText).toBe('ask <<1>> about <<1>>')
        const { bytes, ending } = await received(reply.body)
        expect([bytes.toString(), ending]).toEqual(['Alice says <<1> and Alice', 'end'])
      }),
      { numRuns: 40 },
    )
  })

  it('stands with others: the last to see the request is the first to see the answer', async () => {
    const shelf = [hiding('Alice', '<<1>>'), hiding('<<1>>', '[[2]]')]
    const { reply, sentText } = await ask(shelf, requestOf({ body: 'Alice' }), { text: '[[2]] <<1>>' })
    expect(sentText).toBe('[[2]]')
    expect((await received(reply.body)).bytes.toString()).toBe('Alice Alice')
  })

  it('asks for plain bytes, and takes back what the upstream said about the bytes it sent', async () => {
    const request = requestOf({ headers: ['Accept-Encoding', 'gzip, br', 'X-Other', '1'] })
    const headers = ['Content-Length', '5', 'Digest', 'x', 'Content-Type', 'text/plain']
    const { reply, sent } = await ask([hiding('a', 'bb')], request, { text: 'bb', headers })
    expect(sent?.head.headers).toEqual(['X-Other', '1', 'accept-encoding', 'identity'])
    expect(reply.headers).toEqual(['Content-Type', 'text/plain'])
  })

  it('lets no answer pass that it cannot read', async () => {
    const answer = { text: 'x', headers: ['Content-Encoding', 'gzip'] }
    await expect(ask([hiding('a', 'b')], requestOf(), answer)).rejects.toMatchObject({ code: 'filter-failed' })
  })

  it('breaks the answer off when it throws', async () => {
    const broken: RewriteFilter = {
      ...hiding('a', 'b'),
      compile: () => ({
        reads: () => false,
        apply: (request) => ({
          request,
          reply: {
            chunk: () => {
              throw new Error('broken inside')
            },
          },
        }),
      }),
    }
    const { reply } = await ask([broken], requestOf(), { text: 'secret' })
    const { bytes, ending } = await received(reply.body)
    expect([bytes.length, ending]).toEqual([0, 'fail'])
  })
})

describe('without such a filter', () => {
  it('the answer and what is asked for stay as they are', async () => {
    const request = requestOf({ headers: ['Accept-Encoding', 'gzip'] })
    const { reply, sent } = await ask([], request, { text: 'x', headers: ['Content-Length', '1'] })
    expect(headerValue(sent?.head.headers ?? [], 'accept-encoding')).toBe('gzip')
    expect(reply.headers).toEqual(['Content-Length', '1'])
  })
})

describe('rules that can act on nothing', () => {
  it('are not asked: the very same request goes on', async () => {
    const never = (): never => {
      throw new Error('A request was shown to them')
    }
    const idle: RewriteFilter = { ...hiding('a', 'b'), compile: () => ({ idle: true, reads: never, apply: never }) }
    const request = requestOf({ body: 'a' })
    const { sent } = await ask([idle, idle], request, { text: '' })
    expect(sent).toBe(request)
  })

  it('do not keep others from acting', async () => {
    const idle: RewriteFilter = {
      ...hiding('x', 'y'),
      compile: () => ({ ...hiding('x', 'y').compile({}, deps.clock), idle: true }),
    }
    const { sent } = await ask([idle, hiding('a', 'b')], requestOf({ body: 'xa' }), { text: '' })
    expect(sent?.body.joined().toString()).toBe('xb')
  })
})
