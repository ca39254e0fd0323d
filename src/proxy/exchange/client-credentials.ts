/** Where a client may show its own credential: where its protocol has it, and where the clients of its port have it. */
import type { CredentialPlaces } from '../../protocol/common/protocol.ts'
import type { Head } from './exchange.ts'

type Places = Pick<CredentialPlaces, 'headers' | 'accountHeaders' | 'parameters'>

export const credentialsOf = ({ protocol, service }: Pick<Head, 'protocol' | 'service'>): Places => {
  const [own, ports] = [protocol.credentials, service.protocol.credentials]
  if (own === ports) return own
  return {
    headers: [...own.headers, ...ports.headers],
    accountHeaders: [...own.accountHeaders, ...ports.accountHeaders],
    parameters: [...own.parameters, ...ports.parameters],
  }
}
