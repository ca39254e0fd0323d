/** Rules that give a model (or the requests of an upstream) another model name. */
import { Autocomplete, NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ModelMapping, RoutingSettings } from '../../../../src/contract/settings.ts'
import type { ApiProblem } from '../../connection/problem.ts'
import { faultAt } from '../../editing/use-settings.ts'
import { isBlank, isHalf } from './rule-checks.ts'
import { RuleList } from './rule-list.tsx'
import { upstreamFault, useKnownNames } from './use-known-names.ts'

export interface RulesProps {
  readonly service: string
  readonly draft: RoutingSettings
  readonly problem: ApiProblem | undefined
  readonly onChange: (draft: RoutingSettings) => void
}

export const ModelRules = ({ service, draft, problem, onChange }: RulesProps) => {
  const { t } = useTranslation('routing')
  const names = useKnownNames(service)
  const rules = draft.modelMappings[service] ?? []
  const fresh: ModelMapping = { source: '', target: '', source_type: 'model' }
  return (
    <RuleList
      title={t('modelRules')}
      text={t('modelRulesText')}
      inForce={draft.mode === 'model-mapping'}
      rules={rules}
      fresh={fresh}
      onChange={(next) => onChange({ ...draft, modelMappings: { ...draft.modelMappings, [service]: next } })}
    >
      {(rule, index, change) => {
        const type = rule.source_type ?? 'model'
        const fault = (field: string) => faultAt(problem, `modelMappings.${service}.${index}.${field}`)
        const bad = type === 'config' && !isBlank(rule.source) ? upstreamFault(names, rule.source) : undefined
        return (
          <>
            <NativeSelect
              aria-label={t('sourceType')}
              data={(['model', 'config'] as const).map((value) => ({ value, label: t(`sourceTypes.${value}`) }))}
              value={type}
              onChange={(event) =>
                change({ ...rule, source_type: event.currentTarget.value === 'config' ? 'config' : 'model' })
              }
            />
            <Autocomplete
              aria-label={t('source')}
              placeholder={type === 'model' ? t('model') : t('upstream')}
              data={[...(type === 'model' ? names.models : names.upstreams)]}
              limit={40}
              value={rule.source}
              error={fault('source') ?? (isHalf(rule.source, rule.target) ? t('needed') : bad && t(bad))}
              onChange={(source) => change({ ...rule, source })}
            />
            <TextInput
              aria-label={t('target')}
              placeholder={t('target')}
              leftSection={<span aria-hidden="true">→</span>}
              value={rule.target}
              error={fault('target') ?? (isHalf(rule.target, rule.source) ? t('needed') : undefined)}
              spellCheck={false}
              onChange={(event) => change({ ...rule, target: event.currentTarget.value })}
            />
          </>
        )
      }}
    </RuleList>
  )
}
