/** The state of an upstream in one word: its health, or that the user has put it aside. */
import { useTranslation } from 'react-i18next'
import type { UpstreamView } from '../../../src/contract/api/upstreams.ts'
import { Tag, type TagTone } from '../components/tag.tsx'

export type UpstreamState = 'untried' | 'healthy' | 'failing' | 'ejected' | 'half-open' | 'paused' | 'disabled'

const TONES: Readonly<Record<UpstreamState, TagTone>> = {
  untried: 'quiet',
  healthy: 'good',
  failing: 'warn',
  ejected: 'bad',
  'half-open': 'note',
  paused: 'quiet',
  disabled: 'quiet',
}

/** What the user did comes before what traffic has taught. */
export const upstreamState = (
  upstream: Pick<UpstreamView, 'enabled' | 'pausedUntil' | 'health'>,
  now: number,
): UpstreamState => {
  if (!upstream.enabled) return 'disabled'
  if (upstream.pausedUntil !== null && upstream.pausedUntil > now) return 'paused'
  const { state, lastSuccessAt, lastFailureAt } = upstream.health
  // Nobody knows how one does that was never asked.
  return state === 'healthy' && lastSuccessAt === null && lastFailureAt === null ? 'untried' : state
}

export const UpstreamBadge = ({ state, title }: { readonly state: UpstreamState; readonly title?: string }) => {
  const { t } = useTranslation()
  return (
    <Tag tone={TONES[state]} {...(title === undefined ? {} : { title })}>
      {t(`health.${state}`)}
    </Tag>
  )
}
