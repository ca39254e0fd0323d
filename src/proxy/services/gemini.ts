/** The Gemini service: Gemini CLI and every other client of the Gemini API. Off until somebody has upstreams for it. */
import { gemini as geminiProtocol } from '../../protocol/gemini/gemini.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import type { ClientService } from '../exchange/service.ts'

export const gemini = {
  id: 'gemini',
  label: 'Gemini',
  client: 'Gemini CLI',
  optional: true,
  port: 3212,
  portVariable: 'CLP_GEMINI_PORT',
  document: upstreamsDocument('gemini', geminiProtocol.id),
  maker: { baseUrl: 'https://generativelanguage.googleapis.com', credential: 'apiKey' },
  protocol: geminiProtocol,
  probeModels: ['gemini-2.5-flash', 'gemini-2.5-pro'],
  setup: (address) => [`GOOGLE_GEMINI_BASE_URL=${address} GEMINI_API_KEY=- gemini`],
  clientFiles: (address) => [{ file: '~/.gemini/.env', text: `GOOGLE_GEMINI_BASE_URL=${address}\nGEMINI_API_KEY=-` }],
} as const satisfies ClientService
