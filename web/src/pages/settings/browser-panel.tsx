/** What concerns this browser only. */
import { Group, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../components/panel.tsx'
import { currentLanguage, LANGUAGES, type Language, setLanguage } from '../../text/i18n.ts'

const THEMES = ['auto', 'light', 'dark'] as const

export const BrowserPanel = () => {
  const { t } = useTranslation(['settings', 'common'])
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Panel title={t('page')}>
      <Group gap="xl">
        <Group gap="sm">
          <Text size="sm">{t('language')}</Text>
          <SegmentedControl
            aria-label={t('language')}
            data={LANGUAGES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
            value={currentLanguage()}
            onChange={(next) => void setLanguage(next as Language)}
          />
        </Group>
        <Group gap="sm">
          <Text size="sm">{t('theme')}</Text>
          <SegmentedControl
            aria-label={t('theme')}
            data={THEMES.map((value) => ({ value, label: t(`common:theme.${value}`) }))}
            value={colorScheme}
            onChange={(next) => setColorScheme(next as (typeof THEMES)[number])}
          />
        </Group>
      </Group>
    </Panel>
  )
}
