/**
 * What a 4xx means that its status does not tell: whether it is the client's mistake, the upstream's own state, or that this upstream cannot
 * serve the request though others may. Data, like the retry table beside it; judged only while another upstream waits.
 */
import type { ProtocolId } from '../../contract/protocol.ts'

/** `client`: passed on; `upstream`: blamed, the next one is asked; `unable`: nobody is blamed, the next one is asked. */
export type RefusalMeaning = 'client' | 'upstream' | 'unable'

/** What an error says about itself. */
export interface RefusalFacts {
  readonly status: number
  /** `type`, `code` and `status` of the error object, lower case. */
  readonly names: readonly string[]
  /** Its message, or the beginning of a body that is no JSON. */
  readonly words: string
}

export interface RefusalRow {
  /** In words, for the documentation. */
  readonly when: string
  readonly meaning: Exclude<RefusalMeaning, 'client'>
  /** Any of these statuses; every one when absent. */
  readonly statuses?: readonly number[]
  /** Any of these types or codes, lower case. */
  readonly names?: readonly string[]
  /** In the message. */
  readonly words?: RegExp
}

/** Rows that hold for all languages: relays pass on each other's words, and write their own in Chinese and English. */
const EVERYWHERE: readonly RefusalRow[] = [
  {
    when: 'no credit, no quota, unpaid bills',
    meaning: 'upstream',
    names: [
      'insufficient_quota',
      'insufficient_user_quota',
      'insufficient_balance',
      'insufficient_credits',
      'pre_consume_token_quota_failed',
      'quota_exceeded',
      'billing_error',
      'billing_not_active',
      'billing_hard_limit_reached',
      'arrearage',
      'payment_required',
    ],
  },
  {
    when: 'the same in words',
    meaning: 'upstream',
    words:
      /credit balance is too low|(?:insufficient|not enough|exhausted|no remaining|out of) (?:account |user )?(?:credits?|balance|quota|funds)|exceeded your (?:current )?quota|(?:reached|exceeded) your (?:specified )?(?:API )?(?:usage|spend(?:ing)?) limit|(?:account|access).{0,40}good standing|billing (?:hard )?limit|payment (?:is )?required/i,
  },
  {
    when: 'the same in Chinese',
    meaning: 'upstream',
    words:
      /(?:余额|额度|配额|点数|积分|账户|套餐).{0,6}(?:不足|不够|用尽|用完|耗尽|已满|超限|为零|过期)|欠费|请.{0,4}充值|续费/,
  },
  {
    when: 'the account, organisation or key is disabled, or not valid',
    meaning: 'upstream',
    names: [
      'account_deactivated',
      'account_disabled',
      'organization_disabled',
      'user_disabled',
      'token_disabled',
      'token_expired',
      'invalid_api_key',
      'api_key_invalid',
      'authentication_error',
      'permission_error',
      'access_denied',
    ],
  },
  {
    when: 'the same in words',
    meaning: 'upstream',
    words:
      /(?:organi[sz]ation|account|workspace|project|user) (?:has been |is |was )?(?:disabled|suspended|deactivated|banned|blocked|terminated)|api[ _-]?key (?:is |has |was )?(?:not valid|invalid|expired|disabled|revoked)|(?:invalid|expired|disabled|revoked) (?:api[ _-]?key|token)|location is not supported/i,
  },
  {
    when: 'the same in Chinese',
    meaning: 'upstream',
    words:
      /(?:令牌|密钥|账号|账户|帐号|用户|组织|分组|API ?Key).{0,6}(?:无效|失效|已?过期|(?:被|已)?(?:禁用|停用|封禁|封停|冻结)|不可用|状态异常)|无效的(?:令牌|密钥)|未授权|无权(?:限)?访问/i,
  },
  {
    when: 'overload in other words',
    meaning: 'upstream',
    names: ['rate_limit_error', 'rate_limit_exceeded', 'overloaded_error', 'throttlingexception'],
  },
  {
    when: 'the same in Chinese',
    meaning: 'upstream',
    words:
      /(?:服务器?|系统|上游|当前分组|渠道).{0,8}(?:繁忙|过载|负载.{0,3}(?:饱和|过高)|错误|异常|维护)|请稍后(?:再试|重试)|请求(?:过于)?频繁/,
  },
  {
    when: 'the model is not there',
    meaning: 'unable',
    names: [
      'model_not_found',
      'model_not_supported',
      'model_not_available',
      'unsupported_model',
      'invalid_model',
      'deploymentnotfound',
      'deployment_not_found',
      'model_price_error',
      'no_available_channel',
    ],
  },
  {
    when: 'the same in words',
    meaning: 'unable',
    words:
      /\bmodel\b.{0,120}?(?:not found|does(?: not|n['’]t) exist|(?:is )?not (?:supported|available|enabled|allowed|exist)|unavailable|is invalid|identifier is invalid)|(?:unknown|unsupported|invalid|no such) model\b|no available (?:channel|provider|endpoint)s?\b|not (?:have|allowed) access to (?:the )?model/i,
  },
  {
    when: 'the same in Chinese',
    meaning: 'unable',
    words:
      /模型.{0,60}?(?:不存在|未找到|找不到|不支持|不可用|未开通|未启用|无权限)|(?:不支持|未找到|无此|没有).{0,4}模型|无可用(?:的)?渠道/,
  },
  { when: 'the address is not there', meaning: 'unable', statuses: [404, 405, 410] },
]

/** And those of one language, which are looked at first. */
export const REFUSAL_TABLE: Readonly<Record<ProtocolId, readonly RefusalRow[]>> = {
  messages: EVERYWHERE,
  // Another upstream knows it even less: what the client holds belongs to this one.
  responses: EVERYWHERE,
  chat: EVERYWHERE,
  gemini: [
    {
      when: 'not valid for this project',
      meaning: 'upstream',
      names: ['failed_precondition', 'unauthenticated', 'permission_denied'],
    },
    { when: 'used up', meaning: 'upstream', names: ['resource_exhausted', 'unavailable'] },
    ...EVERYWHERE,
  ],
}

/** The client's own mistakes, whatever else is said: the first that holds ends the search. */
const CLIENT_NAMES: ReadonlySet<string> = new Set([
  'previous_response_not_found',
  'context_length_exceeded',
  'request_too_large',
  'string_above_max_length',
])

export const refusalMeaning = (protocol: ProtocolId, { status, names, words }: RefusalFacts): RefusalMeaning => {
  if (names.some((name) => CLIENT_NAMES.has(name))) return 'client'
  const row = REFUSAL_TABLE[protocol].find(
    (one) =>
      one.statuses?.includes(status) === true ||
      names.some((name) => one.names?.includes(name) === true) ||
      one.words?.test(words) === true,
  )
  return row?.meaning ?? 'client'
}
