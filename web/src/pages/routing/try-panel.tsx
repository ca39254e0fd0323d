/** Asks the daemon what it would do with a request for a model, by the rules as they stand on the page. */
import { Autocomplete, Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteTryAnswer } from '../../../../src/contract/api/documents.ts'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { RoutingSettings } from '../../../../src/contract/settings.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Message } from '../../components/message.tsx'
import { Panel } from '../../components/panel.tsx'
import { Tag } from '../../components/tag.tsx'
import { useClient } from '../../connection/app-context.ts'
import { read } from '../../connection/client.ts'
import { codeText, reasonText } from '../../text/reason-text.ts'
import { completeRules } from './rule-checks.ts'
import classes from './try-panel.module.css'
import { useKnownNames } from './use-known-names.ts'

export interface TryPanelProps {
  readonly service: ServiceStatus
  readonly draft: RoutingSettings
}

export const TryPanel = ({ service, draft }: TryPanelProps) => {
  const { t } = useTranslation('routing')
  const client = useClient()
  const names = useKnownNames(service.id)
  const [model, setModel] = useState(service.probeModels[0] ?? '')
  const attempt = useMutation({
    mutationFn: () => read(client.api.routing.try.$post({ json: { service: service.id, model: model.trim(), draft } })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <Panel title={t('try.title')} text={t('try.text')}>
      <form onSubmit={submit} className={classes['form']}>
        <Autocomplete
          flex={1}
          label={t('try.model')}
          data={[...new Set([...service.probeModels, ...names.models])]}
          limit={40}
          value={model}
          onChange={setModel}
        />
        <Button type="submit" disabled={model.trim() === '' || !completeRules(draft)} loading={attempt.isPending}>
          {t('try.submit')}
        </Button>
      </form>
      <div aria-live="polite">
        {attempt.isError && <ErrorNotice error={attempt.error} />}
        {attempt.data !== undefined && <TryAnswer answer={attempt.data} />}
      </div>
    </Panel>
  )
}

const TryAnswer = ({ answer }: { readonly answer: RouteTryAnswer }) => {
  const { t } = useTranslation('routing')
  return (
    <div className={classes['answer']}>
      {answer.pinned !== null && (
        <Message tone="note" title={t('try.pinned', { rule: answer.pinned.rule, upstream: answer.pinned.upstream })}>
          {answer.pinned.fallback ? t('try.fallback') : t('try.noFallback')}
        </Message>
      )}
      {answer.candidates.length === 0 ? (
        <Message tone="warn" title={t('try.nobody')} />
      ) : (
        <div>
          <div className={classes['caption']}>{t('try.order')}</div>
          <ol className={classes['candidates']}>
            {answer.candidates.map((candidate) => (
              <li key={candidate.upstream}>
                <strong>{candidate.upstream}</strong> <Tag tone="quiet">{codeText(candidate.reason)}</Tag>
                <div className={classes['muted']}>
                  {t('try.sends', { model: candidate.model })}
                  {candidate.rule !== '' && ` ${t('try.rule', { rule: candidate.rule })}`}
                </div>
              </li>
            ))}
          </ol>
        </div>
      )}
      {answer.left.length > 0 && (
        <div>
          <div className={classes['caption']}>{t('try.left')}</div>
          <ul className={classes['left']}>
            {answer.left.map(({ upstream, reason }) => (
              <li key={upstream}>
                {upstream} <Tag tone="quiet">{codeText(reason)}</Tag>
              </li>
            ))}
          </ul>
        </div>
      )}
      {answer.steps.length > 0 && (
        <details className={classes['why']}>
          <summary>{t('try.why')}</summary>
          <ol>
            {answer.steps.map((step) => (
              <li key={JSON.stringify(step)}>{reasonText(step) ?? step.code}</li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}
