/** Tables of the page about failover in the documentation, made from the code. */
import { RETRY_TABLE } from '../../../src/proxy/attempts/outcome.ts'
import { FAULTS } from './faults.ts'
import { MATRIX, type Mode } from './matrix.ts'

export const renderMatrix = (mode: Mode): string =>
  [
    '| The first upstream | The client sees | Requests to first, second | Health of the first | The record says |',
    '|---|---|---|---|---|',
    ...FAULTS.map(({ name }) => {
      const { client, requests, health, record } = MATRIX[name][mode]
      return `| ${name} | ${client} | ${requests} | ${health} | ${record} |`
    }),
  ].join('\n')

export const renderRetryTable = (): string =>
  [
    '| What happened | Counts for the upstream as | Another is asked | Reason in `lb_switch` |',
    '|---|---|---|---|',
    ...RETRY_TABLE.map(
      ({ when, blame, next, reason }) =>
        `| ${when} | ${blame} | ${next ? 'yes' : 'no'} | ${reason === undefined ? '–' : `\`${reason}\``} |`,
    ),
  ].join('\n')
