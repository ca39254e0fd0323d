/** The Claude service: Claude Code and every other client of the Anthropic Messages API. */
import { anthropicMessages } from '../../protocol/anthropic-messages/anthropic-messages.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import type { ClientService } from '../exchange/service.ts'

export const claude = {
  id: 'claude',
  label: 'Claude',
  client: 'Claude Code',
  port: 3210,
  portVariable: 'CLP_CLAUDE_PORT',
  document: upstreamsDocument('claude', anthropicMessages.id),
  maker: { baseUrl: 'https://api.anthropic.com', credential: 'apiKey' },
  protocol: anthropicMessages,
  probeModels: ['claude-haiku-4-5', 'claude-sonnet-4-5', 'claude-opus-4-5'],
  setup: (address) => [`ANTHROPIC_BASE_URL=${address} ANTHROPIC_AUTH_TOKEN=- claude`],
  clientFiles: (address) => [
    {
      file: '~/.claude/settings.json',
      text: JSON.stringify({ env: { ANTHROPIC_BASE_URL: address, ANTHROPIC_AUTH_TOKEN: '-' } }, null, 2),
    },
  ],
} as const satisfies ClientService
