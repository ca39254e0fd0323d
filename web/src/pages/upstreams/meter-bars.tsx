/** How much of its plan an upstream says is used: a bar for each window, grey when it was told long ago. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MeterView } from '../../../../src/contract/api/meters.ts'
import { metersQuery } from '../../api/queries.ts'
import { useNow } from '../../browser/use-now.ts'
import { ShareBar } from '../../components/duration-bar.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { useClient } from '../../connection/app-context.ts'
import { formatClock, formatPercent } from '../../text/format.ts'
import classes from './meter-bars.module.css'

/** ms after which a reading is shown in grey. */
const OLD_MS = 15 * 60_000

export interface MeterBarsProps {
  readonly service: string
  readonly upstream: string
}

export const MeterBars = ({ service, upstream }: MeterBarsProps) => {
  const meters = useQuery(metersQuery(useClient()))
  const own = (meters.data?.meters ?? []).filter((meter) => meter.service === service && meter.upstream === upstream)
  // Limits per minute are used and free again before anybody reads them.
  const shown = own.filter(({ kind }) => kind !== 'rate')
  if (shown.length === 0) return null
  return (
    <div className={classes['meters']}>
      {shown.map((meter) => (
        <MeterBar key={meter.window} meter={meter} />
      ))}
    </div>
  )
}

const MeterBar = ({ meter }: { readonly meter: MeterView }) => {
  const { t, i18n } = useTranslation(['upstreams', 'common'])
  const now = useNow(20_000)
  const { window, used, limit, left, resetsAt, seenAt } = meter
  const share = used === null || limit === null || limit === 0 ? undefined : used / limit
  const text = left === null ? (share === undefined ? '–' : formatPercent(share)) : t('meter.left', { left })
  return (
    <div className={classes['meter']} data-old={now - seenAt > OLD_MS}>
      <span className={classes['window']}>
        {window} {text}
      </span>
      {share !== undefined && <ShareBar value={Math.min(1, share)} label={`${window} ${text}`} />}
      <span>
        {resetsAt !== null && resetsAt > now && (
          <>{t('meter.resets', { time: formatClock(resetsAt, now, i18n.language) })} · </>
        )}
        {t('meter.seen')} <RelativeTime at={seenAt} />
      </span>
    </div>
  )
}
