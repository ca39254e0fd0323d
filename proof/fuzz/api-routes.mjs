// Every route of the admin API, from its own OpenAPI text: parameters and bodies drawn from their schemas, some right, some damaged.
/** Routes that would end the run, or leave the machine. */
const LEFT_OUT = /^\/api\/daemon\/(stop|drain|replace)/

export const routesOf = (openApi) =>
  Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch'].includes(method) && !LEFT_OUT.test(path))
      .map(([method, route]) => ({ path, method: method.toUpperCase(), route })),
  )

/** A request for one route: { path, method, headers, text }. */
export const drawCall = ({ random, draw }, openApi, { path, method, route }) => {
  const value = (schema) => fromSchema({ random, draw, openApi }, schema, 0)
  const query = new URLSearchParams()
  const headers = {}
  let target = path
  for (const parameter of route.parameters ?? []) {
    const text = asText(random.chance(0.3) ? draw.text() : value(parameter.schema))
    if (parameter.in === 'path')
      target = target.replace(`{${parameter.name}}`, encodeURIComponent(text.toWellFormed()) || 'x')
    if (parameter.in === 'query' && random.chance(0.5)) query.set(parameter.name, text)
    if (parameter.in === 'header' && random.chance(0.3)) headers[parameter.name] = text.replaceAll(/[^\x20-\x7e]/g, '')
  }
  if (random.chance(0.1)) query.set(draw.text().slice(0, 20), draw.text().slice(0, 200))
  const schema = route.requestBody?.content?.['application/json']?.schema
  const search = query.size === 0 ? '' : `?${query}`
  return {
    method,
    path: `${target}${search}`,
    headers,
    text: schema === undefined ? undefined : bodyText({ random, draw }, value(schema)),
  }
}

const bodyText = ({ random, draw }, value) => {
  if (random.chance(0.1)) return draw.text()
  const text = JSON.stringify(random.chance(0.1) ? draw.json() : value) ?? ''
  return random.chance(0.05) ? text.slice(0, random.whole(0, text.length)) : text
}

const asText = (value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const fromSchema = (context, schema, depth) => {
  const { random, draw, openApi } = context
  if (schema === undefined || depth > 6 || random.chance(0.06)) return draw.json()
  if (schema.$ref !== undefined) return fromSchema(context, resolve(openApi, schema.$ref), depth + 1)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fromSchema(context, random.pick(choices), depth + 1)
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => fromSchema(context, part, depth + 1)))
  if (schema.enum !== undefined) return random.pick(schema.enum)
  if (schema.const !== undefined) return schema.const
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type
  return (BY_TYPE[type] ?? (() => draw.json()))(context, schema, depth)
}

const BY_TYPE = {
  string: ({ draw }) => draw.text(),
  integer: ({ random }) => random.pick([0, 1, -1, 5, 2 ** 31, 2 ** 53, random.whole(0, 1000)]),
  number: ({ random }) => random.pick([0, 0.5, -0.1, 1e308, random.whole(0, 1000)]),
  boolean: ({ random }) => random.chance(0.5),
  null: () => null,
  array: (context, schema, depth) =>
    Array.from({ length: context.random.whole(0, 3) }, () => fromSchema(context, schema.items, depth + 1)),
  object: (context, schema, depth) => {
    const { random, draw } = context
    const known = Object.entries(schema.properties ?? {}).filter(() => random.chance(0.8))
    const value = Object.fromEntries(known.map(([name, inner]) => [name, fromSchema(context, inner, depth + 1)]))
    const open = typeof schema.additionalProperties === 'object' || random.chance(0.1)
    if (open)
      value[draw.text().slice(0, 100)] = fromSchema(
        context,
        schema.additionalProperties === true ? undefined : schema.additionalProperties || undefined,
        depth + 1,
      )
    return value
  },
}

const resolve = (openApi, reference) =>
  reference
    .slice(2)
    .split('/')
    .reduce((at, name) => at[name], openApi)
