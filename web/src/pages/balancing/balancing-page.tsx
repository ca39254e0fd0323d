/** How an upstream is chosen: the policy, the state of the candidates, the options, and what was switched. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PolicyId } from '../../../../src/contract/settings.ts'
import { useStale } from '../../api/mutations.ts'
import { statusQuery } from '../../api/queries.ts'
import { ChoiceCards } from '../../components/choice-cards.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { useClient } from '../../connection/app-context.ts'
import { SaveBar } from '../../editing/save-bar.tsx'
import { balancingSource } from '../../editing/settings.ts'
import { useSettings } from '../../editing/use-settings.ts'
import { PageSkeleton } from '../../shell/page-skeleton.tsx'
import classes from './balancing-page.module.css'
import { CandidatesPanel } from './candidates-panel.tsx'
import { OptionsPanel } from './options-panel.tsx'
import { SwitchLog } from './switch-log.tsx'

/** In the order in which they are offered; the type holds it against the contract. */
const POLICIES = [
  'active-first',
  'weight-based',
  'weighted-random',
  'sticky',
  'most-left',
] as const satisfies readonly PolicyId[]

export const BalancingPage = () => {
  const { t } = useTranslation(['balancing', 'common'])
  const client = useClient()
  const stale = useStale()
  const status = useQuery(statusQuery(client))
  const editor = useSettings({
    ...balancingSource(client),
    onSaved: () => stale('status', 'upstreams', 'health', 'documents'),
  })
  const error = status.error ?? editor.readError
  if (status.data === undefined || editor.draft === undefined) {
    return error === null ? <PageSkeleton /> : <ErrorNotice error={error} />
  }
  const { draft } = editor
  const services = status.data.services
  return (
    <>
      <PageHeader title={t('title')} text={t('text')} />
      <div className={classes['page']}>
        <ChoiceCards
          label={t('policy')}
          choices={POLICIES.map((value) => ({
            value,
            label: t(`common:policy.${value}`),
            text: t(`policies.${value}`),
          }))}
          value={draft.mode}
          mark={t('inForce')}
          disabled={editor.saving}
          onChange={(mode) => editor.saveNow({ ...draft, mode })}
        />
        {services.map((service) => (
          <CandidatesPanel key={service.id} service={service} />
        ))}
        <OptionsPanel
          options={draft.options}
          problem={editor.problem}
          onChange={(options) => editor.change({ ...draft, options })}
        />
        <SwitchLog services={services} />
      </div>
      <SaveBar editor={editor} />
    </>
  )
}
