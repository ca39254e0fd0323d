/** Which services a rule is for; none chosen means all. */
import { MultiSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export interface ServiceChoiceProps {
  readonly services: readonly { readonly id: string; readonly label: string }[]
  readonly value: readonly string[] | undefined
  readonly onChange: (value: string[] | undefined) => void
}

export const ServiceChoice = ({ services, value, onChange }: ServiceChoiceProps) => {
  const { t } = useTranslation('filters')
  const chosen = [...(value ?? [])]
  const all = services.map((service) => service.id)
  // A service of a file that this daemon does not have is shown too, so that it is not lost.
  const data = [...services.map(({ id, label }) => ({ value: id, label })), ...chosen.filter((id) => !all.includes(id))]
  return (
    <MultiSelect
      label={t('services')}
      placeholder={chosen.length === 0 ? t('allServices') : ''}
      data={data}
      value={chosen}
      onChange={(next) => onChange(next.length === 0 || all.every((id) => next.includes(id)) ? undefined : next)}
    />
  )
}
