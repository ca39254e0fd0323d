/** What services are called where a person reads: "Claude" for `claude`. */
import type { Cli } from '../context/cli.ts'

/** From a service's id to its label; an id that is on no shelf, such as one in an old log, stands for itself. */
export const serviceLabels = async (cli: Pick<Cli, 'shelf'>): Promise<(id: string) => string> => {
  const shelf = await cli.shelf()
  return (id) => shelf.find((service) => service.id === id)?.label ?? id
}
