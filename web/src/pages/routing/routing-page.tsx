/** Rules that lead a model to another model or to an upstream, and a box that says what they would do. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RoutingSettings } from '../../../../src/contract/settings.ts'
import { useStale } from '../../api/mutations.ts'
import { statusQuery } from '../../api/queries.ts'
import { ChoiceCards } from '../../components/choice-cards.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { SaveBar } from '../../editing/save-bar.tsx'
import { routingSource } from '../../editing/settings.ts'
import { useSettings } from '../../editing/use-settings.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import { ServiceTabs } from '../../upstreams/service-tabs.tsx'
import { ConfigRules } from './config-rules.tsx'
import { ModelRules } from './model-rules.tsx'
import classes from './routing-page.module.css'
import { completeRules } from './rule-checks.ts'
import { TryPanel } from './try-panel.tsx'

const MODES = ['default', 'model-mapping', 'config-mapping'] as const satisfies readonly RoutingSettings['mode'][]

export const RoutingPage = () => {
  const { t } = useTranslation('routing')
  const client = useClient()
  const stale = useStale()
  const navigate = useNavigate()
  const { service: chosen } = useSearch({ strict: false })
  const status = useQuery(statusQuery(client))
  const editor = useSettings({ ...routingSource(client), onSaved: () => stale('status', 'documents') })
  const error = status.error ?? editor.readError
  if (status.data === undefined || editor.draft === undefined) {
    return error === null ? <PageSkeleton /> : <ErrorNotice error={error} />
  }
  const { services } = status.data
  const service = services.find((known) => known.id === chosen) ?? services[0]
  const { draft, dirty } = editor
  // A mode is switched at once, unless there are edits that would be saved along with it.
  const chooseMode = (mode: RoutingSettings['mode']) => (dirty ? editor.change : editor.saveNow)({ ...draft, mode })
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        <ServiceTabs
          services={services}
          value={service?.id ?? ''}
          label={t('service')}
          onChange={(id) => void navigate({ to: '/routing', search: { service: id }, replace: true })}
        />
      </PageHeader>
      <div className={classes['page']}>
        <ChoiceCards
          label={t('mode')}
          choices={MODES.map((value) => ({ value, label: t(`modes.${value}.label`), text: t(`modes.${value}.text`) }))}
          value={draft.mode}
          mark={t('inForce')}
          disabled={editor.saving}
          onChange={chooseMode}
        />
        {service !== undefined && (
          <div className={classes['columns']}>
            <div className={classes['rules']}>
              <ModelRules service={service.id} draft={draft} problem={editor.problem} onChange={editor.change} />
              <ConfigRules service={service.id} draft={draft} problem={editor.problem} onChange={editor.change} />
            </div>
            <TryPanel key={service.id} service={service} draft={draft} />
          </div>
        )}
      </div>
      <SaveBar editor={editor} blocked={!completeRules(draft)} />
    </>
  )
}
