/** Rules that refuse requests by method, path and query. */
import { ActionIcon, Button, Group, MultiSelect, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { EndpointFilterSettings, EndpointRule } from '../../../../src/contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { faultAt } from '../../editing/use-settings.ts'
import classes from './endpoint-rules.module.css'
import { isRegex, MATCH_KINDS, type MatchKind, matchOf, setOrLeave, shownAs, withMatch } from './filter-checks.ts'
import { RuleFrame } from './rule-frame.tsx'
import { ServiceChoice } from './service-choice.tsx'

export interface EndpointRulesProps {
  readonly services: readonly ServiceStatus[]
  readonly draft: EndpointFilterSettings
  readonly problem: ApiProblem | undefined
  readonly onChange: (draft: EndpointFilterSettings) => void
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

export const EndpointRules = ({ services, draft, problem, onChange }: EndpointRulesProps) => {
  const { t } = useTranslation('filters')
  return (
    <Panel
      title={t('tabs.endpoint')}
      text={t('endpoint.text')}
      actions={
        <Switch
          label={t('endpoint.on')}
          checked={draft.enabled}
          onChange={(event) => onChange({ ...draft, enabled: event.currentTarget.checked })}
        />
      }
    >
      <RuleFrame<EndpointRule>
        label={t('tabs.endpoint')}
        rules={draft.rules}
        fresh={{ path: '' }}
        onChange={(rules) => onChange({ ...draft, rules })}
      >
        {(rule, index, change) => (
          <RuleFields services={services} rule={rule} place={`rules.${index}`} problem={problem} onChange={change} />
        )}
      </RuleFrame>
    </Panel>
  )
}

interface RuleFieldsProps {
  readonly services: readonly ServiceStatus[]
  readonly rule: EndpointRule
  /** Dotted path of the rule in the document. */
  readonly place: string
  readonly problem: ApiProblem | undefined
  readonly onChange: (rule: EndpointRule) => void
}

const RuleFields = ({ services, rule, place, problem, onChange }: RuleFieldsProps) => {
  const { t } = useTranslation('filters')
  const { kind, value } = matchOf(rule)
  const fault = (field: string) => faultAt(problem, `${place}.${field}`)
  const [left, setLeft] = useState(false)
  // A new rule is not wrong before somebody has left it unfinished.
  const valueFault =
    value.trim() === ''
      ? left
        ? t('needed')
        : undefined
      : kind === 'regex' && !isRegex(value)
        ? t('notRegex')
        : undefined
  return (
    <>
      <div className={classes['match']}>
        <NativeSelect
          aria-label={t('endpoint.match')}
          data={MATCH_KINDS.map((id) => ({
            value: id,
            label: `${t('endpoint.match')} ${t(`endpoint.matchKinds.${id}`)}`,
          }))}
          value={kind}
          onChange={(event) => onChange(withMatch(rule, event.currentTarget.value as MatchKind, value))}
        />
        <TextInput
          aria-label={t('endpoint.value')}
          placeholder="/v1/…"
          value={value}
          error={fault(kind) ?? valueFault}
          onBlur={() => setLeft(true)}
          spellCheck={false}
          onChange={(event) => onChange(withMatch(rule, kind, event.currentTarget.value))}
        />
      </div>
      <details className={classes['more']}>
        <summary>
          {t('endpoint.more')} <span className={classes['hint']}>{rule.id ?? ''}</span>
        </summary>
        <div className={classes['grid']}>
          <TextInput
            label={t('endpoint.id')}
            description={t('endpoint.idHint')}
            value={rule.id ?? ''}
            error={fault('id')}
            onChange={(event) => onChange(setOrLeave(rule, 'id', event.currentTarget.value || undefined))}
          />
          <MultiSelect
            label={t('endpoint.methods')}
            placeholder={(rule.methods ?? []).length === 0 ? t('endpoint.anyMethod') : ''}
            data={[...new Set([...METHODS, ...(rule.methods ?? []).filter((method) => method !== '*')])]}
            value={(rule.methods ?? []).filter((method) => method !== '*')}
            error={fault('methods')}
            onChange={(methods) => onChange(setOrLeave(rule, 'methods', methods.length === 0 ? undefined : methods))}
          />
          <ServiceChoice
            services={services}
            value={rule.services}
            onChange={(next) => onChange(setOrLeave(rule, 'services', next))}
          />
          <NumberInput
            label={t('endpoint.status')}
            description={<StatusNote rule={rule} />}
            placeholder="403"
            min={100}
            max={599}
            allowDecimal={false}
            value={rule.action?.status ?? ''}
            error={fault('action')}
            onChange={(status) =>
              onChange({
                ...rule,
                action: setOrLeave(rule.action ?? {}, 'status', status === '' ? undefined : Number(status)),
              })
            }
          />
          <TextInput
            label={t('endpoint.message')}
            value={rule.action?.message ?? ''}
            onChange={(event) =>
              onChange({
                ...rule,
                action: setOrLeave(rule.action ?? {}, 'message', event.currentTarget.value || undefined),
              })
            }
          />
        </div>
        <QueryPairs rule={rule} onChange={onChange} />
      </details>
    </>
  )
}

const QueryPairs = ({ rule, onChange }: Pick<RuleFieldsProps, 'rule' | 'onChange'>) => {
  const { t } = useTranslation('filters')
  const pairs = Object.entries(rule.query ?? {})
  const set = (next: readonly (readonly [string, EndpointQueryValue])[]) =>
    onChange(setOrLeave(rule, 'query', next.length === 0 ? undefined : Object.fromEntries(next)))
  const edit = (index: number, pair: readonly [string, EndpointQueryValue]) =>
    set(pairs.map((old, at) => (at === index ? pair : old)))
  return (
    <fieldset className={classes['query']}>
      <legend>
        {t('endpoint.query')} <span className={classes['hint']}>{t('endpoint.queryHint')}</span>
      </legend>
      {pairs.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being edited
        <Group key={index} gap={6} wrap="nowrap" align="flex-start">
          <TextInput
            flex={1}
            aria-label={t('endpoint.queryName')}
            placeholder={t('endpoint.queryName')}
            value={name}
            onChange={(event) => edit(index, [event.currentTarget.value, value])}
          />
          <TextInput
            flex={1}
            aria-label={t('endpoint.queryValue')}
            placeholder="*"
            value={value === null ? '*' : String(value)}
            onChange={(event) => edit(index, [name, event.currentTarget.value])}
          />
          <ActionIcon
            mt={5}
            variant="subtle"
            color="gray"
            aria-label={t('endpoint.removeQuery', { name })}
            onClick={() => set(pairs.filter((_, at) => at !== index))}
          >
            <IconX size={15} stroke={1.8} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        leftSection={<IconPlus size={13} />}
        disabled={pairs.some(([name]) => name === '')}
        onClick={() => set([...pairs, ['', '*']])}
      >
        {t('endpoint.addQuery')}
      </Button>
    </fieldset>
  )
}

type EndpointQueryValue = NonNullable<EndpointRule['query']>[string]

/** What a client makes of the status. */
const StatusNote = ({ rule }: { readonly rule: EndpointRule }) => {
  const { t } = useTranslation('filters')
  const status = rule.action?.status
  return t(`endpoint.shown.${shownAs(status)}`, { status: status ?? '' })
}
