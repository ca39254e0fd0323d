/**
 * Claude Code: two variables under `env` of its `settings.json`
 * (https://docs.anthropic.com/en/docs/claude-code/settings), of which it takes the address and the credential. The file is strict
 * JSON here because it is so there: 2.1.330 throws a file with a comment or a trailing comma away as a whole; a byte order mark is fine.
 */
import { findJson } from '../../codec/json/json-text.ts'
import type { ClientSetup, Point } from '../attach/client-setup.ts'
import { attachKeys, detachKeys, type KeyValue, readableJson } from '../attach/json-keys.ts'

const ADDRESS = ['env', 'ANTHROPIC_BASE_URL'] as const
const TOKEN = ['env', 'ANTHROPIC_AUTH_TOKEN'] as const
/** Shown where CLP asks for nothing: without any credential the client wants its user to sign in. */
const NOBODY = '-'

const entries = ({ address, token }: Point): readonly KeyValue[] => [
  { path: ADDRESS, value: address },
  { path: TOKEN, value: token ?? NOBODY },
]

const textAt = (text: string, path: readonly string[]): string | undefined => {
  const value: unknown = findJson(text, path)?.value
  return typeof value === 'string' ? value : undefined
}

export const claudeCode = {
  service: 'claude',
  program: 'claude',
  file: { variable: 'CLAUDE_CONFIG_DIR', folder: '.claude', name: 'settings.json' },
  attach: (text, point) => attachKeys(text, entries(point)),
  detach: detachKeys,
  read: (text) => {
    const plain = readableJson(text)
    return { address: textAt(plain, ADDRESS), token: textAt(plain, TOKEN), faults: [] }
  },
  process: (point) => ({
    variables: Object.fromEntries(entries(point).map(({ path, value }) => [path[1], value])),
    args: [],
  }),
  // Tried with 2.1.330: its file wins over the shell's address and token, not over these.
  overriddenBy: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'],
  addressVariable: ADDRESS[1],
  fileWins: true,
} as const satisfies ClientSetup
