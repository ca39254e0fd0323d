import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../test/kit/fake-clock.ts'
import { Body } from '../../codec/bytes/body.ts'
import { finish } from '../../codec/work/work.ts'
import type { Change } from '../../contract/exchange.ts'
import type { BodyRule } from '../../contract/settings.ts'
import { setApart } from '../../protocol/common/set-apart.ts'
import { body as filter } from './body.ts'
import { compileBodyRules, createBodyRules } from './body-rules.ts'
import { inbound, throughFilters } from './filters.suite.ts'

const nothingApart = setApart({ signed: {}, opaque: [] })

const run = async (rules: unknown, body: string | Uint8Array) => {
  const values = { filter: filter.document.parse(JSON.stringify(rules)) }
  const input = inbound({ body, values })
  const passed = await throughFilters(input)
  return { text: passed.body.joined().toString(), changes: input.trace.changes, same: passed.body === input.body }
}

const textOf = async (rules: unknown, body: string | Uint8Array): Promise<string> => (await run(rules, body)).text

describe('the body filter', () => {
  it.each([
    ['a regular expression', { source: 'secret-[0-9]+', op: 'remove' }, 'a secret-12 b', 'a  b'],
    [
      'groups in the target',
      { source: '(\\w+)@(?P<h>\\w+)', op: 'replace', target: '\\g<h>:\\1' },
      'me@here',
      'here:me',
    ],
    ['no target', { source: 'a', op: 'replace' }, 'banana', 'bnn'],
    ['a dot over a newline', { source: 'a.b', op: 'remove' }, 'xa\nbx', 'xx'],
    ['case', { source: 'abc', op: 'remove' }, 'ABC', 'ABC'],
    ['what is no expression as text', { source: 'a(b', op: 'remove' }, 'xa(bx', 'xx'],
    ['text as text', { source: 'a.b', op: 'replace', target: '\\1$&', match: 'text' }, 'a.b axb', '\\1$& axb'],
    ['characters, not bytes', { source: '[密码]+.', op: 'remove' }, '<密码é>', '<>'],
    ['one rule alone', { source: 'x', op: 'remove' }, 'xyx', 'y'],
    ['a rule switched off', { source: 'x', op: 'remove', enabled: false }, 'x', 'x'],
    ['another service', { source: 'x', op: 'remove', services: ['codex'] }, 'x', 'x'],
    ['an empty source', { source: '', op: 'remove' }, 'x', 'x'],
    ['empty matches', { source: 'x*', op: 'replace', target: '-' }, 'axxb', 'a-b'],
  ])('reads %s', async (_title, rule, body, expected) => {
    expect(await textOf(rule, body)).toBe(expected)
  })

  it('runs rules in order over the result of the former', async () => {
    const rules = [
      { source: 'a', op: 'replace', target: 'b' },
      { source: 'bb', op: 'replace', target: 'c', match: 'text' },
      { source: '^c', op: 'replace', target: 'done' },
    ]
    expect(await textOf(rules, 'ab')).toBe('done')
  })

  it('writes down where each edit was made, and leaves an untouched body alone', async () => {
    const { changes } = await run([{ source: 'b', op: 'replace', target: 'xyz' }], 'abcb')
    expect(changes).toEqual([
      { by: 'body', rule: '#1', target: 'body', offset: 1, removed: 1, inserted: 3 },
      { by: 'body', rule: '#1', target: 'body', offset: 3, removed: 1, inserted: 3 },
    ] satisfies Change[])
    expect(await run([{ source: 'q', op: 'remove' }], 'abcb')).toMatchObject({ changes: [], same: true })
  })

  it('sums edits up where there are very many', async () => {
    const { changes, text } = await run([{ source: 'a', op: 'remove' }], 'ab'.repeat(2000))
    expect(text).toBe('b'.repeat(2000))
    expect(changes).toHaveLength(501)
    expect(changes.reduce((sum, { removed = 0 }) => sum + removed, 0)).toBe(2000)
  })

  it('finds a hundred rules among a hundred', async () => {
    const rules = Array.from({ length: 100 }, (_, n) =>
      n % 2 === 0
        ? { source: `word-${n};`, op: 'replace', target: `<${n}>` }
        : { source: `[a-z]{4}-${n};`, op: 'replace', target: `<${n}>` },
    )
    const all = Array.from({ length: 100 }, (_, n) => n)
    expect(await textOf(rules, all.map((n) => `word-${n};`).join(' '))).toBe(all.map((n) => `<${n}>`).join(' '))
  })
})

describe('text rules on JSON', () => {
  const rule = (source: string, target = '') => ({ source, op: 'replace', target, match: 'text' })

  it.each([
    ['escapes what it writes', rule('x', 'say "hi"\n'), '{"a":"x"}', '{"a":"say \\"hi\\"\\n"}'],
    ['finds the escaped spelling', rule('a"b\nc', 'q'), '{"a":"a\\"b\\nc"}', '{"a":"q"}'],
    [
      'finds \\u spellings',
      rule('密é', 'q'),
      '{"a":"\\u5bc6\\u00e9","b":"\\u5BC6\\u00E9","c":"密é"}',
      '{"a":"q","b":"q","c":"q"}',
    ],
    ['finds escaped slashes', rule('a/b', 'q'), '{"a":"a\\/b"}', '{"a":"q"}'],
    ['does not cut an escape', rule('n'), '{"a":"\\nn"}', '{"a":"\\n"}'],
    ['does not cut a \\u escape', rule('00'), '{"a":"\\u0061 00"}', '{"a":"\\u0061 "}'],
    ['may change numbers as long as it stays JSON', rule('12', '3'), '{"a":12}', '{"a":3}'],
    ['takes other bodies as they are', rule('"', "'"), 'say "x"', "say 'x'"],
  ])('%s', async (_title, given, body, expected) => {
    expect(await textOf(given, body)).toBe(expected)
  })

  it('refuses what would break the JSON around strings', async () => {
    await expect(run(rule('12', 'no number'), '{"a":12}')).rejects.toMatchObject({
      code: 'content-refused',
      status: 403,
    })
    await expect(run(rule(','), '{"a":1,"b":2}')).rejects.toMatchObject({ code: 'content-refused' })
  })

  it('writes down no change of a request that it then refuses', async () => {
    const values = { filter: filter.document.parse(JSON.stringify(rule('"a":', ''))) }
    const input = inbound({ body: '{"a":1}', values })
    await expect(throughFilters(input)).rejects.toMatchObject({ code: 'content-refused' })
    expect(input.trace.changes).toEqual([])
  })

  it('leaves valid JSON valid, whatever the rule', async () => {
    const word = fc.string({
      unit: fc.constantFrom('a', '"', '\\', 'n', 'u', '0', '/', '\n', 'é', '密', '😀'),
      maxLength: 4,
    })
    const value = fc.dictionary(word, fc.oneof(word, fc.array(word), fc.dictionary(word, word)), { maxKeys: 4 })
    const ascii = (text: string): string =>
      text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    await fc.assert(
      fc.asyncProperty(value, word, word, fc.boolean(), async (object, source, target, escaped) => {
        const json = JSON.stringify(object)
        const given = escaped ? ascii(json) : json
        const result = await textOf([rule(source, target)], given).catch((problem: { code: string }) => problem.code)
        if (result !== 'content-refused') expect(() => JSON.parse(result)).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })
})

describe('what is signed', () => {
  const signed = '{"type":"thinking","thinking":"my secret","signature":"secret"}'
  const body = `{"messages":[{"content":[${signed},{"type":"text","text":"secret"}]}],"x":"secret"}`
  const rule = { source: 'secret', op: 'replace', target: 'a longer text' }

  it('refuses the request and says why', async () => {
    await expect(run([rule], body)).rejects.toMatchObject({
      code: 'content-refused',
      message: expect.stringContaining('"inSigned": "skip"'),
      outcome: { kind: 'blocked', filter: 'body', rule: '#1', status: 403 },
    })
  })

  it('leaves it alone when told to, also after other edits have moved it', async () => {
    const first = { source: 'messages', op: 'replace', target: 'many more messages' }
    const text = await textOf(
      [first, { ...rule, inSigned: 'skip' }, { source: 'my', op: 'remove', inSigned: 'skip' }],
      body,
    )
    expect(text).toContain(signed)
    expect(text.match(/a longer text/g)).toHaveLength(2)
  })

  it('holds for encrypted reasoning', async () => {
    const item = '{"type":"reasoning","encrypted_content":"gAAAsecret"}'
    await expect(run([rule], `{"input":[${item}]}`)).rejects.toMatchObject({ code: 'content-refused' })
  })

  it('does not refuse for what it does not touch', async () => {
    expect(await textOf([{ source: 'nowhere', op: 'remove' }], body)).toBe(body)
  })
})

describe('what is no text', () => {
  const picture =
    '{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUg=="}}'

  it('is left alone, and everything around it is not', async () => {
    const rules = [
      { source: 'A+', op: 'replace', target: 'a' },
      { source: 'Rw0K', op: 'remove', match: 'text' },
    ]
    expect(await textOf(rules, `{"a":[${picture},{"type":"text","text":"AAAA Rw0K"}]}`)).toBe(
      `{"a":[${picture},{"type":"text","text":"a "}]}`,
    )
    expect(await textOf(rules, `{"text":"${JSON.stringify(picture).slice(1, -1)}"}`)).toContain('iVBOGgoaNSUhEUg')
  })

  it('may be taken away as a whole', async () => {
    const rule = { source: '"data":"[^"]*"', op: 'replace', target: '"data":""' }
    expect(await textOf(rule, `[${picture}]`)).toContain('"media_type":"image/png","data":""}')
  })

  it('is left alone in the parts of a multipart body, too', async () => {
    const part = (type: string, content: string) => `--x\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
    const body = `${part('image/png', 'xAAAAx')}${part('application/json', '{"a":"AAAA"}')}--x--\r\n`
    const headers = ['Content-Type', 'multipart/form-data; boundary=x']
    const values = { filter: filter.document.parse('{"source":"AAAA","op":"remove"}') }
    const passed = await throughFilters(inbound({ body, headers, values }))
    expect(passed.body.joined().toString()).toBe(
      `${part('image/png', 'xAAAAx')}${part('application/json', '{"a":""}')}--x--\r\n`,
    )
  })
})

describe('properties', () => {
  const rules = fc.array(
    fc.record({
      source: fc.constantFrom('a', 'ab', 'b+', '[ab]c', '(a)(b)?', 'c$', '^a', '密', '.b', 'zzz', 'a(b'),
      op: fc.constantFrom('replace' as const, 'remove' as const),
      target: fc.constantFrom('', 'x', 'abc', '密'),
    }),
    { maxLength: 4 },
  )
  const bodies = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '密', '\n', '"', '{') })

  it('changes nothing outside the edits it writes down', () => {
    fc.assert(
      fc.property(rules, bodies, (list: BodyRule[], text) => {
        let current = Buffer.from(text)
        const body = Body.from(text)
        const clock = createFakeClock()
        const work = createBodyRules(compileBodyRules(list)).apply(body, {
          clock,
          apart: nothingApart,
          applied: (_rule, hits) => {
            const pieces: Uint8Array[] = []
            let at = 0
            for (const { start, end, inserted } of hits) {
              expect(start).toBeGreaterThanOrEqual(at)
              expect(end).toBeGreaterThan(start)
              pieces.push(current.subarray(at, start), inserted)
              at = end
            }
            current = Buffer.concat([...pieces, current.subarray(at)])
          },
        })
        const result = finish(work)
        expect(result.joined()).toEqual(current)
        expect(body.joined().toString()).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  it('acts like each rule alone, one after the other', () => {
    const apply = (list: BodyRule[], body: Body): Body =>
      finish(
        createBodyRules(compileBodyRules(list)).apply(body, {
          clock: createFakeClock(),
          apart: nothingApart,
          applied: () => undefined,
        }),
      )
    fc.assert(
      fc.property(rules, bodies, (list: BodyRule[], text) => {
        const together = apply(list, Body.from(text)).joined()
        const apart = list.reduce((body, rule) => apply([rule], body), Body.from(text)).joined()
        expect(together).toEqual(apart)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses rather than going on for ever', () => {
    const clock = { now: () => 0, elapsed: () => (elapsed += 100) }
    let elapsed = 0
    const list = compileBodyRules([{ source: 'a', op: 'remove' }])
    const long = Body.from('a'.repeat(10_000))
    const apply = () =>
      finish(createBodyRules(list).apply(long, { clock, apart: nothingApart, applied: () => undefined }))
    expect(apply).toThrow(expect.objectContaining({ code: 'filter-failed' }))
  })

  it('refuses rather than writing down millions of edits', async () => {
    await expect(run({ source: 'a', op: 'remove' }, 'a'.repeat(250_001))).rejects.toMatchObject({
      code: 'content-refused',
      message: expect.stringContaining('more than 250000 times'),
    })
  })

  it('answers for a catastrophic expression over a megabyte', async () => {
    const text = `{"a":"${'a'.repeat(1_000_000)}!"}`
    expect(
      await textOf(
        [
          { source: '(a+)+$', op: 'remove' },
          { source: '(a|aa)+$', op: 'remove' },
        ],
        text,
      ),
    ).toBe(text)
  })
})
