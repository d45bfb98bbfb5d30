// Fedify wants Temporal, which Node 24 does not have yet.
import '../../src/lib/temporal.ts'
