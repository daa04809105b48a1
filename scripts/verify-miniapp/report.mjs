/** Counts what was checked and prints one line per check; a failure prints what is wrong and what was expected. */
export function createReport(print = console.log) {
  let passed = 0;
  const failures = [];

  function pass(title) {
    passed += 1;
    print(`  ✓ ${title}`);
  }

  function fail(title, problems) {
    failures.push(title);
    print(`  ✗ ${title}`);
    for (const problem of problems.slice(0, 20)) print(`      ${problem}`);
    if (problems.length > 20) print(`      … and ${problems.length - 20} more`);
  }

  return {
    section: (title) => print(`\n${title}`),
    note: (line) => print(`  · ${line}`),
    /** One check: `problems` empty = passed. */
    check: (title, problems) => (problems.length === 0 ? pass(title) : fail(title, problems)),
    /** Runs one check that says by throwing that it failed. */
    async run(title, work) {
      try {
        const detail = await work();
        pass(typeof detail === "string" ? `${title} (${detail})` : title);
        return true;
      } catch (error) {
        fail(title, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
        return false;
      }
    },
    summary() {
      print(`\n${passed} passed, ${failures.length} failed`);
      return failures.length === 0;
    },
  };
}
