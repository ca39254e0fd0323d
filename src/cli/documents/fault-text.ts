/** Tells in the user's language what of a document is not in force as it is written, and what to do. */
import type { NoticeCode } from '../../contract/api/status.ts'
import type { DocumentFault, FaultKind } from '../../store/config/fault.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { complaintText } from '../messages/reason-text.ts'

const CODES: Readonly<Record<FaultKind, NoticeCode>> = {
  'left-out': 'entry-left-out',
  ignored: 'value-ignored',
  repeated: 'entry-repeated',
  alike: 'names-alike',
}

/** Begins with the place as compilers write it, so that editors and terminals jump there. */
export const faultText = (cli: Pick<Cli, 'messages'>, fault: DocumentFault): string => {
  const { kind, entry, other = '', instead = '', file, line, column } = fault
  const values = { entry, other, instead, place: `${file}:${line}:${column}` }
  return fill(cli.messages.notices[CODES[kind]], { ...values, reason: complaintText(cli, fault) })
}
