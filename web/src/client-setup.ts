/**
 * How a client is pointed at a service: the one place of the web app that knows services by their id. A service that is not listed
 * gets the general advice, so that a new service needs no change here. Sources: the clients' own documentation.
 */
export interface SetupSnippet {
  /** Where the text belongs, as the user writes it. */
  readonly file: string
  readonly text: string
}

type Setup = (address: string) => readonly SetupSnippet[]

const claude: Setup = (address) => [
  {
    file: '~/.claude/settings.json',
    text: JSON.stringify({ env: { ANTHROPIC_BASE_URL: address, ANTHROPIC_AUTH_TOKEN: '-' } }, null, 2),
  },
]

const codex: Setup = (address) => [
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
]

const SETUPS: ReadonlyMap<string, Setup> = new Map([
  ['claude', claude],
  ['codex', codex],
])

/** @param address Where the service listens, for example `http://127.0.0.1:3210`. */
export const clientSetup = (service: string, address: string): readonly SetupSnippet[] =>
  SETUPS.get(service)?.(address) ?? [{ file: 'base URL', text: address }]

const PATHS: ReadonlyMap<string, string> = new Map([
  ['claude', '/v1/messages'],
  ['codex', '/responses'],
])

/** The path a client of the service asks for most, to show where requests will go; empty when it is not known. */
export const clientPath = (service: string): string => PATHS.get(service) ?? ''
