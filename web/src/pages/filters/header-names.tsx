/** The names of the headers that are not sent on. */
import { Button, Group, Stack, Switch, TagsInput, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DEFAULT_BLOCKED_HEADERS, type HeaderFilterSettings } from '../../../../src/contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import type { ApiProblem } from '../../connection/problem.ts'
import { faultAt } from '../../editing/use-settings.ts'
import { HEADER_NAME } from './filter-checks.ts'

export interface HeaderNamesProps {
  readonly draft: HeaderFilterSettings
  readonly problem: ApiProblem | undefined
  readonly onChange: (draft: HeaderFilterSettings) => void
}

/** Where a request came from, as proxies and content networks write it down. */
const PRIVACY = [...DEFAULT_BLOCKED_HEADERS, 'forwarded', 'via', 'cf-connecting-ip', 'cf-ipcountry', 'true-client-ip']

const PRESETS = [
  { id: 'default', enabled: true, names: DEFAULT_BLOCKED_HEADERS },
  { id: 'privacy', enabled: true, names: PRIVACY },
  { id: 'debug', enabled: false, names: [] },
] as const

export const HeaderNames = ({ draft, problem, onChange }: HeaderNamesProps) => {
  const { t } = useTranslation('filters')
  const bad = draft.blocked_headers.some((name) => !HEADER_NAME.test(name))
  const setNames = (names: readonly string[]) =>
    onChange({ ...draft, blocked_headers: [...new Set(names.map((name) => name.trim().toLowerCase()))] })
  return (
    <Panel
      title={t('tabs.header')}
      text={t('header.text')}
      actions={
        <Switch
          label={t('header.on')}
          checked={draft.enabled}
          onChange={(event) => onChange({ ...draft, enabled: event.currentTarget.checked })}
        />
      }
    >
      <Stack gap="md">
        <TagsInput
          label={t('header.names')}
          description={t('header.namesHint')}
          data={PRIVACY}
          value={draft.blocked_headers}
          splitChars={[',', ' ', ';']}
          error={bad ? t('header.bad') : faultAt(problem, 'blocked_headers')}
          onChange={setNames}
        />
        <div>
          <Group gap="xs">
            <Text size="sm">{t('header.presets')}</Text>
            {PRESETS.map(({ id, enabled, names }) => (
              <Button
                key={id}
                size="xs"
                variant="default"
                onClick={() => onChange({ ...draft, enabled, blocked_headers: [...names] })}
              >
                {t(`header.preset.${id}`)}
              </Button>
            ))}
          </Group>
          <Text size="xs" c="dimmed" mt={4}>
            {t('header.presetHint')}
          </Text>
        </div>
      </Stack>
    </Panel>
  )
}
