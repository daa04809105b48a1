// `npm run verify:web [-- --only=<part of a scene's title>] [--address=http://…]`: a browser walks the whole club with real clicks - a new
// member, a clerk, the back office, a shop owner - and looks at every page. `npm run screens` also takes the pictures of docs/screens.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./walk/browser.mjs";
import { startClub } from "./walk/club.mjs";
import { createEye } from "./walk/look.mjs";
import { createReport } from "./walk/report.mjs";
import { LANES } from "./walk/scenes.mjs";

const SCREENS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../docs/screens");
const options = process.argv.slice(2);
const optionOf = (name) => options.find((option) => option.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;

const report = createReport({ only: optionOf("only") });
const given = optionOf("address");
const club = given === null ? await startClub() : { address: given, stop: async () => undefined };
const browser = await openBrowser();
try {
  const look = createEye({ report, folder: options.includes("--screens") ? SCREENS : null });
  const stage = { browser, address: club.address, report, look };
  const walkLane = async (lane) => {
    for (const scenes of lane) await scenes(stage);
  };
  await Promise.all(LANES.map(walkLane));
} finally {
  await browser.close();
  await club.stop();
}
process.exitCode = report.end() ? 0 : 1;
