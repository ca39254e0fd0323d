/** Tokens, keys and secret addresses of services: chat, payment, mail, issues. */
import { byteSet, HEX } from './byte-set.ts'
import { formed, hasDigit, type ShapeRule } from './formed.ts'
import type { Kind } from './kind.ts'
import { withSecretNear } from './near.ts'
import { sampleOf, shape } from './shape.ts'

const words = (id: string, en: string, zh: string) => ({ id, family: 'services', en, zh }) as const

const kind = (id: string, en: string, zh: string, ...rules: ShapeRule[]): Kind => formed(words(id, en, zh), rules)

/** An address whose last part is the secret, also as a text in a text spells it. */
const address = (place: string, secret: string): readonly ShapeRule[] => {
  const plain = (text: string): string => text.replace(/[.-]/g, '\\$&')
  const escaped = (text: string): string => text.replaceAll('/', '\\\\/')
  const sample = (random: () => number): string => place + sampleOf(shape(`#${secret}`), random).slice(1)
  return [
    { shape: plain(place) + secret, from: place.length, sample },
    { shape: escaped(plain(place)) + escaped(secret), from: place.replaceAll('/', '\\/').length, sample },
  ]
}

const UUID = '[a-f0-9]{8}\\-[a-f0-9]{4}\\-[a-f0-9]{4}\\-[a-f0-9]{4}\\-[a-f0-9]{12}'

const stripe = (prefix: string): ShapeRule => ({ shape: `${prefix}[A-Za-z0-9]{16,110}`, prefix, accept: hasDigit })

export const services: readonly Kind[] = [
  kind(
    'slack-token',
    'Slack token',
    'Slack 令牌',
    ...['b', 'p', 'a', 'r', 's', 'e'].map((letter) => ({
      shape: `xox${letter}-[A-Za-z0-9-]{20,}`,
      prefix: `xox${letter}-`,
      accept: hasDigit,
    })),
    { shape: 'xapp-[0-9]-[A-Za-z0-9-]{30,}', prefix: 'xapp-', accept: hasDigit },
  ),
  kind(
    'slack-webhook',
    'Slack webhook',
    'Slack webhook',
    ...address('hooks.slack.com/services/', 'T[A-Z0-9]{8,11}/B[A-Z0-9]{8,11}/[A-Za-z0-9]{20,28}'),
  ),
  kind(
    'discord-token',
    'Discord token',
    'Discord 令牌',
    { shape: '[A-Za-z0-9_-]{24,28}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}', accept: isDiscord, sample: discord },
    ...address('discord.com/api/webhooks/', '[0-9]{17,20}/[A-Za-z0-9_-]{60,80}'),
  ),
  kind('telegram-bot-token', 'Telegram bot token', 'Telegram 机器人令牌', {
    shape: '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}',
  }),
  kind('stripe-key', 'Stripe key', 'Stripe 密钥', ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'].map(stripe), {
    shape: 'whsec_[A-Za-z0-9+/=]{32,70}',
    prefix: 'whsec_',
    accept: hasDigit,
  }),
  kind('sendgrid-key', 'SendGrid key', 'SendGrid 密钥', {
    shape: 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
    prefix: 'SG-',
  }),
  withSecretNear(words('twilio-key', 'Twilio key', 'Twilio 密钥'), {
    shapes: ['SK[a-f0-9]{32}', 'AC[a-f0-9]{32}'],
    prefixLength: 2,
    set: HEX,
    length: 32,
    bits: 3,
  }),
  withSecretNear(words('feishu-secret', 'Feishu or Lark app secret', '飞书应用密钥'), {
    shapes: ['cli_[a-f0-9]{16}'],
    set: byteSet('A-Za-z0-9'),
    length: 32,
    bits: 4,
  }),
  kind(
    'feishu-webhook',
    'Feishu or Lark webhook',
    '飞书 webhook',
    ...address('open.feishu.cn/open-apis/bot/v2/hook/', UUID),
    ...address('open.larksuite.com/open-apis/bot/v2/hook/', UUID),
  ),
  kind(
    'wecom-webhook',
    'WeCom webhook',
    '企业微信 webhook',
    ...address('qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', UUID),
  ),
  kind(
    'dingtalk-webhook',
    'DingTalk webhook',
    '钉钉 webhook',
    ...address('oapi.dingtalk.com/robot/send?access_token=', '[a-f0-9]{64}'),
    { shape: 'SEC[a-f0-9]{64}', prefix: 'SEC' },
  ),
  withSecretNear(words('wechat-secret', 'WeChat app secret', '微信应用密钥'), {
    shapes: ['wx[a-f0-9]{16}'],
    set: HEX,
    length: 32,
    bits: 3,
  }),
  kind(
    'notion-token',
    'Notion token',
    'Notion 令牌',
    { shape: 'ntn_[A-Za-z0-9]{40,50}', prefix: 'ntn_' },
    { shape: 'secret_[A-Za-z0-9]{43}', prefix: 'secret_' },
  ),
  kind('linear-key', 'Linear key', 'Linear 密钥', { shape: 'lin_api_[A-Za-z0-9]{40,48}', prefix: 'lin_api_' }),
]

/** The first part is the number of an account, in Base64. */
function isDiscord(token: string): boolean {
  return /^\d{17,20}$/.test(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('latin1'))
}

function discord(random: () => number): string {
  const word = (length: number): string =>
    Array.from(
      { length },
      () => 'ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'[Math.floor(random() * 54)],
    ).join('')
  const account = String(BigInt(Math.floor(random() * 8e17)) + 100_000_000_000_000_000n)
  return `${Buffer.from(account).toString('base64url')}.${word(6)}.${word(38)}`
}
