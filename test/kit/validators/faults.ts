/** What the server of a protocol would refuse in a request. */
import type { ProtocolId } from '../../../src/contract/protocol.ts'
import { chatFaults } from './chat.ts'
import { geminiFaults } from './gemini.ts'
import { messagesFaults } from './messages.ts'
import { responsesFaults } from './responses.ts'

export const faultsOf = (protocol: ProtocolId, body: unknown, model: string): readonly string[] => {
  switch (protocol) {
    case 'messages':
      return messagesFaults(body)
    case 'responses':
      return responsesFaults(body)
    case 'chat':
      return chatFaults(body)
    case 'gemini':
      return geminiFaults(body, model)
  }
}
