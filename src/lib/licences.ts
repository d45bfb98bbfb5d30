/** A licence as people say it: “CC BY 4.0”, or its address where it is none we know. */
export function licenceName(address: string): string {
  const parts = /^https?:\/\/creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)/.exec(address)
  if (!parts) return address
  const [, kind, name = '', version = ''] = parts
  if (kind === 'publicdomain') return name === 'zero' ? `CC0 ${version}` : address
  return `CC ${name.toUpperCase()} ${version}`
}

/** The licence of what a hub publishes unless it says otherwise. */
export const defaultLicence = 'https://creativecommons.org/licenses/by/4.0/'
