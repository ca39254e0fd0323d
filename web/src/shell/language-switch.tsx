/** Switches between the two languages; its label is in the language it leads to. */
import { ActionIcon } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, setLanguage } from '../text/i18n.ts'

export const LanguageSwitch = () => {
  const { t } = useTranslation()
  const other = currentLanguage() === 'zh' ? 'en' : 'zh'
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t('language.switch')}
      title={t('language.switch')}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => void setLanguage(other)}
    >
      <IconLanguage size={18} stroke={1.7} />
    </ActionIcon>
  )
}
