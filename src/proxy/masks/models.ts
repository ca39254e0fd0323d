/** Keys of model providers and of relays in front of them. */
import { formed, hasDigit, type KindWords, type ShapeRule } from './formed.ts'
import type { Kind } from './kind.ts'

const kind = (id: string, en: string, zh: string, ...rules: ShapeRule[]): Kind =>
  formed({ id, family: 'models', en, zh } satisfies KindWords, rules)

/** Beside a prefix with hyphens: words with hyphens are no keys. */
const accept = hasDigit

export const models: readonly Kind[] = [
  kind('anthropic-key', 'Anthropic key', 'Anthropic 密钥', {
    shape: 'sk-ant-[A-Za-z0-9_-]{20,}',
    prefix: 'sk-ant-',
    accept,
  }),
  kind('openai-key', 'OpenAI key', 'OpenAI 密钥', {
    shape: 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}',
    prefix: 'sk-',
  }),
  kind(
    'openai-project-key',
    'OpenAI project key',
    'OpenAI 项目密钥',
    { shape: 'sk-proj-[A-Za-z0-9_-]{40,}', prefix: 'sk-proj-', accept },
    { shape: 'sk-svcacct-[A-Za-z0-9_-]{40,}', prefix: 'sk-svcacct-', accept },
    { shape: 'sk-admin-[A-Za-z0-9_-]{40,}', prefix: 'sk-admin-', accept },
    { shape: 'sk-None-[A-Za-z0-9_-]{40,}', prefix: 'sk-None-', accept },
  ),
  kind(
    'sk-key',
    'Key that begins with sk-',
    'sk- 开头的密钥',
    { shape: 'sk-[a-f0-9]{32}', prefix: 'sk-', accept },
    { shape: 'sk-[A-Za-z0-9]{48}', prefix: 'sk-', accept },
  ),
  kind('relay-key', 'Relay key', '中转站密钥', { shape: 'cr_[A-Za-z0-9]{32,}', prefix: 'cr_', accept }),
  kind(
    'gemini-key',
    'Google API key',
    'Google API 密钥',
    { shape: 'AIza[A-Za-z0-9_-]{35}', prefix: 'AIza' },
    { shape: 'AQ\\.[A-Za-z0-9_-]{36,}', prefix: 'AQ-', accept },
  ),
  kind('openrouter-key', 'OpenRouter key', 'OpenRouter 密钥', { shape: 'sk-or-v1-[a-f0-9]{64}', prefix: 'sk-or-v1-' }),
  kind('groq-key', 'Groq key', 'Groq 密钥', { shape: 'gsk_[A-Za-z0-9]{52}', prefix: 'gsk_' }),
  kind('xai-key', 'xAI key', 'xAI 密钥', { shape: 'xai-[A-Za-z0-9]{70,90}', prefix: 'xai-' }),
  kind(
    'huggingface-token',
    'Hugging Face token',
    'Hugging Face 令牌',
    { shape: 'hf_[A-Za-z0-9]{34,40}', prefix: 'hf_' },
    { shape: 'api_org_[A-Za-z0-9]{34}', prefix: 'api_org_' },
  ),
  kind('replicate-token', 'Replicate token', 'Replicate 令牌', {
    shape: 'r8_[A-Za-z0-9]{37}',
    prefix: 'r8_',
  }),
  kind('zhipu-key', 'Zhipu key', '智谱密钥', { shape: '[a-f0-9]{32}\\.[A-Za-z0-9]{16}', accept: hasCapital }),
  kind('nvidia-key', 'NVIDIA key', 'NVIDIA 密钥', { shape: 'nvapi-[A-Za-z0-9_-]{60,70}', prefix: 'nvapi-', accept }),
  kind('perplexity-key', 'Perplexity key', 'Perplexity 密钥', { shape: 'pplx-[A-Za-z0-9]{48,56}', prefix: 'pplx-' }),
  kind(
    'bedrock-key',
    'Bedrock key',
    'Bedrock 密钥',
    { shape: 'ABSK[A-Za-z0-9]{20}[A-Za-z0-9+/=]{60,}', prefix: 'ABSK' },
    { shape: 'bedrock-api-key-[A-Za-z0-9]{20}[A-Za-z0-9+/=]{60,}', prefix: 'bedrock-api-key-' },
  ),
]

/** A digest with a file's ending has only small letters. */
function hasCapital(text: string): boolean {
  return /[A-Z]/.test(text)
}
