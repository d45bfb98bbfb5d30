/** The name and version that this server gives of itself, and where its source is. */
export const software = {
  name: 'Folkmoot',
  slug: 'folkmoot',
  version: '0.1.0',
  repository: 'https://w3id.org/folkmoot',
} as const
