/** A request in two lines, for screens too narrow for columns. */
// biome-ignore-all lint/a11y/useSemanticElements: part of a table that draws only the rows in sight
import { costText } from '../../../../src/contract/money/money-text.ts'
import { promptTokens } from '../../../../src/contract/usage.ts'
import { GrowingDuration } from '../../components/growing-duration.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatDuration, shortCount } from '../../text/format.ts'
import type { CellContext } from './columns.tsx'
import type { Row } from './data/rows.ts'
import classes from './phone-row.module.css'

export const PhoneRow = ({ row, context }: { readonly row: Row; readonly context: CellContext }) => (
  <div className={classes['row']} role="cell">
    <div className={classes['line']}>
      <StatusBadge status={row.status} code={row.code} />
      <strong className={classes['main']}>{row.modelSent === '' ? row.path : row.modelSent}</strong>
      <span className="tabular">
        {row.running ? <GrowingDuration since={row.startedAt} clock={context.clock} /> : formatDuration(row.durationMs)}
      </span>
    </div>
    <div className={classes['line']} data-quiet>
      <span className="tabular">{context.times.clock(row.startedAt, context.now)}</span>
      <span className={classes['main']}>
        {context.serviceLabel(row.service)} · {row.upstream}
        {row.error === '' ? '' : ` · ${row.error}`}
      </span>
      <span className="tabular">
        {row.usage === null ? '' : `${shortCount(promptTokens(row.usage))} / ${shortCount(row.usage.output)}`}
      </span>
      {!row.running && row.cost !== null && <span className="tabular">{costText(row.cost, context.display)}</span>}
    </div>
  </div>
)
