/** Tells in the user's language what of a document is not in force as it is written, and what to do. */
import { type DocumentFault, FAULT_NOTICES } from '../../store/config/fault.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { complaintText } from '../messages/reason-text.ts'

/** Begins with the place as compilers write it, so that editors and terminals jump there. */
export const faultText = (cli: Pick<Cli, 'messages'>, fault: DocumentFault): string => {
  const { kind, entry, other = '', instead = '', file, line, column } = fault
  const values = { entry, other, instead, place: `${file}:${line}:${column}` }
  return fill(cli.messages.notices[FAULT_NOTICES[kind]], { ...values, reason: complaintText(cli, fault) })
}
