// Imported before all else: what comes after it cannot even be read by older versions, and would say so in their words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `Folkmoot needs Node 22.12 or newer, and this is ${process.versions.node}. \`npm start\` brings its own; so does \`npx folkmoot\`.\n`,
  )
  process.exit(1)
}
