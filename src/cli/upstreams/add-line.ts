/** The command that adds a first upstream, the same wherever a person is told how. */
import type { ClientService } from '../../proxy/exchange/service.ts'

/** With the maker's own address; the key is read from standard input. */
export const addLine = ({ id, maker: { baseUrl, credential } }: ClientService): string =>
  `clp add ${id} work --base-url ${baseUrl} ${credential === 'apiKey' ? '--api-key' : '--auth-token'} - --active`
