/** Whose a 4xx is: words of the makers, of relays and of their kin, in English and Chinese. */
import { describe, expect, it } from 'vitest'
import { received, scriptedSource, sending } from '../../../test/kit/bodies.ts'
import { encode } from '../../../test/kit/replies.ts'
import { replyOf } from '../../../test/kit/wire.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { ClientSignal } from '../exchange/client-signal.ts'
import { factsIn, judgeRefusal } from './judge-refusal.ts'
import { type RefusalMeaning, refusalMeaning } from './refusal-table.ts'

const anthropic = (type: string, message: string): string => JSON.stringify({ type: 'error', error: { type, message } })
const openai = (code: string | null, message: string): string =>
  JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code } })
const google = (status: string, message: string, reason = ''): string =>
  JSON.stringify({ error: { code: 400, message, status, details: reason === '' ? [] : [{ reason }] } })

type Case = readonly [status: number, body: string, protocol?: ProtocolId]

const OWN_STATE: readonly Case[] = [
  [400, anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')],
  [
    400,
    anthropic(
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
    ),
  ],
  [400, anthropic('invalid_request_error', 'This organization has been disabled.')],
  [400, anthropic('billing_error', 'x')],
  [400, openai('billing_hard_limit_reached', 'Billing hard limit has been reached'), 'responses'],
  [400, openai('account_deactivated', 'x'), 'chat'],
  [404, openai('insufficient_quota', 'You exceeded your current quota'), 'responses'],
  [400, openai('invalid_api_key', 'Incorrect API key provided'), 'responses'],
  [400, '{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}', 'chat'],
  [422, '{"message":"Your account has been suspended"}'],
  [400, '{"error":{"message":"用户额度不足, 剩余额度: ＄0.00","type":"new_api_error"}}'],
  [400, '{"error":{"message":"该令牌已过期","type":"new_api_error"}}', 'chat'],
  [400, '{"msg":"账号已被禁用"}'],
  [400, '{"error":"余额不足，请充值"}'],
  [400, '{"error":{"message":"当前分组上游负载已饱和，请稍后再试"}}'],
  [400, google('INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID'), 'gemini'],
  [400, google('FAILED_PRECONDITION', 'User location is not supported for the API use.'), 'gemini'],
  [400, '{"__type":"ThrottlingException","message":"Too many tokens"}'],
  [404, '<!DOCTYPE html><title>404</title>'],
  [400, '\n<html>'],
]

const UNABLE: readonly Case[] = [
  [404, anthropic('not_found_error', 'model: claude-9')],
  [404, anthropic('not_found_error', 'Not Found')],
  [404, '404 page not found'],
  [404, ''],
  [405, '{"detail":"Method Not Allowed"}'],
  [400, openai('model_not_found', 'x'), 'responses'],
  [400, openai(null, 'The model `gpt-9` does not exist or you do not have access to it.'), 'chat'],
  [400, openai('DeploymentNotFound', 'x'), 'chat'],
  [400, '{"error":"model \\"llama9\\" not found, try pulling it first"}', 'chat'],
  [422, '{"message":"Unknown model"}'],
  [400, '{"message":"The provided model identifier is invalid."}'],
  [400, '{"error":{"message":"模型 claude-9 不存在"}}'],
  [400, '{"error":{"message":"当前 API 不支持所选模型"}}'],
  [400, '{"error":{"message":"该分组下模型 gpt-9 无可用渠道"}}'],
  [404, google('NOT_FOUND', 'models/gemini-9 is not found for API version v1beta'), 'gemini'],
]

const CLIENTS_OWN: readonly Case[] = [
  [400, anthropic('invalid_request_error', 'messages: at least one message is required')],
  [400, anthropic('invalid_request_error', 'model: Field required')],
  [
    400,
    anthropic(
      'invalid_request_error',
      'max_tokens: 999999 > 64000, which is the maximum allowed number of output tokens for claude-x',
    ),
  ],
  [400, anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum')],
  [400, anthropic('invalid_request_error', 'messages.1.content.0: Invalid `signature` in `thinking` block')],
  [413, anthropic('request_too_large', 'Request exceeds the maximum size')],
  [400, openai('context_length_exceeded', "This model's maximum context length is 5 tokens"), 'chat'],
  [400, openai('previous_response_not_found', 'Previous response with id resp_1 not found.'), 'responses'],
  [400, openai(null, "Unsupported parameter: 'temperature' is not supported with this model."), 'responses'],
  [400, openai('invalid_image', 'The image is too large'), 'responses'],
  [400, google('INVALID_ARGUMENT', 'Request contains an invalid argument.'), 'gemini'],
  [422, '{"detail":[{"loc":["body","messages"],"msg":"field required"}]}'],
  [400, '{"error":{"message":"参数错误：messages 不能为空"}}'],
  [400, anthropic('invalid_request_error', `messages.0: ${'x'.repeat(600)} credit balance is too low`)],
  [400, ''],
  [400, 'Bad Request'],
]

describe.each<[RefusalMeaning, readonly Case[]]>([
  ['upstream', OWN_STATE],
  ['unable', UNABLE],
  ['client', CLIENTS_OWN],
])('is taken for %s', (meaning, cases) => {
  it.each(cases.map(([status, body, protocol = 'messages']) => ({ status, body, protocol })))(
    '$status $body',
    async ({ status, body, protocol }) => {
      const headers = ['content-type', 'application/json']
      const options = { protocol, waitMs: 600_000, signal: new ClientSignal() }
      const judged = await judgeRefusal(replyOf({ status, headers, body }), options)
      expect(judged.meaning).toBe(meaning)
      expect((await received(judged.reply.body)).bytes.toString()).toBe(body)
    },
  )
})

const NO_MONEY = anthropic('invalid_request_error', 'Your credit balance is too low')
const options = { protocol: 'messages', waitMs: 600_000, signal: new ClientSignal() } as const

describe('judgeRefusal', () => {
  it('reads what is compressed, and passes it on as it came', async () => {
    const bytes = encode('gzip', NO_MONEY)
    const { reply, meaning } = await judgeRefusal(
      replyOf({ status: 400, headers: ['content-encoding', 'gzip'], body: bytes }),
      options,
    )
    expect(meaning).toBe('upstream')
    expect((await received(reply.body)).bytes).toEqual(bytes)
  })

  it('takes a web page for the upstream’s without reading it', async () => {
    const { source, calls } = scriptedSource()
    const page = replyOf({ status: 404, headers: ['content-type', 'text/html'], body: source })
    expect((await judgeRefusal(page, options)).meaning).toBe('upstream')
    expect(calls).not.toContain('start')
  })

  it('reads no more than it needs, and loses no byte', async () => {
    const body = ['{"message":"no', ' '.repeat(20_000), '"}'].map((part) => Buffer.from(part))
    const { reply, meaning } = await judgeRefusal(replyOf({ status: 404, body: sending(body) }), options)
    expect(meaning).toBe('unable')
    expect((await received(reply.body)).bytes).toEqual(Buffer.concat(body))
  })

  it('does not wait for a body that never ends', async () => {
    const { source, sink } = scriptedSource()
    const judged = judgeRefusal(replyOf({ status: 404, body: source }), { ...options, waitMs: 0 })
    sink().write(Buffer.from('{"type":'))
    expect((await judged).meaning).toBe('unable')
  })
})

it('does not look at what stands far behind in a message, or in the request that is quoted', () => {
  const facts = factsIn(400, JSON.stringify({ error: { message: 'bad', input: 'credit balance is too low' } }))
  expect(refusalMeaning('messages', facts)).toBe('client')
})
