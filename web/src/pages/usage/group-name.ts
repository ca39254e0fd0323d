/** What the values of a dimension are called: services by their label, missing ones by a word. */
import { useTranslation } from 'react-i18next'

export type LedgerGroupName = 'service' | 'upstream' | 'model' | 'token'

export const useGroupName = (services: readonly { readonly id: string; readonly label: string }[]) => {
  const { t } = useTranslation('usage')
  return (group: LedgerGroupName, value: string): string => {
    if (group === 'service') return services.find((service) => service.id === value)?.label ?? value
    if (value !== '') return value
    return group === 'token' ? t('anonymous') : t('unknown')
  }
}
