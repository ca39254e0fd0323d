/** What each rule did to the request, with its hits marked. */
import { useTranslation } from 'react-i18next'
import type { FilterStep, FilterTryAnswer } from '../../../../src/contract/api/documents.ts'
import { Message } from '../../components/message.tsx'
import { Tag, type TagTone } from '../../components/tag.tsx'
import { reasonText } from '../../text/reason-text.ts'
import { linesFromHeaders } from './filter-checks.ts'
import { type Mark, markedParts } from './marked-parts.ts'
import classes from './try-answer.module.css'

const TONES: Readonly<Record<FilterStep['effect'], TagTone>> = {
  off: 'quiet',
  none: 'quiet',
  block: 'bad',
  remove: 'warn',
  replace: 'note',
  refuse: 'bad',
  skip: 'quiet',
}

export const TryAnswer = ({ answer }: { readonly answer: FilterTryAnswer }) => {
  const { t } = useTranslation('filters')
  return (
    <div className={classes['answer']}>
      {answer.blocked === null ? (
        <Message tone="good" title={t('try.passes')} />
      ) : (
        <Message
          tone="bad"
          title={t('try.blocked', {
            status: answer.blocked.status,
            rule: answer.blocked.rule,
            message: reasonText(answer.blocked.why) ?? answer.blocked.message,
          })}
        />
      )}
      <h3 className={classes['caption']}>{t('try.steps')}</h3>
      {answer.steps.length === 0 && <p className={classes['muted']}>{t('try.noSteps')}</p>}
      <ol className={classes['steps']}>
        {answer.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step has no identity but its place
          <StepView key={index} step={step} />
        ))}
      </ol>
      {answer.blocked === null && (
        <details>
          <summary className={classes['muted']}>{t('try.leaves')}</summary>
          <pre
            className={classes['text']}
          >{`${linesFromHeaders(answer.headers)}\n\n${answer.body.slice(0, 20_000)}`}</pre>
        </details>
      )}
    </div>
  )
}

const StepView = ({ step }: { readonly step: FilterStep }) => {
  const { t } = useTranslation('filters')
  return (
    <li className={classes['step']} data-quiet={step.effect === 'none' || step.effect === 'off'}>
      <div className={classes['head']}>
        <span className={classes['muted']}>{t(`try.filter.${step.filter}`)}</span>
        <strong>{step.rule}</strong>
        <Tag tone={TONES[step.effect]}>{t(`try.effect.${step.effect}`)}</Tag>
        <code>{step.target}</code>
        {step.matches > 0 && <span className={classes['muted']}>{t('try.hits', { count: step.matches })}</span>}
      </div>
      {step.why !== undefined && <div className={classes['muted']}>{reasonText(step.why)}</div>}
      {step.before !== null && step.hits.length > 0 && (
        <Marked caption={t('try.before')} text={step.before} marks={step.hits} tone="out" />
      )}
      {step.after !== null && step.inserted.length > 0 && (
        <Marked caption={t('try.after')} text={step.after} marks={step.inserted} tone="in" />
      )}
    </li>
  )
}

interface MarkedProps {
  readonly caption: string
  readonly text: string
  readonly marks: readonly Mark[]
  readonly tone: 'in' | 'out'
}

const Marked = ({ caption, text, marks, tone }: MarkedProps) => (
  <div>
    <div className={classes['muted']}>{caption}</div>
    <pre className={classes['text']}>
      {markedParts(text, marks).map((part, index) =>
        part.kind === 'mark' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its place
          <mark key={index} data-tone={tone}>
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </pre>
  </div>
)
