/**
 * The clients of the user that this daemon runs as: where their files are, and where their tokens are kept. A daemon whose environment
 * names no user's home has no clients: guessing one could change the files of somebody else.
 */
import type { Clients } from '../../admin/context/deps.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Environment } from '../../process/options.ts'
import { clientContext, clientFile } from '../../setup/attach/client-file.ts'
import { tokenKeeper } from '../../setup/attach/token-keeper.ts'
import { clients } from '../../setup/clients/index.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { accessDocument } from '../../store/documents/access.ts'
import type { Home } from '../../store/files/home.ts'

export interface ClientSetUpOptions {
  readonly home: Home
  readonly clock: Clock
  readonly config: Pick<ConfigStore, 'update'>
  readonly environment: Environment
}

/** Without clients where the environment names no home directory. */
export const clientSetUp = ({ home, clock, config, environment }: ClientSetUpOptions): Clients => {
  const userHome = environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'] || undefined
  return {
    setups: userHome === undefined ? [] : clients,
    fileOf: (setup) => clientFile(setup, { environment, userHome: userHome ?? '' }),
    // The variables of the daemon are not those of the shell that a client is started from, but name the same folders.
    contextOf: (setup, known) =>
      clientContext(setup, { environment, userHome: userHome ?? '', folder: undefined, ...known }),
    context: {
      home,
      clock,
      tokens: tokenKeeper({ change: (edit) => config.update(accessDocument.id, edit) }),
    },
  }
}
