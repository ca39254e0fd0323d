/**
 * Codex: its `config.toml`. Signed in, and where CLP asks for no token, Codex keeps its own provider and is told another address
 * (`openai_base_url`), so that earlier conversations can be resumed: it files them under the provider, and 0.171 refuses to resume one
 * under another. Else one provider, whose id is the same for ever: Codex's own shows no header of ours, and without a login it asks for
 * one. `auth.json` is never touched. Keys: https://github.com/openai/codex/blob/main/docs/config.md
 */
import { dirname, join } from 'node:path'
import { tomlString } from '../../codec/text/toml-text.ts'
import type { ClientSetup } from '../attach/client-setup.ts'
import { attach, detach, headerTable, keepsProvider, settings } from '../codex/config-edits.ts'
import { overrides, signedIn } from '../codex/config-overrides.ts'
import { ADDRESS, BUILT_IN, CHOICE, ID, PROVIDER, providerIn, read, tolerantly } from '../codex/config-values.ts'

const TOKEN_VARIABLE = 'CLP_TOKEN'

export const codex = {
  id: 'codex',
  name: 'Codex',
  service: 'codex',
  program: 'codex',
  file: { variable: 'CODEX_HOME', folder: '.codex', name: 'config.toml' },
  attach,
  detach,
  read,
  process: (point) => {
    const { address, token } = point
    if (keepsProvider(point)) {
      return {
        variables: {},
        args: [
          [ADDRESS, address],
          [CHOICE, BUILT_IN],
        ].flatMap(([path, value]) => ['-c', `${path}=${tomlString(String(value))}`]),
      }
    }
    // A token on the command line could be read by every user of the machine.
    const header = token === undefined ? undefined : (['env_http_headers', headerTable(TOKEN_VARIABLE)] as const)
    const provider = settings(point, header).map(([key, value]) => `${key} = ${value}`)
    return {
      variables: token === undefined ? {} : { [TOKEN_VARIABLE]: token },
      args: [
        ['-c', `${CHOICE.join('.')}=${tomlString(ID)}`],
        ['-c', `${PROVIDER.join('.')}={ ${provider.join(', ')} }`],
      ].flat(),
    }
  },
  // Tried with 0.171: shown instead of the login. An address in the shell is not read.
  overriddenBy: ['CODEX_API_KEY'],
  loginVariables: ['CODEX_API_KEY'],
  overrides,
  signedIn,
  hidesConversations: ({ file, names }, { before, after }) => {
    const [was, will] = [before, after].map((text) => providerIn(tolerantly(text)))
    return was === will || names(join(dirname(file), 'sessions')).length === 0 ? undefined : was
  },
  addressVariable: undefined,
  fileWins: false,
} as const satisfies ClientSetup
