/** Rules that change request bodies. */
import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceStatus } from '../../../../src/contract/api/status.ts'
import type { BodyFilterSettings, BodyRule } from '../../../../src/contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { faultAt } from '../../editing/use-settings.ts'
import classes from './body-rules.module.css'
import { isRegex, setOrLeave } from './filter-checks.ts'
import { RuleFrame } from './rule-frame.tsx'
import { ServiceChoice } from './service-choice.tsx'

export interface BodyRulesProps {
  readonly services: readonly ServiceStatus[]
  readonly draft: BodyFilterSettings
  readonly problem: ApiProblem | undefined
  readonly onChange: (draft: BodyFilterSettings) => void
}

const MATCHES = ['auto', 'text', 'regex'] as const
const PLACES = ['bytes', 'strings'] as const
const SIGNED = ['refuse', 'skip'] as const

export const BodyRules = ({ services, draft, problem, onChange }: BodyRulesProps) => {
  const { t } = useTranslation('filters')
  return (
    <Panel title={t('tabs.body')} text={t('body.text')}>
      <RuleFrame<BodyRule>
        label={t('tabs.body')}
        rules={draft}
        fresh={{ source: '', op: 'replace', target: '', match: 'text' }}
        onChange={onChange}
      >
        {(rule, index, change) => (
          <RuleFields services={services} rule={rule} place={String(index)} problem={problem} onChange={change} />
        )}
      </RuleFrame>
    </Panel>
  )
}

interface RuleFieldsProps {
  readonly services: readonly ServiceStatus[]
  readonly rule: BodyRule
  readonly place: string
  readonly problem: ApiProblem | undefined
  readonly onChange: (rule: BodyRule) => void
}

const RuleFields = ({ services, rule, place, problem, onChange }: RuleFieldsProps) => {
  const { t } = useTranslation('filters')
  const fault = (field: string) => faultAt(problem, `${place}.${field}`)
  // A new rule is not wrong before somebody has left it unfinished.
  const needed = (isLeft: boolean) => (isLeft ? t('needed') : undefined)
  const [left, setLeft] = useState(false)
  const sourceFault =
    rule.source === '' ? needed(left) : rule.match === 'regex' && !isRegex(rule.source) ? t('notRegex') : undefined
  const targetFault = rule.op === 'replace' && (rule.target ?? '') === '' ? needed(left) : undefined
  return (
    <>
      <div className={classes['edit']}>
        <TextInput
          aria-label={t('body.source')}
          placeholder={t('body.source')}
          value={rule.source}
          error={fault('source') ?? sourceFault}
          onBlur={() => setLeft(true)}
          spellCheck={false}
          onChange={(event) => onChange({ ...rule, source: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label={t('body.op')}
          data={(['replace', 'remove'] as const).map((value) => ({ value, label: t(`body.ops.${value}`) }))}
          value={rule.op}
          onChange={(event) => onChange({ ...rule, op: event.currentTarget.value === 'remove' ? 'remove' : 'replace' })}
        />
        <TextInput
          aria-label={t('body.target')}
          placeholder={t('body.target')}
          disabled={rule.op === 'remove'}
          value={rule.op === 'remove' ? '' : (rule.target ?? '')}
          error={fault('target') ?? targetFault}
          onBlur={() => setLeft(true)}
          spellCheck={false}
          onChange={(event) => onChange({ ...rule, target: event.currentTarget.value })}
        />
      </div>
      <details className={classes['more']}>
        <summary>{t('body.more')}</summary>
        <div className={classes['grid']}>
          <NativeSelect
            label={t('body.match')}
            data={MATCHES.map((value) => ({ value, label: t(`body.matches.${value}`) }))}
            value={rule.match ?? 'auto'}
            onChange={(event) => {
              const match = MATCHES.find((known) => known === event.currentTarget.value)
              onChange(setOrLeave(rule, 'match', match === 'auto' ? undefined : match))
            }}
          />
          <NativeSelect
            label={t('body.in')}
            description={t('body.inHint')}
            disabled={rule.match === 'text'}
            data={PLACES.map((value) => ({ value, label: t(`body.places.${value}`) }))}
            value={rule.match === 'text' ? 'strings' : (rule.in ?? 'bytes')}
            onChange={(event) =>
              onChange(setOrLeave(rule, 'in', event.currentTarget.value === 'strings' ? 'strings' : undefined))
            }
          />
          <NativeSelect
            label={t('body.inSigned')}
            description={t('body.signedHint')}
            data={SIGNED.map((value) => ({ value, label: t(`body.signed.${value}`) }))}
            value={rule.inSigned ?? 'refuse'}
            onChange={(event) =>
              onChange({ ...rule, inSigned: event.currentTarget.value === 'skip' ? 'skip' : 'refuse' })
            }
          />
          <ServiceChoice
            services={services}
            value={rule.services}
            onChange={(next) => onChange(setOrLeave(rule, 'services', next))}
          />
        </div>
      </details>
    </>
  )
}
