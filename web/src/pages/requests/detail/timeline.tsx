/** The attempts of a request below each other on one time axis: connecting, waiting, streaming, and why the next one was chosen. */
import { useTranslation } from 'react-i18next'
import type { AttemptView, ExchangeDetail } from '../../../../../src/contract/api/exchanges.ts'
import { saidText } from '../../../../../src/contract/exchange.ts'
import { failureReason } from '../../../../../src/protocol/judge/failure-reason.ts'
import { remedyOf } from '../../../../../src/protocol/judge/remedy.ts'
import { Tag, type TagTone } from '../../../components/tag.tsx'
import { formatBytes, formatDuration } from '../../../text/format.ts'
import { codeText, reasonText } from '../../../text/reason-text.ts'
import classes from './timeline.module.css'

const TONES: Readonly<Record<AttemptView['outcome']['kind'], TagTone>> = {
  answered: 'good',
  refused: 'bad',
  unreachable: 'bad',
  broken: 'bad',
  abandoned: 'quiet',
}

export const Timeline = ({ detail }: { readonly detail: ExchangeDetail }) => {
  const { t } = useTranslation('requests')
  if (detail.attemptList.length === 0) return <p className={classes['none']}>{t('timeline.none')}</p>
  const ends = detail.attemptList.map((attempt) => attempt.startedAt + attempt.durationMs - detail.startedAt)
  const whole = Math.max(1, detail.durationMs, ...ends)
  return (
    <div>
      <ol className={classes['list']}>
        {detail.attemptList.map((attempt) => (
          <AttemptRow key={attempt.number} attempt={attempt} from={detail.startedAt} whole={whole} />
        ))}
      </ol>
      <div className={classes['axis']} aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{formatDuration(whole * part)}</span>
        ))}
      </div>
      <ul className={classes['legend']}>
        {(['connect', 'wait', 'stream'] as const).map((kind) => (
          <li key={kind}>
            <span className={classes[kind]} aria-hidden="true" />
            {t(`timeline.${kind}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface AttemptRowProps {
  readonly attempt: AttemptView
  /** ms since 1970 at the left end. */
  readonly from: number
  /** ms from end to end. */
  readonly whole: number
}

const AttemptRow = ({ attempt, from, whole }: AttemptRowProps) => {
  const { t } = useTranslation('requests')
  const { connect, wait, stream } = segments(attempt)
  const percent = (ms: number) => `${(Math.max(0, ms) / whole) * 100}%`
  const said = [
    connect > 0 ? `${t('timeline.connect')} ${formatDuration(connect)}` : '',
    `${t('timeline.wait')} ${formatDuration(wait)}`,
    stream > 0 ? `${t('timeline.stream')} ${formatDuration(stream)}` : '',
  ].filter((text) => text !== '')
  return (
    <li className={classes['attempt']}>
      <div className={classes['head']}>
        <span className={classes['name']} title={attempt.url}>
          {t('timeline.label', { number: attempt.number, upstream: attempt.upstream })}
        </span>
        <Tag tone={outcomeTone(attempt)}>{useOutcomeText(attempt)}</Tag>
        {'code' in attempt.outcome && <code className={classes['code']}>{attempt.outcome.code}</code>}
        <span className={classes['time']}>{formatDuration(attempt.durationMs)}</span>
      </div>
      <div className={classes['bar']} role="img" aria-label={said.join(', ')} title={said.join(', ')}>
        <div
          className={classes['span']}
          style={{ left: percent(attempt.startedAt - from), width: percent(attempt.durationMs) }}
        >
          <div className={classes['connect']} style={{ flexGrow: connect }} />
          <div className={classes['wait']} style={{ flexGrow: wait }} />
          <div className={classes['stream']} style={{ flexGrow: stream }} />
        </div>
      </div>
      <FailureWords attempt={attempt} />
      <div className={classes['why']}>
        <span>{t('timeline.chosen', { reason: codeText(attempt.reason) })}</span>
        <code>{attempt.url}</code>
        {attempt.model !== undefined && <code>{attempt.model}</code>}
      </div>
    </li>
  )
}

/** Its upstream's own words, in whatever language they are, then what one can do. */
const FailureWords = ({ attempt: { said, outcome } }: { readonly attempt: AttemptView }) => {
  const remedy = reasonText(remedyOf(outcome))
  if (said === undefined && remedy === undefined) return null
  return (
    <div className={classes['failure']}>
      {said !== undefined && <strong lang="">{saidText(said)}</strong>}
      {remedy !== undefined && <span>{remedy}</span>}
    </div>
  )
}

const segments = (attempt: AttemptView) => {
  const connect = Math.min(attempt.connectMs ?? 0, attempt.durationMs)
  const first = Math.min(attempt.firstByteMs ?? attempt.durationMs, attempt.durationMs)
  return { connect, wait: Math.max(0, first - connect), stream: Math.max(0, attempt.durationMs - first) }
}

/** An answer that the client is to blame for is no failure of the upstream, but none to be green about either. */
const outcomeTone = ({ outcome }: AttemptView): TagTone =>
  outcome.kind === 'answered' && outcome.status >= 400 ? 'warn' : TONES[outcome.kind]

/** What was wrong with an answer, where it is more than that it broke off. */
const brokenText = (outcome: AttemptView['outcome']): string | undefined => {
  const reason = failureReason(outcome)
  return reason.code.startsWith('answer-') || reason.code === 'upstream-redirects' ? reasonText(reason) : undefined
}

const useOutcomeText = ({ outcome }: AttemptView): string => {
  const { t } = useTranslation('requests')
  switch (outcome.kind) {
    case 'answered':
    case 'refused':
      return t(`timeline.${outcome.kind}`, { status: outcome.status })
    case 'unreachable':
    case 'abandoned':
      return t(`timeline.${outcome.kind}`)
    case 'broken':
      return brokenText(outcome) ?? t('timeline.broken', { size: formatBytes(outcome.bytes) })
  }
}
