/** Chooses one of the services that the daemon reports. With only one there is nothing to choose. */
import { SegmentedControl } from '@mantine/core'

export interface ServiceTabsProps {
  readonly services: readonly { readonly id: string; readonly label: string }[]
  readonly value: string
  readonly label: string
  readonly onChange: (service: string) => void
}

export const ServiceTabs = ({ services, value, label, onChange }: ServiceTabsProps) => {
  if (services.length < 2) return null
  return (
    <SegmentedControl
      aria-label={label}
      data={services.map((service) => ({ value: service.id, label: service.label }))}
      value={value}
      onChange={onChange}
    />
  )
}
