/** The Codex service: Codex and every other client of the OpenAI Responses API. Chat Completions pass below the same address. */
import { openaiResponses } from '../../protocol/openai-responses/openai-responses.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import type { ClientService } from '../exchange/service.ts'

export const codex = {
  id: 'codex',
  label: 'Codex',
  client: 'Codex',
  port: 3211,
  portVariable: 'CLP_CODEX_PORT',
  document: upstreamsDocument('codex', openaiResponses.id),
  maker: { baseUrl: 'https://api.openai.com/v1', credential: 'bearer' },
  protocol: openaiResponses,
  probeModels: ['gpt-5-codex', 'gpt-5'],
  setup: (address) => [
    `codex -c model_provider=clp -c 'model_providers.clp={name="clp",base_url="${address}",wire_api="responses"}'`,
  ],
  clientFiles: (address) => [
    {
      file: '~/.codex/config.toml',
      text: [
        'model_provider = "clp"',
        '',
        '[model_providers.clp]',
        'name = "CLP"',
        `base_url = "${address}"`,
        'wire_api = "responses"',
        'requires_openai_auth = true',
      ].join('\n'),
    },
    { file: '~/.codex/auth.json', text: JSON.stringify({ OPENAI_API_KEY: '-' }, null, 2) },
  ],
} as const satisfies ClientService
