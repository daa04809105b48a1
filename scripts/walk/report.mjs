// Counts what was proved and what was not; a failing step leaves a picture.
import { mkdirSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The rest of a scene cannot be walked after a step that failed. */
class SceneEnded extends Error {}

/** @param {{ only: string | null }} options `only` = a part of the titles of the scenes to run */
export function createReport({ only }) {
  const startedMs = performance.now();
  const problems = [];
  let passed = 0;
  let folder = null;
  const pass = () => {
    passed += 1;
  };
  const fail = (title, why) => {
    problems.push(title);
    console.log(`  ✗ ${title}\n      ${String(why).split("\n").slice(0, 14).join("\n      ")}`);
  };
  const picture = async (page, title) => {
    folder ??= mkdtempSync(path.join(os.tmpdir(), "club-walk-failed-"));
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${problems.length}-${title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}.png`);
    await page.screenshot({ path: file }).then(
      () => console.log(`      picture: ${file}`),
      () => undefined,
    );
  };
  /** One thing that must hold; when it does not, the scene ends. Answers what `work` answers. */
  const step = async (page, title, work) => {
    try {
      const answer = await work();
      pass();
      return answer;
    } catch (error) {
      fail(title, error.stack ?? error.message);
      await picture(page, title);
      throw new SceneEnded(title);
    }
  };
  /** Steps that build on one another. Answers what `work` answers, null when a step failed. */
  const scene = async (title, work) => {
    if (only !== null && !title.includes(only)) return null;
    const sceneMs = performance.now();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SceneEnded)) fail(title, error.stack);
      return null;
    } finally {
      console.log(`${title}: ${((performance.now() - sceneMs) / 1000).toFixed(1)} s`);
    }
  };
  /** Prints the sum. True when everything held. */
  const end = () => {
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    console.log(`\n${passed} passed, ${problems.length} failed, ${seconds} s`);
    for (const title of problems) console.log(`  ✗ ${title}`);
    return problems.length === 0;
  };
  return { pass, fail, picture, step, scene, end };
}
