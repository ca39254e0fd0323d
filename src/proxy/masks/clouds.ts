/** Keys of clouds. */
import { byteSet } from './byte-set.ts'
import { formed, hasDigit, type ShapeRule } from './formed.ts'
import type { Kind } from './kind.ts'
import { named } from './named.ts'
import { withSecretNear } from './near.ts'

const words = (id: string, en: string, zh: string) => ({ id, family: 'clouds', en, zh }) as const

const kind = (id: string, en: string, zh: string, ...rules: ShapeRule[]): Kind => formed(words(id, en, zh), rules)

const ALPHANUMERIC = byteSet('A-Za-z0-9')

export const clouds: readonly Kind[] = [
  withSecretNear(words('aws-access-key', 'AWS access key', 'AWS 访问密钥'), {
    shapes: ['AKIA[A-Z2-7]{16}', 'ASIA[A-Z2-7]{16}', 'ABIA[A-Z2-7]{16}'],
    prefixLength: 4,
    set: byteSet('A-Za-z0-9+/='),
    length: 40,
    bits: 4.2,
  }),
  withSecretNear(words('aliyun-access-key', 'Alibaba Cloud access key', '阿里云访问密钥'), {
    shapes: ['LTAI[A-Za-z0-9]{12,24}'],
    prefixLength: 4,
    set: ALPHANUMERIC,
    length: 30,
    bits: 3.8,
  }),
  withSecretNear(words('tencent-secret-id', 'Tencent Cloud secret', '腾讯云密钥'), {
    shapes: ['AKID[A-Za-z0-9]{32}'],
    prefixLength: 4,
    set: ALPHANUMERIC,
    length: 32,
    bits: 4,
  }),
  kind(
    'gcp-oauth',
    'Google Cloud OAuth secret',
    'Google Cloud OAuth 密钥',
    { shape: 'GOCSPX-[A-Za-z0-9_-]{28}', prefix: 'GOCSPX-' },
    { shape: 'ya29\\.[A-Za-z0-9_-]{30,}', prefix: 'ya29-', accept: hasDigit },
  ),
  kind(
    'azure-storage-key',
    'Azure storage key',
    'Azure 存储密钥',
    { shape: 'AccountKey=[A-Za-z0-9+/]{86}==', from: 'AccountKey='.length },
    { shape: 'SharedAccessKey=[A-Za-z0-9+/]{43}=', from: 'SharedAccessKey='.length },
  ),
  kind('azure-client-secret', 'Azure client secret', 'Azure 客户端密钥', {
    shape: '[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}',
  }),
  kind('baidu-key', 'Baidu key', '百度密钥', {
    shape: 'bce-v3/ALTAK-[A-Za-z0-9]{21}/[a-f0-9]{40}',
    prefix: 'bce-v3-',
  }),
  named(words('volcengine-key', 'Volcengine key', '火山引擎密钥'), {
    names: ['ARK_API_KEY', 'VOLC_ACCESSKEY', 'VOLC_SECRETKEY', 'VOLCENGINE_API_KEY', 'VOLCENGINE_ACCESS_KEY'],
    values: [
      '[a-f0-9]{8}\\-[a-f0-9]{4}\\-[a-f0-9]{4}\\-[a-f0-9]{4}\\-[a-f0-9]{12}',
      'AKLT[A-Za-z0-9]{30,50}',
      '[A-Za-z0-9]{44,60}==',
    ],
  }),
  named(words('cloudflare-token', 'Cloudflare token', 'Cloudflare 令牌'), {
    names: ['CLOUDFLARE_API_TOKEN', 'CF_API_TOKEN', 'CLOUDFLARE_API_KEY', 'CF_API_KEY', 'cloudflare_token'],
    values: ['[A-Za-z0-9_-]{40}', '[a-f0-9]{37}'],
  }),
  kind(
    'digitalocean-token',
    'DigitalOcean token',
    'DigitalOcean 令牌',
    { shape: 'dop_v1_[a-f0-9]{64}', prefix: 'dop_v1_' },
    { shape: 'doo_v1_[a-f0-9]{64}', prefix: 'doo_v1_' },
    { shape: 'dor_v1_[a-f0-9]{64}', prefix: 'dor_v1_' },
  ),
  kind('databricks-token', 'Databricks token', 'Databricks 令牌', {
    shape: 'dapi[a-f0-9]{32}',
    prefix: 'dapi',
    accept: hasDigit,
  }),
]
