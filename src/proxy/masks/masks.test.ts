// biome-ignore-all lint/suspicious/noTemplateCurlyInString: samples of scripts and settings that name variables.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { finish } from '../../codec/work/work.ts'
import { createDetectors } from '../masking/detectors.ts'
import { LookBudget } from '../masking/look-budget.ts'
import { lookThrough } from '../masking/look-json.ts'
import { kinds } from './index.ts'
import type { Kind } from './kind.ts'
import { foundBy, maskSuite, samplesOf, seeded } from './masks.suite.ts'
import { randomWord } from './sample-text.ts'

const random = seeded(42)
const digest = (algorithm: string): string => createHash(algorithm).update(String(random())).digest('hex')
const integrity = (): string => `sha512-${createHash('sha512').update(String(random())).digest('base64')}`

/** What no kind may take for a secret. */
const NEVER = [
  digest('md5'),
  digest('sha1'),
  digest('sha256'),
  digest('sha512'),
  integrity(),
  `"integrity": "${integrity()}"`,
  `resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#${digest('sha1')}"`,
  '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  `commit ${digest('sha1')}`,
  '"max_tokens": 32000',
  'const token = parseToken(source, { secretName: options.secretName })',
  'password: string',
  'toolu_01A09q90qw90lq917835lq9',
  'The task-force-one plan: ask-me-anything, disk-usage, risk-assessment-2024',
]

/** Beside those: what looks like one kind only. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  'anthropic-key': [
    'sk-ant-',
    'sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-ant-your-key-goes-here',
    'risk-ant-api03-0a1b2c3d4e5f6a7b8c9d0e',
  ],
  'private-key': [
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0\n-----END PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0\n-----END CERTIFICATE-----',
    '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
  ],
  assignment: [
    'password = self.password_hash2',
    'token: process.env.TOKEN_2',
    'secret: ${{ secrets.API_KEY_2 }}',
    'password=${DB_PASSWORD1}',
    "password: '********'",
    'token = getToken(user1, 2)',
    '"token": "access_token"',
    'api_key: <your-api-key-1>',
    'password=changeme123',
    'apiKey: "https://example.com/key1"',
    "type: 'password', autocomplete: 'new-password'",
    'secret = 6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    'const tokens = ["a1b2c3d4e5"]',
  ],
  'basic-auth-url': [
    'https://user:password@git.test/a',
    'https://$USER:$PASS@git.test/a',
    'http://localhost:8080/@scope/a',
  ],
  'connection-string': [
    'postgres://postgres:postgres@localhost/a',
    'mysql://root:${PW}@db/a',
    'Password=changeme;Server=a;',
  ],
  email: ['user@example.com', 'git@github', 'a@b', '@scope/package@1.2.3'],
  jwt: [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    'eyJhbGciOiJIUzI1NiJ9',
  ],
  'bearer-header': ['Authorization: Bearer <token>', 'Bearer token', 'basic authentication2 is used'],
  'cookie-header': ['Cookie: theme=dark', 'cookie: name=value; path=/'],
  'stripe-key': ['pk_live_51H8xYzKj2mQwErTyUiOpAsDfG', 'sk_live_', 'task_live_51H8xYzKj2mQwErTyUiOpAsDfG'],
  'bank-card': ['4111111111111112', '1234567812345678', '6222021234567890123456'],
  'id-cn': ['110101199003071234', '000101199003071233'],
  'ipv4-private': ['8.8.8.8', '172.32.0.1', '192.169.1.1', '10.1.2', '10.1.2.3.4', '110.1.2.3'],
  'phone-cn': ['12345678901', '138001380001', '2138001380001'],
  'volcengine-key': [
    'ARK_API_KEY=${ARK_API_KEY}',
    'ARK_API_KEY=your-key',
    'ARK_MODEL=6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  ],
}

it('gives every kind a name of its own', () => {
  expect(new Set(kinds.map(({ id }) => id)).size).toBe(kinds.length)
  for (const { names } of kinds) expect([names.en, names.zh]).not.toContain('')
})

for (const kind of kinds) {
  // A hash of another length than a digest has may be a secret to who looks for chance alone.
  maskSuite(kind, [...NEVER, ...(ALIKE[kind.id] ?? []), ...shortened(samplesOf(kind), kind.id)])
}

/** Samples that are cut short, or have a letter before them, where the form is one that such a thing breaks. */
function shortened(samples: readonly string[], id: string): readonly string[] {
  const whole = /^[A-Za-z]{2,8}[_-][A-Za-z0-9]{30,}$/
  return samples
    .filter((sample) => whole.test(sample) && id !== 'high-entropy')
    .flatMap((sample) => [`x${sample}`, sample.slice(0, 14)])
}

it.each([
  '密码：Xk29fjQm',
  'token => "Xk29fjQm"',
  "login(user, password='Xk29fjQm!')",
  'password=Xk29fjQm\n<b>',
  '{"password": "Xk2\\"9fjQm-77"}',
  "{'api-key': 'Xk29fjQm'}",
  'PGPASSWORD=Xk29fjQm',
  'clientSecret: "Xk29,fjQm"',
])('finds the value in %s, as it is and in a JSON text', (text) => {
  const only = kinds.filter(({ id }) => id === 'assignment')
  expect(foundBy(only, text).length).toBe(1)
  const json = Buffer.from(JSON.stringify({ a: text }))
  expect(foundInJson(only, json)).toBe(1)
  const numbered = json.toString().replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)
  expect(foundInJson(only, Buffer.from(numbered))).toBe(1)
})

const foundInJson = (only: readonly Kind[], json: Buffer): number => {
  const [allow, budget] = [new Set<string>(), new LookBudget(json.length)]
  return finish(lookThrough(json, [createDetectors(only)], { texts: () => 'text', allow, budget })).list.length
}

it('makes samples of letters and digits', () => {
  expect(randomWord(random, 20)).toMatch(/^[A-Za-z0-9]{20}$/)
})
