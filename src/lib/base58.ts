const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Longer texts are none of ours: a signature has 88 characters. To read one takes the square of its length. */
const longest = 200

/** Bytes as multibase text in base58btc, `z…`: how keys and the values of proofs are written. */
export function toMultibase(bytes: Uint8Array): string {
  let text = ''
  for (let left = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`); left > 0n; left /= 58n)
    text = alphabet[Number(left % 58n)] + text
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return `z${'1'.repeat(zeros < 0 ? bytes.length : zeros)}${text}`
}

/**
 * The bytes behind such a text.
 * @throws TypeError where it is none, or longer than any key or signature
 */
export function fromMultibase(text: string): Uint8Array {
  if (text[0] !== 'z' || text.length > longest) throw new TypeError('no multibase text in base58btc')
  let number = 0n
  for (const letter of text.slice(1)) {
    const value = alphabet.indexOf(letter)
    if (value < 0) throw new TypeError(`${letter} is no letter of base58`)
    number = number * 58n + BigInt(value)
  }
  const zeros = /^z(1*)/.exec(text)![1]!.length
  const hex = number === 0n ? '' : number.toString(16)
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')])
}
