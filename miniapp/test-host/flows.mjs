// Flows of members and clerks on the built program, against the real server.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { signInOwner } from "./club-api.mjs";
import { clerkSignsOut, everyReason, lostReply, photoAndKeyIn, scanConfirmUndo } from "./flows-clerk.mjs";
import { brokenSession, claimLostReply, copyOfData, logOut, offline, registerClaimShow } from "./flows-member.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

const FLOWS = [
  ["register, claim, show: the code on the screen can be read", registerClaimShow],
  ["the lost answer of a claim has one effect", claimLostReply],
  [
    "scan, preview, confirm, undo: the member's page becomes the receipt by itself, and the code again",
    scanConfirmUndo,
  ],
  ["the lost answer of a confirm has one effect, with one key", lostReply],
  ["every reason why not is shown, and nothing changes", everyReason],
  ["a photo is taken and uploaded; the code can be keyed in", photoAndKeyIn],
  ["a session that the server no longer takes is renewed once and the calls are replayed", brokenSession],
  ["without network the last answers are shown and marked", offline],
  ["a member takes a copy of all their data along, after a code by SMS", copyOfData],
  ["a member logs out and nothing of them stays on the phone", logOut],
  ["a clerk logs out, and WeChat signs the same clerk in again", clerkSignsOut],
];

export async function runFlows({ dist, club, report }) {
  const owner = await signInOwner(club);
  const stage = { dist, club, owner, photoFile: path.join(HERE, "car.png") };
  for (const [title, flow] of FLOWS) await report.run(title, () => flow(stage));
}
