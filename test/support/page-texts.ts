/** One text of a page that a person reads or hears, and where it stands. */
export type Text = { readonly where: string; readonly text: string }

const empty = new Set(['meta', 'link', 'input', 'br', 'hr', 'img', '!doctype'])
const heard = ['title', 'aria-label', 'alt', 'placeholder']
/** What is nobody's sentence: names, what one types, what a machine reads. */
const aside = ['bdi', 'code', 'style', 'script', 'textarea']

/**
 * The texts of a page in its own language. What a record says has a mark of its own and is left out: another `lang`, or
 * `bdi`. Our pages are well formed, so that a few lines can read them.
 */
export function textsOf(html: string, lang: string): Text[] {
  const texts: Text[] = []
  const within: { name: string; ours: boolean }[] = []
  const here = () => within.at(-1) ?? { name: '', ours: true }
  for (const [, end, name = '', attributes = '', text] of html.matchAll(
    /<(\/?)([!a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>|([^<]+)/g,
  )) {
    if (text !== undefined) {
      if (here().ours && text.trim() !== '') texts.push({ where: here().name, text: decoded(text) })
      continue
    }
    if (end === '/') {
      if (within.pop()?.name !== name) throw new Error(`${name} ends and did not begin`)
      continue
    }
    const of = (attribute: string) => new RegExp(`\\s${attribute}="([^"]*)"`).exec(attributes)?.[1]
    const ours = here().ours && (of('lang') ?? lang) === lang && !aside.includes(name)
    const said = [
      ...heard.map((each) => [each, of(each)] as const),
      ...(of('name') === 'description' ? [['content', of('content')] as const] : []),
    ]
    for (const [attribute, value] of said)
      if (ours && value) texts.push({ where: `${name}[${attribute}]`, text: decoded(value) })
    if (!empty.has(name) && !attributes.endsWith('/')) within.push({ name, ours })
  }
  return texts
}

const decoded = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
