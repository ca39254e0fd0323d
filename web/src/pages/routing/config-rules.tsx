/** Rules that send a model to a certain upstream. */
import { Autocomplete, Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConfigMapping } from '../../../../src/contract/settings.ts'
import { faultAt } from '../../editing/use-settings.ts'
import type { RulesProps } from './model-rules.tsx'
import { isBlank, isHalf } from './rule-checks.ts'
import { RuleList } from './rule-list.tsx'
import { upstreamFault, useKnownNames } from './use-known-names.ts'

export const ConfigRules = ({ service, draft, problem, onChange }: RulesProps) => {
  const { t } = useTranslation('routing')
  const names = useKnownNames(service)
  const rules = draft.configMappings[service] ?? []
  const fresh: ConfigMapping = { model: '', config: '' }
  return (
    <RuleList
      title={t('configRules')}
      text={t('configRulesText')}
      inForce={draft.mode === 'config-mapping'}
      rules={rules}
      fresh={fresh}
      onChange={(next) => onChange({ ...draft, configMappings: { ...draft.configMappings, [service]: next } })}
    >
      {(rule, index, change) => {
        const fault = (field: string) => faultAt(problem, `configMappings.${service}.${index}.${field}`)
        const bad = isHalf(rule.config, rule.model)
          ? 'needed'
          : isBlank(rule.config)
            ? undefined
            : upstreamFault(names, rule.config)
        return (
          <>
            <Autocomplete
              aria-label={t('model')}
              placeholder={t('model')}
              data={[...names.models]}
              limit={40}
              value={rule.model}
              error={fault('model') ?? (isHalf(rule.model, rule.config) ? t('needed') : undefined)}
              onChange={(model) => change({ ...rule, model })}
            />
            <Autocomplete
              aria-label={t('upstream')}
              placeholder={t('upstream')}
              leftSection={<span aria-hidden="true">→</span>}
              data={[...names.upstreams]}
              value={rule.config}
              error={fault('config') ?? (bad && t(bad))}
              onChange={(config) => change({ ...rule, config })}
            />
            <Checkbox
              mt={8}
              size="xs"
              label={t('fallback')}
              checked={rule.fallback === true}
              onChange={(event) => change({ ...rule, fallback: event.currentTarget.checked })}
            />
          </>
        )
      }}
    </RuleList>
  )
}
