/** Which secrets never leave: kinds by family, own words, and what is done where a request cannot be masked. */
import { NativeSelect, SimpleGrid, Stack, Switch, TagsInput, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MaskingAnswer, MaskKindView } from '../../../../src/contract/api/masking.ts'
import type { MaskSettings } from '../../../../src/contract/mask.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { faultAt } from '../../editing/use-settings.ts'

export interface MaskSettingsProps {
  readonly masking: MaskingAnswer
  readonly draft: MaskSettings
  readonly problem: ApiProblem | undefined
  readonly onChange: (draft: MaskSettings) => void
}

const FAMILIES = ['models', 'clouds', 'code', 'services', 'general', 'persons'] as const

export const MaskSettingsPanel = ({ masking, draft, problem, onChange }: MaskSettingsProps) => {
  const { t } = useTranslation('filters')
  const set = (change: Partial<MaskSettings>) => onChange({ ...draft, ...change })
  return (
    <Panel
      title={t('tabs.mask')}
      text={t('mask.text')}
      actions={
        <Switch
          label={t('mask.on')}
          checked={draft.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      }
    >
      <Stack gap="md">
        <Text size="sm">{t('mask.count', { count: masking.masked })}</Text>
        {draft.custom.length > 0 && <Text size="sm">{t('mask.custom', { count: draft.custom.length })}</Text>}
        <WordLists draft={draft} problem={problem} set={set} />
        <Limits draft={draft} set={set} />
        {FAMILIES.map((family) => (
          <Family
            key={family}
            title={t(`mask.family.${family}`)}
            kinds={masking.kinds.filter((kind) => kind.family === family)}
            draft={draft}
            set={set}
          />
        ))}
      </Stack>
    </Panel>
  )
}

interface PartProps {
  readonly draft: MaskSettings
  readonly set: (change: Partial<MaskSettings>) => void
}

const WordLists = ({ draft, problem, set }: PartProps & { readonly problem: ApiProblem | undefined }) => {
  const { t } = useTranslation('filters')
  return (
    <>
      <TagsInput
        label={t('mask.values')}
        description={t('mask.valuesHint')}
        value={draft.values}
        splitChars={[]}
        error={faultAt(problem, 'values')}
        onChange={(values) => set({ values })}
      />
      <TagsInput
        label={t('mask.allow')}
        description={t('mask.allowHint')}
        value={draft.allow}
        splitChars={[]}
        error={faultAt(problem, 'allow')}
        onChange={(allow) => set({ allow })}
      />
      <TagsInput
        label={t('mask.skip')}
        description={t('mask.skipHint')}
        value={draft.skipUpstreams}
        error={faultAt(problem, 'skipUpstreams')}
        onChange={(skipUpstreams) => set({ skipUpstreams })}
      />
    </>
  )
}

const CHOICES = ['refuse', 'pass'] as const

const Limits = ({ draft, set }: PartProps) => {
  const { t } = useTranslation('filters')
  const data = CHOICES.map((value) => ({ value, label: t(`mask.choice.${value}`) }))
  const chosen = (value: string): (typeof CHOICES)[number] => (value === 'pass' ? 'pass' : 'refuse')
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NativeSelect
        label={t('mask.inSigned')}
        description={t('mask.inSignedHint')}
        data={data}
        value={draft.inSigned}
        onChange={(event) => set({ inSigned: chosen(event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('mask.onUnreadable')}
        description={t('mask.onUnreadableHint')}
        data={data}
        value={draft.onUnreadable}
        onChange={(event) => set({ onUnreadable: chosen(event.currentTarget.value) })}
      />
    </SimpleGrid>
  )
}

interface FamilyProps extends PartProps {
  readonly title: string
  readonly kinds: readonly MaskKindView[]
}

const Family = ({ title, kinds, draft, set }: FamilyProps) => {
  const { i18n } = useTranslation('filters')
  const turn = ({ id, byDefault }: MaskKindView, on: boolean): void => {
    const { [id]: _before, ...others } = draft.kinds
    set({ kinds: on === byDefault ? others : { ...others, [id]: on } })
  }
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
        {kinds.map((kind) => (
          <Switch
            key={kind.id}
            size="xs"
            label={`${i18n.language.startsWith('zh') ? kind.names.zh : kind.names.en}${kind.masked > 0 ? ` (${kind.masked})` : ''}`}
            checked={draft.kinds[kind.id] ?? kind.byDefault}
            onChange={(event) => turn(kind, event.currentTarget.checked)}
          />
        ))}
      </SimpleGrid>
    </div>
  )
}
